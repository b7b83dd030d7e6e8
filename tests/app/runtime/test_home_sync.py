"""Whatever home the terminal has, the server's words reach the one of whose people they speak."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.biometrics.gallery import Gallery
from app.config.documents import Documents
from app.config.paths import State
from app.domain.consent import TerminalId
from app.operations.link import Asked, Told
from app.runtime.home_sync import HomeSync
from app.runtime.memory import Memory
from app.services.logbook import Logbook
from app.storage.opening import open_store
from tests.app.runtime.fakes import ToldClock


class ToldSync:
    def __init__(self) -> None:
        self.told: list[str] = []
        self.ready = True

    def begin(self, newest: int) -> None:
        self.told.append(f"begin {newest}")

    def heard(self, newest: int) -> None:
        self.told.append(f"heard {newest}")

    def step(self, ask: Callable[[Asked], Told]) -> bool:
        self.told.append("step")
        return True

    def dismissed(self, reason: str) -> None:
        self.told.append(reason)


def ask(asked: Asked) -> Told:
    raise AssertionError("nobody asks here")


class Terminal:
    def __init__(self, homes: list[Memory]) -> None:
        self.homes = homes
        self.home: Memory | None = None
        self.syncs: list[ToldSync] = []
        self.sync = HomeSync(lambda: self.home, self._made)

    def _made(self, home: Memory) -> ToldSync:
        self.syncs.append(ToldSync())
        return self.syncs[-1]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with open_store(State(tmp_path, simulated=True)) as store:
        logbook = Logbook(ToldClock(), TerminalId("one"), simulated=True)
        yield Terminal([Memory(store, Gallery(), Documents(()), logbook) for _ in range(2)])


def test_without_a_home_nothing_is_ready_and_nothing_is_exchanged(terminal: Terminal) -> None:
    terminal.sync.begin(7)
    assert not terminal.sync.ready
    assert not terminal.sync.step(ask)
    terminal.sync.dismissed("revoked")
    assert terminal.syncs == []


def test_a_home_that_opens_in_the_middle_of_a_connection_hears_how_it_stands(terminal: Terminal) -> None:
    terminal.sync.begin(7)
    terminal.sync.heard(8)
    terminal.home = terminal.homes[0]
    assert terminal.sync.step(ask)
    assert terminal.syncs[0].told == ["begin 8", "step"]
    terminal.sync.begin(9)
    assert terminal.syncs[0].told[2:] == ["begin 9"], "once"


def test_the_next_home_hears_nothing_of_what_was_said_of_the_last_ones_people(terminal: Terminal) -> None:
    terminal.home = terminal.homes[0]
    terminal.sync.begin(7)
    terminal.home = None
    assert not terminal.sync.step(ask)
    terminal.home = terminal.homes[1]
    assert terminal.sync.step(ask)
    assert terminal.syncs[1].told == ["step"]
    terminal.sync.begin(1)
    assert terminal.syncs[1].told == ["step", "begin 1"]


def test_the_next_home_begins_though_nobody_looked_in_between(terminal: Terminal) -> None:
    terminal.home = terminal.homes[0]
    terminal.sync.begin(7)
    terminal.home = terminal.homes[1]
    terminal.sync.begin(1)
    assert terminal.syncs[1].told == ["begin 1"]
