"""What locks a terminal, what stays locked over restarts, and what unlocks it: on a real disk, in a simulated world."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.device_commands import CommandKind
from app.domain.device_lock import Lock
from app.domain.faults import Fault
from app.domain.offline_lease import SLICE_MILLIS
from app.runtime.guard import SWITCH_PATIENCE, Guard
from app.runtime.obeyed import Obeyed
from app.storage.terminal_memory import Identity, Kept, TerminalMemory
from drivers.simulated.clock import SteppedClock
from drivers.simulated.tamper import SimulatedTamper
from drivers.simulated.world import Device, World
from tests.app.domain.test_device_configuration import DOOR

MINUTE_S = 60.0
ALLOWED_S = 60 * MINUTE_S
CONFIGURED = replace(DOOR, maximum_offline_minutes=60)
STEP_S = 30.0


@dataclass
class Case:
    """One terminal in its world. `guard` is another one after each restart."""

    folder: Path
    world: World
    guard: Guard

    @classmethod
    def activated(cls, folder: Path) -> "Case":
        world = World(SteppedClock())
        case = cls(folder, world, cls._guard(folder, world))
        case.memory.become(Identity("instance", "account", "localhost:1", "root"), "key")
        case.memory.configure(Kept(1, CONFIGURED))
        case.guard.look()
        return case

    @staticmethod
    def _guard(folder: Path, world: World) -> Guard:
        return Guard(TerminalMemory(folder), world.machine, SimulatedTamper(world), world.clock)

    @property
    def memory(self) -> TerminalMemory:
        return TerminalMemory(self.folder)

    def restart(self) -> None:
        self.guard = self._guard(self.folder, self.world)
        self.guard.look()

    def pass_time(self, seconds: float) -> None:
        """As the guard's own thread would: it looks again and again."""
        while seconds > 0:
            self.world.pass_time(min(STEP_S, seconds))
            self.guard.look()
            seconds -= STEP_S

    def stop(self) -> None:
        """Wakes its thread for good, and ends it."""
        assert isinstance(self.world.clock, SteppedClock)
        self.world.clock.stop()
        self.guard.stop()

    def told(self, kind: CommandKind) -> Obeyed:
        return self.guard.commands()[kind]()

    def held_by(self) -> set[Lock]:
        return {each.lock for each in self.guard.locks}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.activated(tmp_path / "memory")


