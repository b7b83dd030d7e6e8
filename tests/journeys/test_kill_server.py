"""Killed at any moment while it changes, announces and delivers: no acknowledged call is lost, no event is doubled at a
receiver that knows duplicates by id, and the audit's chain holds."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest

from app.config.paths import State
from app.domain.destinations import Target, TargetKey, Webhook
from app.ports.control.event_rules import Rule
from app.runtime.clock import SystemClock
from app.services.control.deliver import deliver_once
from app.services.control.event_rules import new_signing_key
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.gateway.targets.receivers import WebReceiver, web_receiver
from tests.journeys.announcing_child import LEASE_S, post_to
from tests.peers.certificates import Certificates, certificates
from tests.peers.panel import eventually
from tests.peers.postgres import Postgres

KILLS = 25
ON_POSTGRESQL = 6
LONGEST_S = 0.25
"""From a server's first word to its death: some tens of calls, each with its deliveries."""

DYING_S = 60.0
"""A process that writes to a busy disk dies when the write has ended."""


@dataclass
class Servers:
    """One nursery for each server that is to run at the same time."""

    orders: IO[str]
    words: IO[str]
    acknowledged: list[str] = field(default_factory=list)

    def start(self, order: str) -> int:
        self.orders.write(order + "\n")
        self.orders.flush()
        word, child = self.words.readline().split()
        assert word == "open", word
        return int(child)

    def kill(self, child: int) -> None:
        assert eventually(lambda: not killed(child), DYING_S), Path(f"/proc/{child}/status").read_text()
        while True:
            word, value = self.words.readline().split()
            if word == "end":
                assert int(value) == signal.SIGKILL, "it died of something else"
                return
            self.acknowledged.append(value)


def killed(child: int) -> bool:
    """False when there is nobody left to kill."""
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def nursery() -> Iterator[Servers]:
    command = [sys.executable, "-m", "tests.journeys.announcing_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Servers(process.stdin, process.stdout)
        finally:
            process.stdin.close()
            process.wait(30)


@dataclass(frozen=True)
class World:
    folder: Path
    receiver: WebReceiver
    made: Certificates
    database: str = ""

    @contextmanager
    def store(self) -> Iterator[SqlControlStore]:
        with open_store(State(self.folder, simulated=True), database=self.database) as people:
            yield SqlControlStore(people)

    @property
    def order(self) -> str:
        return f"{self.folder} {self.made.authority} {self.database or '-'}"

    def prepare(self) -> None:
        where = Webhook(f"https://receiver.example:{self.receiver.port}/")
        with self.store() as store, store.transaction() as transaction:
            rule = Rule("all", '{"source":["aws.one"]}', True, "", datetime.now(UTC))
            transaction.event_rules.put_rule(rule)
            target = Target(TargetKey("1" * 32), where, secret=new_signing_key())
            transaction.event_rules.put_target("all", "one", target)

    def deliver_the_rest(self) -> None:
        """As the next server would, once the leases of the dead have ended."""
        post = post_to(self.folder, self.made.authority)
        with self.store() as store:

            class Later(SystemClock):
                def now(self) -> datetime:
                    return super().now() + timedelta(hours=1)

            while deliver_once(store.deliveries, post, Later(), lambda: 0.0, LEASE_S):
                pass

    def check(self, acknowledged: list[str]) -> None:
        received: dict[str, set[bytes]] = {}
        for each in self.receiver.received:
            received.setdefault(each.headers["webhook-id"], set()).add(each.body)
        with self.store() as store, store.reading() as reading:
            ends = datetime.now(UTC) + timedelta(days=1)
            stored = [
                text for _, text in reading.outbox.events_between(datetime.min.replace(tzinfo=UTC), ends, 0, 10**6)
            ]
            assert reading.trail.first_broken() is None
            assert reading.trail.head().number == len(stored), "one record a call, one event a call"
        told = {json.loads(text)["id"]: text.encode() for text in stored}
        assert len(acknowledged) == len(set(acknowledged))
        assert set(acknowledged) <= told.keys(), "an acknowledged call was lost"
        assert received == {event: {text} for event, text in told.items()}, "each event once, as it was stored"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"), "receiver.example")


def killed_many_times(world: World, servers: list[Servers], kills: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    world.prepare()
    for _ in range(kills):
        children = [(each, each.start(world.order)) for each in servers]
        for each, child in chance.sample(children, len(children)):
            time.sleep(chance.uniform(0, LONGEST_S))  # the moment itself is what is tried
            each.kill(child)
    world.deliver_the_rest()
    return [event for each in servers for event in each.acknowledged]


@pytest.mark.requirement("EVS-013")
def test_a_server_that_is_killed_loses_and_doubles_nothing(tmp_path: Path, made: Certificates) -> None:
    with web_receiver(made) as receiver, nursery() as server:
        world = World(tmp_path, receiver, made)
        acknowledged = killed_many_times(world, [server], int(os.environ.get("THENAR_KILLS", KILLS)), seed=1)
        world.check(acknowledged)
    assert acknowledged


@pytest.mark.peer
def test_two_servers_on_one_database_lose_and_double_nothing(
    tmp_path: Path, made: Certificates, postgres: Postgres
) -> None:
    with web_receiver(made) as receiver, nursery() as one, nursery() as other:
        world = World(tmp_path, receiver, made, postgres.new_database())
        acknowledged = killed_many_times(world, [one, other], ON_POSTGRESQL, seed=2)
        world.check(acknowledged)
    assert min(len(one.acknowledged), len(other.acknowledged)) > 0
