"""Which flow runs, and what has ended before the next begins."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.biometrics.gallery import Gallery
from app.biometrics.liveness.judge import KIOSK
from app.config.documents import Documents
from app.config.paths import State
from app.domain.consent import TerminalId
from app.domain.device_configuration import DeviceConfiguration
from app.domain.faults import Fault, FaultError
from app.domain.terminal_phase import AtWork
from app.flows.events import Event
from app.flows.view import View
from app.runtime.life import PATIENCE_S, RETRY_S, STUCK_S, Flows, Life, Wipe
from app.runtime.memory import Memory
from app.runtime.samples import Samples
from app.runtime.terminal import ShownFlow, Terminal
from app.services.logbook import Logbook
from app.storage.opening import open_store
from app.storage.terminal_memory import Identity, Kept, TerminalMemory
from tests.app.domain.test_device_configuration import DESK, DOOR
from tests.app.runtime.fakes import ToldClock

IDENTITY = Identity("abCdefG12hijkL", "123456789012", "localhost:1", "-----BEGIN CERTIFICATE-----\n")


class Playing:
    """A flow that only says where it is."""

    def __init__(self, name: str, clock: ToldClock) -> None:
        self.view = View(name)
        self.at_rest = True
        self.turned_s = clock.monotonic_s()
        self.standing: tuple[Fault, ...] = ()
        self.heard: list[Event] = []

    def watch(self, watcher: Callable[[View], None]) -> None:
        """Nobody is told."""

    def post(self, event: Event) -> None:
        self.heard.append(event)


@dataclass
class House:
    """A terminal's disk and what happens in it, in order."""

    memory: TerminalMemory
    folder: Path
    clock: ToldClock = field(default_factory=ToldClock)
    told: list[str] = field(default_factory=list)
    hold: Fault | None = None
    wipe_due: bool = False
    broken: Fault | None = None
    """Why nothing can begin to work."""
    shown: list[ShownFlow] = field(default_factory=list)
    alive: int = 0

    @property
    def life(self) -> Life:
        flows = Flows(lambda: self._flow("set-up"), self._held, self._at_work, self._home, self._clear)
        wipe = Wipe(lambda: self.wipe_due, self._wiped)
        return Life(self.memory, flows, lambda: self.hold, wipe, self.shown.append, self._pat, self.clock)

    def activated(self, configuration: DeviceConfiguration | None = DESK) -> None:
        self.memory.become(IDENTITY, "PRIVATE KEY")
        if configuration is not None:
            self.memory.configure(Kept(1, configuration))

    def _flow(self, name: str) -> Terminal:
        part = _Said(lambda: self.told.append(f"{name} begins"), lambda: self.told.append(f"{name} ends"))
        return Terminal(Playing(name, self.clock), (part,), Samples(), KIOSK)

    def _held(self, fault: Fault) -> Terminal:
        return self._flow(fault.key)

    def _at_work(self, phase: AtWork, memory: Memory) -> Terminal:
        if self.broken is not None:
            raise FaultError(self.broken)
        return self._flow(f"{phase.configuration.operation_mode.lower()} {phase.version}")

    @contextmanager
    def _home(self, identity: Identity) -> Iterator[Memory]:
        self.told.append("home opens")
        with open_store(State(self.folder, simulated=True)) as store:
            logbook = Logbook(self.clock, TerminalId(identity.instance), simulated=True)
            yield Memory(store, Gallery(), Documents(()), logbook)
        self.told.append("home closes")

    def _clear(self) -> None:
        self.told.append("home is cleared")

    def _wiped(self) -> None:
        self.told.append("wiped")
        self.wipe_due = False

    def _pat(self) -> None:
        self.alive += 1


@dataclass(frozen=True)
class _Said:
    start: Callable[[], None]
    stop: Callable[[], None]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(TerminalMemory(tmp_path / "device"), tmp_path / "store")


def test_nobodys_terminal_is_set_up_whatever_else_there_is(house: House) -> None:
    house.hold = Fault.STORE_FULL
    life = house.life
    life.look()
    life.look()
    life.stop()
    assert house.told == ["set-up begins", "set-up ends"]


def test_from_set_up_by_way_of_waiting_to_work(house: House) -> None:
    life = house.life
    life.look()
    house.activated(None)
    life.look()
    house.memory.configure(Kept(1, DOOR))
    life.look()
    life.stop()
    assert house.told == [
        "set-up begins",
        "set-up ends",
        "configuration_awaited begins",
        "configuration_awaited ends",
        "home opens",
        "entry 1 begins",
        "entry 1 ends",
        "home closes",
    ]
    assert [flow.view.screen for flow in house.shown] == ["set-up", "configuration_awaited", "entry 1"]


