"""What every store of events must do, whichever engine is under it. A subclass brings the `store` fixture."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from app.domain.destinations import Destination, EventFile, RetryPolicy, Target, TargetKey, Webhook
from app.domain.retries import DeliveryFault, DeliveryState, Settlement, Waiting
from app.ports.control.delivery import Claim, Deliveries, TargetState
from app.ports.control.event_rules import EventRules, Outbox, Rule

NOW = datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
LEASE_S = 60.0
DOORS = Rule("doors", '{"source":["aws.one"]}', True, "all of them", NOW)
FILE = EventFile("doors")
OPEN = TargetState(0, None, None)


class EventTransaction(Protocol):
    @property
    def event_rules(self) -> EventRules: ...
    @property
    def outbox(self) -> Outbox: ...


class EventStore(Protocol):
    @property
    def deliveries(self) -> Deliveries: ...
    def transaction(self) -> AbstractContextManager[EventTransaction]: ...


def key(number: int) -> TargetKey:
    return TargetKey(f"{number:032x}")


def rule_with_target(
    store: EventStore, name: str = "doors", number: int = 1, destination: Destination = FILE, secret: str = ""
) -> TargetKey:
    with store.transaction() as transaction:
        transaction.event_rules.put_rule(replace(DOORS, name=name))
        transaction.event_rules.put_target(name, "one", Target(key(number), destination, RetryPolicy(), secret))
    return key(number)


def publish(store: EventStore, number: int, targets: Sequence[TargetKey], at: datetime = NOW) -> str:
    event = f"{number:08}-0000-0000-0000-000000000000"
    with store.transaction() as transaction:
        transaction.outbox.publish(event, "Successful Recognition", at, json.dumps({"id": event}), targets)
    return event


def leave_after_publishing(store: EventStore, target: TargetKey) -> None:
    with store.transaction() as transaction:
        transaction.outbox.publish("1" * 36, "x", NOW, "{}", [target])
        raise KeyboardInterrupt


def claimed(store: EventStore, now: datetime = NOW) -> Claim:
    claim = store.deliveries.claim(now, LEASE_S, 8)
    assert claim is not None
    return claim


def settle_all(
    store: EventStore,
    claim: Claim,
    state: DeliveryState = DeliveryState.DELIVERED,
    target: TargetState = OPEN,
    fault: DeliveryFault | None = None,
    due_at: datetime = NOW,
) -> bool:
    settlement = Settlement(state, 1, due_at, fault)
    return store.deliveries.settle(claim, [(letter, settlement) for letter in claim.letters], target, NOW)


class EventsContract:
    def test_a_rule_comes_back_as_written_and_can_be_changed(self, store: EventStore) -> None:
        with store.transaction() as transaction:
            rules = transaction.event_rules
            rules.put_rule(DOORS)
            assert rules.rule("doors") == DOORS
            rules.put_rule(replace(DOORS, enabled=False, description="", created_at=LATER))
            assert rules.rule("doors") == replace(DOORS, enabled=False, description="")
            assert rules.rule("windows") is None

    def test_rules_are_listed_by_name_a_page_at_a_time(self, store: EventStore) -> None:
        with store.transaction() as transaction:
            for name in ("c", "a", "b_1", "b-2", "bx1"):
                transaction.event_rules.put_rule(replace(DOORS, name=name))

            def names(after: str, most: int, prefix: str = "") -> list[str]:
                return [rule.name for rule in transaction.event_rules.rules(after, most, prefix)]

            assert sorted(names("", 9)) == ["a", "b-2", "b_1", "bx1", "c"]
            assert names("", 2) + names(names("", 2)[-1], 9) == names("", 9)
            assert names("", 9, "b_") == ["b_1"], "an underscore is no wild card"

    def test_a_target_is_shown_without_its_secret_and_with_its_state(self, store: EventStore) -> None:
        target = rule_with_target(store, destination=Webhook("https://example.org/"), secret="whsec_abcd")
        publish(store, 1, [target])
        with store.transaction() as transaction:
            shown = transaction.event_rules.target("doors", "one")
        assert shown is not None
        assert "whsec" not in repr(shown)
        assert (shown.destination, shown.waiting, shown.dead) == (Webhook("https://example.org/"), 1, 0)
        assert claimed(store).target.secret == "whsec_abcd"

    def test_a_target_that_is_changed_keeps_its_secret_and_what_waits_for_it(self, store: EventStore) -> None:
        target = rule_with_target(store, secret="whsec_abcd")
        publish(store, 1, [target])
        settle_all(store, claimed(store), DeliveryState.WAITING, TargetState(3, LATER, DeliveryFault.TIMED_OUT))
        with store.transaction() as transaction:
            changed = Target(key(7), EventFile("other"), RetryPolicy(60, 5))
            transaction.event_rules.put_target("doors", "one", changed, keep_secret=True)
        claim = claimed(store)
        assert claim.target == Target(target, EventFile("other"), RetryPolicy(60, 5), "whsec_abcd")
        assert len(claim.letters) == 1
        assert claim.failures == 0, "it gets a fresh chance"
        with store.transaction() as transaction:
            transaction.event_rules.put_target("doors", "one", changed)
        publish(store, 2, [target])
        assert claimed(store, NOW + timedelta(seconds=LEASE_S)).target.secret == ""

    def test_a_rule_goes_with_its_targets_and_what_waits(self, store: EventStore) -> None:
        target = rule_with_target(store)
        publish(store, 1, [target])
        with store.transaction() as transaction:
            assert transaction.event_rules.delete_rule("doors")
            assert not transaction.event_rules.delete_rule("doors")
            assert transaction.event_rules.targets("doors", "", 9) == []
        assert store.deliveries.claim(NOW, LEASE_S, 8) is None

    def test_routes_are_those_of_enabled_rules_with_targets(self, store: EventStore) -> None:
        rule_with_target(store, "doors", 1)
        rule_with_target(store, "off", 2)
        with store.transaction() as transaction:
            rules = transaction.event_rules
            rules.put_target("doors", "two", Target(key(3), FILE))
            rules.put_rule(replace(DOORS, name="off", enabled=False))
            rules.put_rule(replace(DOORS, name="idle"))
            assert [(route.rule, route.targets) for route in rules.routes()] == [("doors", (key(1), key(3)))]
            assert rules.remove_target("doors", "one")
            assert not rules.remove_target("doors", "one")
            assert [route.targets for route in rules.routes()] == [(key(3),)]

    @pytest.mark.requirement("MON-002")
    def test_an_event_is_due_at_once_for_each_of_its_targets(self, store: EventStore) -> None:
        targets = [rule_with_target(store, "doors", 1), rule_with_target(store, "others", 2)]
        event = publish(store, 1, targets)
        claims = [claimed(store), claimed(store)]
        assert {claim.target.key for claim in claims} == set(targets)
        assert [letter.event for claim in claims for letter in claim.letters] == [event, event]
        assert json.loads(claims[0].letters[0].text) == {"id": event}
        assert store.deliveries.claim(NOW, LEASE_S, 8) is None

    def test_nothing_stays_of_an_event_whose_transaction_failed(self, store: EventStore) -> None:
        target = rule_with_target(store)
        with pytest.raises(KeyboardInterrupt):
            leave_after_publishing(store, target)
        assert store.deliveries.claim(NOW, LEASE_S, 8) is None

    def test_a_lease_ends_and_what_was_not_recorded_is_sent_again_under_its_id(self, store: EventStore) -> None:
        target = rule_with_target(store)
        event = publish(store, 1, [target])
        lost = claimed(store)
        assert store.deliveries.claim(NOW + timedelta(seconds=LEASE_S - 1), LEASE_S, 8) is None
        taken = claimed(store, NOW + timedelta(seconds=LEASE_S))
        assert [letter.event for letter in taken.letters] == [event]
        assert not settle_all(store, lost, DeliveryState.DEAD, fault=DeliveryFault.EXPIRED), "too late"
        assert settle_all(store, taken)
        assert store.deliveries.claim(LATER, LEASE_S, 8) is None

    def test_of_many_claimers_one_gets_a_target(self, store: EventStore) -> None:
        targets = [rule_with_target(store, f"rule-{number}", number) for number in range(1, 4)]
        publish(store, 1, targets)
        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(lambda _: store.deliveries.claim(NOW, LEASE_S, 8), range(8)))
        assert sorted(claim.target.key for claim in claims if claim) == targets

    def test_a_target_that_is_held_waits_and_says_why(self, store: EventStore) -> None:
        target = rule_with_target(store)
        publish(store, 1, [target])
        held = TargetState(2, LATER, DeliveryFault.TIMED_OUT)
        assert settle_all(store, claimed(store), DeliveryState.WAITING, held, DeliveryFault.TIMED_OUT)
        publish(store, 2, [target])
        assert store.deliveries.claim(LATER - timedelta(seconds=1), LEASE_S, 8) is None
        claim = claimed(store, LATER)
        assert (claim.failures, [letter.waiting.attempts for letter in claim.letters]) == (2, [1, 0])
        with store.transaction() as transaction:
            shown = transaction.event_rules.target("doors", "one")
        assert shown is not None
        assert (shown.failures, shown.held_until, shown.fault) == (2, LATER, DeliveryFault.TIMED_OUT)

    def test_no_target_is_served_twice_while_another_waits(self, store: EventStore) -> None:
        targets = [rule_with_target(store, "doors", 1), rule_with_target(store, "others", 2)]
        for number in range(20):
            publish(store, number, targets)
        served = []
        for second in range(4):
            claim = claimed(store, NOW + timedelta(seconds=second))
            settle_all(store, claim)
            served.append(claim.target.key)
        assert served[:2] == served[2:]
        assert len(set(served)) == 2

    def test_dead_letters_are_listed_and_can_be_sent_again(self, store: EventStore) -> None:
        target = rule_with_target(store)
        rule_with_target(store, "others", 2)
        events = [publish(store, number, [target]) for number in range(3)]
        settle_all(store, claimed(store), DeliveryState.DEAD, fault=DeliveryFault.ANSWERED_NO)
        with store.transaction() as transaction:
            dead = transaction.outbox.dead_letters("doors", 0, 2)
            assert [letter.event for letter in dead] == events[:2]
            assert {(letter.fault, letter.target, letter.attempts) for letter in dead} == {
                (DeliveryFault.ANSWERED_NO, "one", 1)
            }
            assert [each.event for each in transaction.outbox.dead_letters("", dead[-1].delivery, 9)] == events[2:]
            assert transaction.outbox.dead_letters("others", 0, 9) == []
            assert transaction.outbox.revive("others", "one", LATER, 9) == 0
            assert transaction.outbox.revive("doors", "one", LATER, 9) == 3
            assert transaction.outbox.dead_letters("doors", 0, 9) == []
        assert {letter.waiting for letter in claimed(store, LATER).letters} == {Waiting(0, LATER)}

    def test_a_time_range_is_sent_again_once(self, store: EventStore) -> None:
        target = rule_with_target(store)
        events = [publish(store, minute, [target], NOW + timedelta(minutes=minute)) for minute in range(4)]
        settle_all(store, claimed(store, LATER))
        with store.transaction() as transaction:
            outbox = transaction.outbox
            found = outbox.events_between(NOW + timedelta(minutes=1), NOW + timedelta(minutes=3), 0, 9)
            assert [json.loads(text)["id"] for _, text in found] == events[1:3]
            assert [number for number, _ in outbox.events_between(NOW, LATER, found[-1][0], 9)] == [found[-1][0] + 1]
            assert [outbox.send_again(number, [target], LATER) for number, _ in found] == [1, 1]
            assert outbox.send_again(found[0][0], [target], LATER) == 0, "it waits already"
        assert [letter.event for letter in claimed(store, LATER).letters] == events[1:3]

    def test_old_events_are_forgotten_unless_somebody_waits(self, store: EventStore) -> None:
        target = rule_with_target(store)
        for number in range(3):
            publish(store, number, [])
        waiting = publish(store, 3, [target])
        recent = publish(store, 4, [], LATER)
        assert store.deliveries.forget(LATER, 2) == 2
        assert store.deliveries.forget(LATER, 2) == 1
        with store.transaction() as transaction:
            left = transaction.outbox.events_between(NOW, LATER + timedelta(days=1), 0, 9)
        assert [json.loads(text)["id"] for _, text in left] == [waiting, recent]
