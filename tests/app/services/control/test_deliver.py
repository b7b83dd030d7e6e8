"""What a round of delivering does, with the real store and carriers that play a target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.config.paths import State
from app.domain.destinations import Destination, EventFile, Queue, RetryPolicy, Syslog, Target, Webhook
from app.domain.retries import Delivered, DeliveryFault, Outcome, Refused, Unavailable, longest_wait_s
from app.ports.control.delivery import Letter
from app.services.control.deliver import BATCH, LEASE_S, deliver_once
from app.services.control.post import Post
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.services.still_clock import StillClock
from tests.contracts.events_contract import DOORS, NOW, key, publish, rule_with_target

BUSY = Unavailable(DeliveryFault.ANSWERED_BUSY)


@dataclass
class Receiver:
    """A target: answers as it was told, then with Delivered."""

    answers: list[Outcome] = field(default_factory=list)
    got: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    dies: bool = False

    def carry(self, destination: Destination, secret: str, letters: Sequence[Letter]) -> Sequence[Outcome]:
        self.secrets.append(secret)
        outcomes: list[Outcome] = []
        for letter in letters:
            outcomes.append(self.answers.pop(0) if self.answers else Delivered())
            if isinstance(outcomes[-1], Unavailable):
                break
            self.got.append(letter.event)
        if self.dies:
            raise KeyboardInterrupt
        return outcomes


class World:
    def __init__(self, store: SqlControlStore) -> None:
        self.store = store
        self.clock = StillClock(NOW)
        self.file, self.other = Receiver(), Receiver()
        nobody: Any = None
        self.post = Post(self.other, nobody, self.other, self.file, self.other)

    def round(self, share: float = 1.0) -> bool:
        return deliver_once(self.store.deliveries, self.post, self.clock, lambda: share)

    def dead(self) -> list[DeliveryFault]:
        with self.store.reading() as reading:
            return [letter.fault for letter in reading.outbox.dead_letters("", 0, 99)]

    def failures(self) -> int:
        with self.store.reading() as reading:
            shown = reading.event_rules.target("doors", "one")
        assert shown is not None
        return shown.failures


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield World(SqlControlStore(people))


def test_what_is_due_is_delivered_once(world: World) -> None:
    target = rule_with_target(world.store)
    sent = [publish(world.store, number, [target]) for number in range(BATCH + 2)]
    assert [world.round(), world.round(), world.round()] == [True, True, False]
    assert world.file.got == sent


def test_a_target_that_is_busy_is_left_alone_for_longer_each_time(world: World) -> None:
    target = rule_with_target(world.store)
    publish(world.store, 1, [target])
    for failures in range(1, 5):
        world.file.answers.append(BUSY)
        assert world.round()
        assert world.failures() == failures
        world.clock.pass_time(timedelta(seconds=longest_wait_s(failures) - 0.001))
        assert not world.round()
        world.clock.pass_time(timedelta(seconds=0.001))
    assert world.round()
    assert len(world.file.got) == 1
    assert world.failures() == 0


def test_the_wait_is_as_long_as_chance_says(world: World) -> None:
    publish(world.store, 1, [rule_with_target(world.store)])
    world.file.answers += [BUSY, BUSY]
    world.round(share=0.0)
    assert world.round(share=0.5), "a share of nothing is no wait"
    assert not world.round()
    world.clock.pass_time(timedelta(seconds=1))
    assert world.round()


def test_a_busy_target_costs_one_attempt_for_all_that_waits(world: World) -> None:
    target = rule_with_target(world.store)
    for number in range(3):
        publish(world.store, number, [target])
    world.file.answers.append(BUSY)
    world.round()
    world.clock.pass_time(timedelta(minutes=1))
    claim = world.store.deliveries.claim(world.clock.now(), LEASE_S, BATCH)
    assert claim is not None
    assert sorted(letter.waiting.attempts for letter in claim.letters) == [0, 0, 1]


def test_a_target_that_is_busy_keeps_no_other_waiting(world: World) -> None:
    targets = [rule_with_target(world.store), rule_with_target(world.store, "others", 2, Syslog("log.example"))]
    event = publish(world.store, 1, targets)
    world.file.answers.append(BUSY)
    assert [world.round(), world.round(), world.round()] == [True, True, False]
    assert (world.file.got, world.other.got) == ([], [event])


def test_what_a_target_refuses_is_put_aside_with_the_reason_and_the_rest_goes_on(world: World) -> None:
    target = rule_with_target(world.store)
    sent = [publish(world.store, number, [target]) for number in range(3)]
    world.file.answers += [Delivered(), Refused(DeliveryFault.TOO_LARGE)]
    world.round()
    assert world.dead() == [DeliveryFault.TOO_LARGE]
    assert world.file.got == sent
    assert not world.round()


def test_what_is_too_old_is_put_aside_unsent(world: World) -> None:
    target = rule_with_target(world.store)
    publish(world.store, 1, [target], NOW - timedelta(days=1))
    fresh = publish(world.store, 2, [target])
    world.round()
    assert world.dead() == [DeliveryFault.EXPIRED]
    assert world.file.got == [fresh]


def test_after_its_attempts_it_is_put_aside_with_the_last_reason(world: World) -> None:
    with world.store.transaction() as transaction:
        transaction.event_rules.put_rule(DOORS)
        transaction.event_rules.put_target("doors", "one", Target(key(1), EventFile("doors"), RetryPolicy(86_400, 2)))
    publish(world.store, 1, [key(1)])
    world.file.answers += [BUSY, Unavailable(DeliveryFault.TIMED_OUT)]
    world.round()
    assert world.dead() == []
    world.clock.pass_time(timedelta(minutes=1))
    world.round()
    assert world.dead() == [DeliveryFault.TIMED_OUT]


def test_a_server_that_dies_after_sending_sends_again_under_the_same_id(world: World) -> None:
    event = publish(world.store, 1, [rule_with_target(world.store)])
    world.file.dies = True
    with pytest.raises(KeyboardInterrupt):
        world.round()
    world.file.dies = False
    assert not world.round(), "the lease still runs"
    world.clock.pass_time(timedelta(seconds=LEASE_S))
    assert world.round()
    assert world.file.got == [event, event]


def test_a_target_gets_its_secret(world: World) -> None:
    where = Webhook("https://example.org/")
    publish(world.store, 1, [rule_with_target(world.store, destination=where, secret="whsec_abc")])
    world.round()
    assert world.other.secrets == ["whsec_abc"]


def test_every_kind_of_destination_has_a_carrier(world: World) -> None:
    kinds: list[Destination] = [
        Queue("https://sqs.example.org/", "eu-north-1"),
        Syslog("log.example"),
        EventFile("doors"),
    ]
    for number, where in enumerate(kinds, start=1):
        publish(world.store, number, [rule_with_target(world.store, f"rule-{number}", number, where)])
    assert [world.round() for _ in kinds] == [True] * 3
    assert (len(world.other.got), len(world.file.got)) == (2, 1)