def test_a_hold_takes_effect_at_once_and_ends_at_once(house: House) -> None:
    house.activated(DESK)
    life = house.life
    life.look()
    busy(house)
    house.hold = Fault.STORE_FULL
    life.look()
    house.hold = None
    life.look()
    assert house.told[1:] == [
        "enrollment 1 begins",
        "enrollment 1 ends",
        "store_full begins",
        "store_full ends",
        "enrollment 1 begins",
    ]
    life.stop()


def busy(house: House, at_rest: bool = False) -> None:
    flow = house.shown[-1]
    assert isinstance(flow, Playing)
    flow.at_rest = at_rest


def test_a_new_configuration_waits_for_whoever_is_there(house: House) -> None:
    house.activated(DOOR)
    life = house.life
    life.look()
    busy(house)
    house.memory.configure(Kept(2, replace(DOOR, wifi=None)))
    life.look()
    assert house.told[-1] == "entry 1 begins"
    busy(house, at_rest=True)
    life.look()
    assert house.told[-2:] == ["entry 1 ends", "entry 2 begins"]
    life.stop()


def test_a_new_configuration_does_not_wait_for_ever(house: House) -> None:
    house.activated(DOOR)
    life = house.life
    life.look()
    busy(house)
    house.memory.configure(Kept(2, replace(DOOR, wifi=None)))
    life.look()
    house.clock.pass_s(PATIENCE_S)
    life.look()
    assert house.told[-1] == "entry 2 begins"
    life.stop()


@pytest.mark.requirement("DIM-016")
@pytest.mark.requirement("DEV-025")
def test_a_home_that_must_go_goes_when_nothing_is_open_any_more_and_the_terminal_stays_somebodys(house: House) -> None:
    house.activated()
    life = house.life
    life.look()
    house.told.clear()
    house.hold, house.wipe_due = Fault.LOCKED_BY_TAMPER, True
    life.look()
    life.look()
    assert house.told == [
        "enrollment 1 ends",
        "home closes",
        "home is cleared",
        "wiped",
        "locked_by_tamper begins",
    ]
    assert house.memory.identity() == IDENTITY
    house.hold = None
    life.look()
    assert house.told[-2:] == ["home opens", "enrollment 1 begins"]
    life.stop()


def test_set_up_is_not_left_before_it_has_said_that_it_is_complete(house: House) -> None:
    life = house.life
    life.look()
    busy(house)
    house.activated(DESK)
    life.look()
    assert house.told == ["set-up begins"]
    busy(house, at_rest=True)
    life.look()
    life.stop()
    assert house.told[:2] == ["set-up begins", "set-up ends"]


def test_whoever_leaves_comes_to_set_up_with_an_empty_house(house: House) -> None:
    house.activated(DOOR)
    life = house.life
    life.look()
    house.memory.leave()
    life.look()
    assert house.told[-4:] == ["entry 1 ends", "home closes", "home is cleared", "set-up begins"]
    assert (house.memory.leaving, house.memory.configuration()) == (False, None)
    life.stop()


def test_one_that_was_killed_while_it_left_goes_on_leaving_first(house: House) -> None:
    house.activated(DOOR)
    house.memory.leave()
    life = house.life
    life.look()
    assert house.told == ["home is cleared", "set-up begins"]
    life.stop()


def test_what_cannot_begin_is_held_with_its_fault_and_tried_again(house: House) -> None:
    house.activated(DOOR)
    house.broken = Fault.CONTROLLER_SILENT
    life = house.life
    life.look()
    for _ in range(3):
        house.clock.pass_s(RETRY_S)
        life.look()
    assert house.told == ["home opens", "controller_silent begins"]
    house.broken = None
    life.look()
    assert house.told[-1] == "controller_silent begins", "not at every look"
    house.clock.pass_s(RETRY_S)
    life.look()
    assert house.told[-2:] == ["controller_silent ends", "entry 1 begins"]
    life.stop()


def test_a_memory_that_cannot_be_read_is_a_fault_on_the_screen(house: House) -> None:
    house.activated(DOOR)
    house.memory.identity_file.chmod(0o644)
    life = house.life
    life.look()
    assert house.told == ["key_exposed begins"]
    life.stop()


def test_a_supervisor_hears_nothing_of_a_flow_that_hangs(house: House) -> None:
    life = house.life
    life.look()
    life.turn()
    assert house.alive == 1
    house.clock.pass_s(STUCK_S)
    life.turn()
    assert house.alive == 1
    life.stop()
