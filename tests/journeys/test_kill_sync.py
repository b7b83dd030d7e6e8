"""A terminal is killed again and again while it fetches people and brings what it did: nobody is half there, and each
record is at the server once."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.consent import TerminalId
from app.domain.people import PersonId
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.instances import CREATE_INSTANCE, CreateDeviceInstance
from app.runtime.clock import SystemClock
from app.services.logbook import Logbook
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.synced_store import SqlSyncedStore
from app.storage.terminal_memory import Identity, TerminalMemory
from tests.app.control import REALM, Plane
from tests.app.domain.test_device_configuration import DOOR
from tests.app.gateway.running import Running
from tests.app.gateway.terminals import device_of, link
from tests.app.runtime.sides import Hub

KILLS = 25
PEOPLE = 40
NEWS = 3
"""People and records that each life finds; the first finds 40 people more, which are more than a page."""
LATEST = 60
"""Boundaries that a life has which comes through: about as many."""


@dataclass(frozen=True)
class Children:
    orders: IO[str]
    words: IO[str]

    def live(self, folder: Path, dies_at: int) -> int:
        self.orders.write(f"{folder} {dies_at}\n")
        self.orders.flush()
        word, status = self.words.readline().split()
        assert word == "end"
        return int(status)


@pytest.fixture
def children(root: Path) -> Iterator[Children]:
    command = [sys.executable, "-m", "tests.journeys.syncing_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Children(process.stdin, process.stdout)
        process.stdin.close()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with ExitStack() as stack:
        people = stack.enter_context(open_store(State(tmp_path / "server", simulated=True)))
        yield Hub(Plane(SqlControlStore(people, simulated=True)), people, tmp_path, stack)


def activated(hub: Hub, running: Running, folder: Path) -> str:
    """A terminal with a log of its own, who knows where its server is."""
    made = hub.plane.call(CREATE_INSTANCE, CreateDeviceInstance(hub.site, "North door"))
    hub.plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(made.device_instance_id, DOOR))
    device = device_of(hub.plane, folder / "device", made.device_instance_id)
    memory = TerminalMemory(folder / "memory")
    root = running.certificate.read_text()
    identity = Identity(device.instance, REALM.account, f"localhost:{running.port}", root)
    memory.become(identity, device.certificate.read_text() + device.key.read_text())
    return device.instance


def visited(folder: Path, words: list[str]) -> None:
    logbook = Logbook(SystemClock(), TerminalId("door"), simulated=True)
    with open_store(State(folder, simulated=True)) as store:
        for word in words:
            with store.transaction() as transaction:
                transaction.add_audit(logbook.entry(AuditAction.IDENTIFY, word))


def whole_people(folder: Path, persons: list[PersonId]) -> int:
    """How many, each shown to be whole, and exactly those of the version that the terminal says it has."""
    with open_store(State(folder, simulated=True)) as store:
        state = SqlSyncedStore(store).state()
        expected = persons[: state.version]
        assert store.people() == set(expected)
        assert {stored.person for stored in store.templates()} == set(expected)
        assert {person for person in expected if store.badge_of(person) is None} == set()
        assert len(store.vault.live_slots()) == len(expected) + 1, "no key without a person but the transform's"
        assert store.broken_audit_row() is None
        return len(expected)


def taken(hub: Hub, instance: str) -> list[str]:
    """What the server has of the terminal's log, oldest first."""
    entries = hub.people.audit(10_000)[::-1]
    return [entry.outcome for entry in entries if entry.terminal == instance]


def test_a_terminal_killed_at_any_moment_is_whole_and_loses_and_doubles_nothing(
    children: Children, hub: Hub, tmp_path: Path
) -> None:
    moments = random.Random(20261126)
    persons = [hub.enrols(card) for card in range(PEOPLE)]
    folder = tmp_path / "door"
    folder.mkdir()
    words: list[str] = []
    with link(hub.plane, tmp_path) as running:
        instance = activated(hub, running, folder)
        killed = 0
        for life in range(KILLS):
            persons += [hub.enrols(1000 + life * NEWS + news) for news in range(NEWS)]
            words += (fresh := [f"word_{life * NEWS + news}" for news in range(NEWS)])
            visited(folder, fresh)
            killed += children.live(folder, moments.randrange(1, LATEST)) == signal.SIGKILL
            whole_people(folder, persons)
        assert children.live(folder, 0) == 0
        assert killed >= KILLS // 2
        assert whole_people(folder, persons) == len(persons)
    assert taken(hub, instance) == words
    assert hub.told() == {"Unsuccessful Recognition": len(words)}