@contextmanager
def disk_is_full() -> Iterator[None]:
    """For this process every file is at its limit: writing one byte fails, as it does on a disk without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_terminal_that_is_nobodys_is_held_by_nothing(tmp_path: Path) -> None:
    world = World(SteppedClock())
    guard = Guard(TerminalMemory(tmp_path), world.machine, SimulatedTamper(world), world.clock)
    world.open_case()
    guard.look()
    assert (guard.hold(), guard.locks) == (None, ())
    assert guard.commands()[CommandKind.IN_SERVICE]() is Obeyed.FAILED


@pytest.mark.requirement("DEV-025", "DEV-026")
def test_whoever_opens_the_case_locks_it_until_an_administrator_says_otherwise(case: Case) -> None:
    case.world.open_case()
    case.world.close_case()
    case.guard.look()
    assert case.guard.hold() is Fault.LOCKED_BY_TAMPER
    for _ in range(3):
        case.world.machine.pull_the_plug()
        case.restart()
        case.guard.answered(0)
        assert case.guard.hold() is Fault.LOCKED_BY_TAMPER, "neither a restart nor the server's answers open it"
    assert case.told(CommandKind.UNLOCK_INACTIVITY) is Obeyed.DONE
    assert case.held_by() == {Lock.TAMPER}, "the word for another lock opens no other"
    assert case.told(CommandKind.UNLOCK_TAMPER) is Obeyed.DONE
    assert case.guard.hold() is None
    case.restart()
    assert case.guard.hold() is None


def test_a_case_that_is_still_open_locks_it_again(case: Case) -> None:
    case.world.open_case()
    case.guard.look()
    case.told(CommandKind.UNLOCK_TAMPER)
    case.guard.look()
    assert case.guard.hold() is Fault.LOCKED_BY_TAMPER


def test_since_when_it_is_locked_is_when_it_was_opened_first(case: Case) -> None:
    case.pass_time(60)
    case.world.open_case()
    case.guard.look()
    since = case.guard.locks
    assert since[0].since_in_millis == int(case.world.clock.now().timestamp() * 1000)
    case.pass_time(60)
    case.restart()
    assert case.guard.locks == since


def test_a_switch_that_cannot_be_read_holds_it_and_soon_counts_as_an_opened_case(case: Case) -> None:
    case.world.unplug(Device.TAMPER_SWITCH)
    case.guard.look()
    assert (case.guard.hold(), case.guard.locks) == (Fault.TAMPER_SWITCH_MISSING, ())
    case.world.plug_in(Device.TAMPER_SWITCH)
    case.guard.look()
    assert case.guard.hold() is None
    case.world.unplug(Device.TAMPER_SWITCH)
    for _ in range(SWITCH_PATIENCE):
        case.guard.look()
    assert case.guard.hold() is Fault.LOCKED_BY_TAMPER


@pytest.mark.parametrize("wipes", [True, False])
def test_what_it_knows_goes_as_configured_and_is_due_until_it_has_gone(case: Case, wipes: bool) -> None:
    case.memory.configure(Kept(2, replace(DOOR, wipe_on_tamper=wipes)))
    case.world.open_case()
    case.guard.look()
    case.restart()
    assert case.guard.wipe_due is wipes
    case.guard.wiped()
    case.restart()
    assert not case.guard.wipe_due
    assert case.guard.hold() is Fault.LOCKED_BY_TAMPER


@pytest.mark.requirement("DEV-035", "DEV-036")
def test_without_its_server_for_too_long_it_locks_itself(case: Case) -> None:
    case.pass_time(ALLOWED_S - STEP_S)
    assert case.guard.hold() is None
    case.pass_time(STEP_S)
    assert case.guard.hold() is Fault.LOCKED_BY_INACTIVITY
    case.guard.answered(0)
    assert case.guard.hold() is Fault.LOCKED_BY_INACTIVITY, "coming back is no proof of the place"
    case.restart()
    assert case.told(CommandKind.UNLOCK_INACTIVITY) is Obeyed.DONE
    assert case.guard.hold() is None
    case.pass_time(MINUTE_S)
    assert case.guard.hold() is None, "the server's answer renewed the lease"


@pytest.mark.requirement("DEV-036")
def test_how_long_is_as_configured_and_counts_at_once(case: Case) -> None:
    case.memory.configure(Kept(2, replace(DOOR, maximum_offline_minutes=15)))
    case.guard.look()
    case.pass_time(15 * 60 - STEP_S)
    assert case.guard.hold() is None
    case.pass_time(STEP_S)
    assert case.guard.hold() is Fault.LOCKED_BY_INACTIVITY


def test_each_answer_of_the_server_begins_the_time_anew(case: Case) -> None:
    for _ in range(5):
        case.pass_time(40 * MINUTE_S)
        case.guard.answered(15_000)
    assert case.guard.hold() is None


def test_what_the_server_did_not_hear_counts_where_the_terminals_own_clocks_hid_it(case: Case) -> None:
    """It was off for a week, and whoever carried it away wound its clock back: it looks as if no time had passed."""
    case.world.machine.pull_the_plug()
    case.restart()
    assert case.guard.hold() is None
    case.guard.answered(7 * 24 * 3_600_000)
    assert case.guard.hold() is Fault.LOCKED_BY_INACTIVITY


def test_a_terminal_whose_record_was_taken_away_is_locked(case: Case) -> None:
    (case.folder / "standing.json").unlink()
    case.restart()
    assert case.guard.hold() is Fault.LOCKED_BY_INACTIVITY


def test_a_record_that_cannot_be_read_holds_it(case: Case) -> None:
    (case.folder / "standing.json").write_text('{"locks": "none, honestly"}')
    case.guard = Case._guard(case.folder, case.world)
    case.guard.start()
    assert case.guard.hold() is Fault.STORE_UNREADABLE
    case.stop()


@pytest.mark.requirement("DEV-028", "DEV-029")
def test_out_of_service_holds_it_over_restarts_until_it_is_told_to_return(case: Case) -> None:
    for _ in range(2):
        assert case.told(CommandKind.OUT_OF_SERVICE) is Obeyed.DONE
    case.restart()
    assert case.guard.hold() is Fault.OUT_OF_SERVICE
    case.pass_time(MINUTE_S)
    assert case.told(CommandKind.IN_SERVICE) is Obeyed.DONE
    assert case.guard.hold() is None
    case.restart()
    assert case.guard.hold() is None


def test_of_several_reasons_the_gravest_is_shown(case: Case) -> None:
    case.told(CommandKind.OUT_OF_SERVICE)
    case.pass_time(ALLOWED_S)
    assert case.guard.hold() is Fault.LOCKED_BY_INACTIVITY
    case.world.open_case()
    case.guard.look()
    assert case.guard.hold() is Fault.LOCKED_BY_TAMPER
    case.world.close_case()
    case.told(CommandKind.UNLOCK_TAMPER)
    assert case.guard.hold() is Fault.LOCKED_BY_INACTIVITY
    case.told(CommandKind.UNLOCK_INACTIVITY)
    assert case.guard.hold() is Fault.OUT_OF_SERVICE


def test_a_full_disk_keeps_no_lock_away_and_opens_none(case: Case) -> None:
    case.world.open_case()
    with disk_is_full():
        case.guard.look()
        assert case.guard.hold() is Fault.LOCKED_BY_TAMPER
        assert case.told(CommandKind.UNLOCK_TAMPER) is Obeyed.FAILED
        assert case.guard.hold() is Fault.LOCKED_BY_TAMPER
    case.world.close_case()
    case.guard.look()
    case.restart()
    assert case.guard.hold() is Fault.LOCKED_BY_TAMPER, "the disk took it as soon as it could"


def test_time_that_cannot_be_paid_for_on_the_disk_is_not_used(case: Case) -> None:
    with disk_is_full():
        case.world.pass_time(SLICE_MILLIS / 1000 - 1)
        case.guard.look()
        assert case.guard.hold() is None
        case.world.pass_time(1)
        case.guard.look()
        assert case.guard.hold() is Fault.STORE_FULL
    case.guard.look()
    assert case.guard.hold() is None


def test_a_deactivated_terminal_begins_anew(case: Case) -> None:
    case.world.open_case()
    case.guard.look()
    case.memory.leave()
    case.memory.forget()
    case.guard.look()
    assert (case.guard.hold(), case.guard.locks) == (None, ())
    case.world.close_case()
    case.guard.look()
    case.memory.become(Identity("instance", "account", "localhost:1", "root"), "key")
    case.guard.look()
    assert case.guard.hold() is None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("run"), st.integers(1, 30)),
        st.tuples(st.just("plug"), st.just(0)),
        st.tuples(st.just("open"), st.just(0)),
        st.tuples(st.just("answer"), st.integers(0, 100)),
        st.tuples(st.just("restart"), st.just(0)),
        st.tuples(st.just("out"), st.just(0)),
        st.tuples(st.just("in"), st.just(0)),
    ),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_unlocks_it_but_the_word_for_that_lock(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    case = Case.activated(tmp_path_factory.mktemp("terminal") / "memory")
    had: set[Lock] = set()
    for what, amount in steps:
        match what:
            case "run":
                case.world.pass_time(amount * MINUTE_S)
            case "plug":
                case.world.machine.pull_the_plug()
                case.restart()
            case "open":
                case.world.open_case()
                case.world.close_case()
            case "answer":
                case.guard.answered(amount * 60_000)
            case "restart":
                case.restart()
            case "out":
                case.told(CommandKind.OUT_OF_SERVICE)
            case "in":
                case.told(CommandKind.IN_SERVICE)
        case.guard.look()
        assert had <= case.held_by()
        had = case.held_by()
        assert (case.guard.hold() is not None) or not had


def test_its_thread_looks_and_ends(case: Case) -> None:
    case.guard.start()
    case.world.open_case()
    while case.guard.hold() is None:
        case.world.pass_time(1)
    case.stop()
    assert case.guard.hold() is Fault.LOCKED_BY_TAMPER
