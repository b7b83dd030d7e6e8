"""What ends people's access at a terminal: on a real disk, in a simulated world whose clock is moved."""

import resource
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.domain.reckoned_time import CARRY_MILLIS
from app.runtime.timekeeper import Timekeeper
from app.storage.terminal_memory import Identity, TerminalMemory
from drivers.simulated.clock import SteppedClock
from drivers.simulated.world import World

DAY = timedelta(days=1)
MINUTE = timedelta(seconds=60)
HOUR_S = 3600.0


@dataclass
class Terminal:
    folder: Path
    clock: SteppedClock = field(default_factory=SteppedClock)

    def __post_init__(self) -> None:
        self.world = World(self.clock)
        self.world.machine.set_synchronised(False)
        self.truth = self.clock.now()
        self.memory.become(Identity("instance", "account", "localhost:1", "root"), "key")
        self._begin()

    @property
    def memory(self) -> TerminalMemory:
        return TerminalMemory(self.folder)

    @property
    def now(self) -> datetime:
        return self.timekeeper.now()

    def runs(self, seconds: float) -> None:
        self.truth += timedelta(seconds=seconds)
        while seconds > 0:
            self.world.pass_time(min(30.0, seconds))
            self.timekeeper.look()
            seconds -= 30.0

    def loses_power(self) -> None:
        self.world.machine.pull_the_plug()
        self._begin()

    def _begin(self) -> None:
        self.timekeeper = Timekeeper(self.memory, self.world.machine, self.clock)
        self.timekeeper.look()


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "device")


def test_a_clock_that_is_set_back_changes_nothing_even_over_a_power_cut(terminal: Terminal) -> None:
    terminal.runs(HOUR_S)
    assert terminal.now == terminal.truth
    terminal.clock.set_wall(terminal.truth - 9 * DAY)
    terminal.runs(HOUR_S)
    assert terminal.now == terminal.truth
    assert terminal.timekeeper.clock_strays
    terminal.loses_power()
    assert terminal.truth - MINUTE <= terminal.now <= terminal.truth
    terminal.runs(HOUR_S)
    assert terminal.truth - MINUTE <= terminal.now <= terminal.truth


def test_a_clock_that_is_set_forward_counts_after_a_power_cut_until_the_server_says_what_time_it_is(
    terminal: Terminal,
) -> None:
    terminal.clock.set_wall(terminal.truth + 9 * DAY)
    terminal.runs(HOUR_S)
    assert terminal.now == terminal.truth
    assert terminal.timekeeper.clock_strays
    terminal.loses_power()
    assert terminal.now == terminal.truth + 9 * DAY
    terminal.timekeeper.told(int(terminal.truth.timestamp() * 1000))
    assert terminal.now == terminal.truth
    assert terminal.timekeeper.clock_strays
    terminal.clock.set_wall(terminal.truth)
    terminal.loses_power()
    assert terminal.now == terminal.truth, "the word is on the disk"
    assert not terminal.timekeeper.clock_strays


def test_a_clock_that_follows_a_time_server_is_believed_within_a_minute(terminal: Terminal) -> None:
    terminal.clock.set_wall(terminal.truth + 9 * DAY)
    terminal.world.machine.set_synchronised(True)
    terminal.runs(CARRY_MILLIS / 1000)
    assert terminal.now == terminal.truth + 9 * DAY
    assert not terminal.timekeeper.clock_strays


def test_what_the_server_says_with_each_beat_is_not_written_each_time(terminal: Terminal) -> None:
    before = terminal.memory.marked()
    terminal.timekeeper.told(int(terminal.truth.timestamp() * 1000) + 1000)
    assert terminal.memory.marked() == before
    assert terminal.now == terminal.truth + timedelta(seconds=1)
    terminal.runs(CARRY_MILLIS / 1000)
    assert terminal.memory.marked() != before


def test_a_disk_that_takes_nothing_changes_nothing_while_it_runs(terminal: Terminal) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        terminal.clock.set_wall(terminal.truth - DAY)
        terminal.runs(HOUR_S)
        assert terminal.now == terminal.truth
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_mark_that_cannot_be_read_is_a_fault_and_no_guess_until_the_server_has_said_the_time(
    terminal: Terminal,
) -> None:
    (terminal.folder / "time.json").write_text("{}")
    terminal.timekeeper = Timekeeper(terminal.memory, terminal.world.machine, terminal.clock)
    with pytest.raises(FaultError) as caught:
        terminal.timekeeper.now()
    assert caught.value.fault is Fault.STORE_UNREADABLE
    assert terminal.timekeeper.clock_strays, "it is told, and keeps nobody from asking the server"
    terminal.timekeeper.told(int((terminal.truth + DAY).timestamp() * 1000))
    terminal.loses_power()
    assert terminal.now == terminal.truth + DAY


def test_a_terminal_that_is_nobodys_reckons_afresh_when_it_is_somebodys_again(terminal: Terminal) -> None:
    terminal.timekeeper.told(int((terminal.truth + 9 * DAY).timestamp() * 1000))
    terminal.memory.leave()
    terminal.timekeeper.look()
    terminal.timekeeper.told(0)
    terminal.memory.forget()
    assert terminal.memory.marked() is None
    terminal.memory.become(Identity("another", "account", "localhost:1", "root"), "key")
    terminal.timekeeper.look()
    assert terminal.now == terminal.truth
