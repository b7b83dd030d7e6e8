"""Somebody hits the screen without a plan, on a real terminal of each kind in a simulated world: it stays where it is,
shows one window with something on it, complains of nothing, and finds its way home when it is left alone.

    THENAR_TAPS=10000 pytest tests/journeys/test_random_taps.py
"""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPointingDevice
from PySide6.QtTest import QTest

from app.biometrics.liveness.judge import OFF
from app.biometrics.observation import Observation
from app.config.settings import Device as Named
from app.config.settings import Mode, Settings
from app.domain.codes import CodesSeen, OneCode, Unread
from app.entrypoints.assembly import memory, mirrored
from app.flows.events import Choice, Event, Tapped
from app.flows.setup_events import Typed
from app.flows.view import Typing, View
from app.runtime.setup_terminal import SetupInsides, setup_terminal
from app.runtime.terminal import Devices, Insides, Terminal, enrolment_terminal, entry_terminal
from app.storage.restart_count import RestartCount
from app.storage.terminal_memory import TerminalMemory
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.clock import RealClock
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.light import SimulatedLight
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.networks import AccessPoint
from drivers.simulated.sound import SimulatedSound
from drivers.simulated.sway import FRAMES_A_S
from drivers.simulated.updates import SimulatedUpdates
from drivers.simulated.world import Device, World
from tests.app.domain.test_device_configuration import WIFI
from tests.app.runtime.setting_up import CARD, POSTAL_CODE, ToldServer
from tests.app.runtime.sights import good, nobody
from tests.app.services.palms import palm
from tests.journeys.people import BADGES
from tests.journeys.visit import LeapingClock
from tests.ui.kiosk.accessible import Role, find_all
from ui.bridge import Bridge
from ui.gallery import example_document
from ui.kiosk.window import KioskWindow, Options, prepare_graphics

prepare_graphics(software=True)

TAPS = int(os.environ.get("THENAR_TAPS", "600"))
"""In all, a third at each kind of terminal."""
SEED = 11
LOOK_EVERY = 20
"""Hits from one look at the picture to the next: fewer simulated seconds than a screen may stay blank."""
BLANK_MOST_S = 30.0
LEAPS_S = (0.2, 1.0, 5.0)
AT_HOME = "tap_to_start"
"""Where a terminal waits that is being set up; the others are at home where they begin."""
HOME_S = 200.0
"""Longer than any screen waits for somebody."""
HOME_STEPS = 12
GROWTH_MOST_KB = 80_000
"""Over 10,000 hits; a leak of one picture (0.9 MB) every 100 would be 90 MB."""
SIMULATED = Named("simulated")
FORWARD = (
    *(Choice.GET_STARTED, Choice.ETHERNET, Choice.OK, Choice.QR_CODE, Choice.CONFIRM_SETTINGS, Choice.FINISH),
    *(Choice.YES, Choice.TRY_AGAIN, Choice.RESTART),
)
STRAYED = {"choose_network", "network_security"}
"""Where somebody else is choosing from a list; a cable is quicker."""
CAP = 400
"""Hits of somebody who wants to get on, 0.12 s each: four times what the whole way takes with a code in six looks."""
PATIENCE_MS = 120
"""Longer than anything takes that a simulated world is asked for."""
AT_WORK = {"finding_networks", "connecting", "downloading", "installing", "checking_code", "checking_postal_code"}
"""Most people wait a moment here, or nobody would get any further."""
KEYS = [
    *(Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Back),
    *(Qt.Key.Key_F4, Qt.Key.Key_F11, Qt.Key.Key_Q, Qt.Key.Key_W, Qt.Key.Key_Home, Qt.Key.Key_Menu, Qt.Key.Key_7),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Meta, Qt.Key.Key_Print),
]
MODIFIERS = [
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
]


class BriskClock(RealClock):
    """Of a world in which no network takes longer than a picture of its camera."""

    def sleep(self, seconds: float) -> None:
        super().sleep(min(seconds, 1 / FRAMES_A_S))


@dataclass
class Chances:
    """What is before the camera, by chance: for recognition and for the reader of codes, on their own threads."""

    chance: Random

    def observe(self, pixels: object, want: object, previous: object) -> Observation:
        owner = self.chance.choice([None, None, 1, 1, 2])
        return nobody() if owner is None else good(palm(owner, sight=self.chance.randrange(9)))

    def begin(self) -> None:
        """Another attempt."""

    def read(self, pixels: object) -> CodesSeen:
        seen: list[CodesSeen] = [
            Unread.NOTHING,
            Unread.NOTHING,
            Unread.SEVERAL,
            Unread.UNREADABLE,
            OneCode("WIFI:"),
            OneCode(CARD.text),
        ]
        return self.chance.choice(seen)


@dataclass
class Room:
    """Terminals of one kind, each started anew when the last one asked for it, before one window."""

    make: Callable[[Callable[[], None]], Terminal]
    world: World
    clock: LeapingClock
    activated: Callable[[], bool] = lambda: False
    """Whether it is somebody's now, and would go on as something else."""
    window: KioskWindow = field(init=False)
    screens: set[str] = field(default_factory=set)
    starts: int = 0
    _due: bool = False

    @contextmanager
    def lit(self, bridge: Bridge) -> Iterator[None]:
        self._bridge = bridge
        self._terminal = self.make(self._ask)
        options = Options(simulated=True, motion=False, ticking=False, width=360, height=640)
        self.window = KioskWindow(bridge, example_document, options, self._terminal.runner.view)
        self.window.show()
        self._begin()
        try:
            yield
        finally:
            self._terminal.stop()
            self.window.close()
            QTest.qWait(1)

    def _ask(self) -> None:
        self._due = True

    def _begin(self) -> None:
        self.starts += 1
        self._due = False
        self._bridge.turn_to(self._terminal.runner.post)
        self._terminal.runner.watch(self._bridge.show)
        self._terminal.runner.watch(lambda view: self.screens.add(view.screen))
        self._terminal.start()

    def goes_on(self) -> None:
        """A moment in which everybody does what is to be done."""
        QTest.qWait(4)
        if self._due or self.activated():
            self._terminal.stop()
            self._terminal = self.make(self._ask)
            self._begin()

    @property
    def at_home(self) -> bool:
        runner = self._terminal.runner
        return runner.view.screen == AT_HOME or (runner.at_rest and runner.view.screen != "booting")

    @property
    def view(self) -> View:
        return self._terminal.runner.view

    def post(self, event: Event) -> None:
        self._terminal.runner.post(event)


@dataclass
class Fingers:
    room: Room
    chance: Random
    glass: QPointingDevice
    hits: int = 0
    blank_since_s: float | None = None

    def hit(self) -> None:
        self.hits += 1
        if self.room.view.screen in AT_WORK and self.chance.random() < 0.8:
            QTest.qWait(PATIENCE_MS)
        view = self.room.window.view
        (how,) = self.chance.choices([self._tap, self._button, self._key, self._drag, self._press], [4, 6, 2, 1, 1])
        how()
        assert view.isVisible()
        if self.chance.random() < 0.4:
            self._something_happens()
        self.room.goes_on()

    def _anywhere(self) -> QPoint:
        view = self.room.window.view
        return QPoint(self.chance.randrange(view.width()), self.chance.randrange(view.height()))

    def _tap(self, where: QPoint | None = None, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.room.window.view, Qt.MouseButton.LeftButton, modifier, where or self._anywhere())

    def _button(self) -> None:
        """One of those that are there, as most people do."""
        found = [each for each in find_all(self.room.window.view) if each.role is Role.Button and each.enabled]
        self._tap(self.chance.choice(found).centre if found else None)

    def _key(self) -> None:
        QTest.keyClick(self.room.window.view, self.chance.choice(KEYS), self.chance.choice(MODIFIERS))

    def _drag(self) -> None:
        view, none = self.room.window.view, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(view, Qt.MouseButton.LeftButton, none, self._anywhere())
        for _ in range(4):
            QTest.mouseMove(view, self._anywhere())
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, none, self._anywhere())

    def _press(self) -> None:
        """A long one, by a finger; a second finger comes and goes."""
        view, where = self.room.window.view, self._anywhere()
        QTest.touchEvent(view, self.glass).press(0, where, view).commit()
        QTest.touchEvent(view, self.glass).stationary(0).press(1, self._anywhere(), view).commit()
        self.room.clock.leap(self.chance.choice(LEAPS_S))
        self.room.goes_on()
        QTest.touchEvent(view, self.glass).release(0, where, view).release(1, self._anywhere(), view).commit()

    def _something_happens(self) -> None:
        """Mostly what helps on; a terminal that is cut off and unplugged all day shows one screen."""
        world, chance = self.room.world, self.chance
        what: dict[Callable[[], object], int] = {
            lambda: self.room.clock.leap(chance.choice(LEAPS_S)): 3,
            lambda: world.present_badge(chance.choice([*BADGES.values()]).number): 8,
            lambda: world.present_badge("no badge at all"): 1,
            lambda: world.unplug(chance.choice([*Device])): 1,
            self._all_plugged_in: 4,
            world.cut_network: 1,
            world.restore_network: 4,
            lambda: QTest.qWait(PATIENCE_MS): 4,
            self._type_what_is_asked: 6,
        }
        (happens,) = chance.choices([*what], [*what.values()])
        happens()

    def _type_what_is_asked(self) -> None:
        """As somebody does who knows; by chance nobody hits eight right keys in a row."""
        if self.room.view.entry is not None:
            self.room.post(Typed(self.chance.choice([WIFI.password or "", POSTAL_CODE, "x"])))

    def gets_on(self) -> None:
        """As somebody does who wants to, where everything works."""
        self.hits += 1
        self.room.world.restore_network()
        self._all_plugged_in()
        view = self.room.view
        ways = [choice for choice in FORWARD if choice in (view.primary, *view.secondary)]
        if view.entry is not None:
            self.room.post(Typed(POSTAL_CODE if view.entry.what is Typing.POSTAL_CODE else WIFI.password or ""))
        elif ways:
            self.room.post(Tapped(ways[0]))
        elif view.screen in STRAYED:
            self.room.post(Tapped(Choice.CANCEL))
        QTest.qWait(PATIENCE_MS)
        self.room.goes_on()

    def _all_plugged_in(self) -> None:
        for device in Device:
            self.room.world.plug_in(device)

    def looks(self) -> None:
        """One window, something on it, no complaint."""
        window = self.room.window
        shown = [each for each in QGuiApplication.topLevelWindows() if each.isVisible()]
        assert shown == [window.view], "one window and no other"
        assert window.problems == []
        now_s = self.room.clock.monotonic_s()
        if not blank(window.view.grabWindow()):
            self.blank_since_s = None
        elif self.blank_since_s is None:
            self.blank_since_s = now_s
        assert self.blank_since_s is None or now_s - self.blank_since_s <= BLANK_MOST_S

    def leave(self) -> None:
        """And everything is whole again: the terminal is on its way home by itself."""
        self.room.world.restore_network()
        self._all_plugged_in()
        for _ in range(HOME_STEPS):
            for _ in range(60):
                self.room.goes_on()
                if self.room.at_home:
                    return
            self.room.clock.leap(HOME_S)
        raise AssertionError(f"it does not come home; on the screen is {self.room.view.screen}")


def blank(picture: QImage) -> bool:
    """Less than three colours along eight lines: any headline has dozens."""
    rows = range(0, picture.height(), max(picture.height() // 40, 1))
    seen = {picture.pixel(column, row) for row in rows for column in range(0, picture.width(), 3)}
    return len(seen) < 3


def devices(world: World) -> Devices:
    camera = SimulatedCamera(world, (120, 160))
    return Devices(camera, SimulatedBadgeReader(world), SimulatedLight(world), SimulatedSound(world))


def setting_up(folder: Path, world: World, chances: Chances, bridge: Bridge, clock: LeapingClock) -> Room:
    world.networks.put(AccessPoint(WIFI.ssid, WIFI.password or ""))
    remembered, restarts = TerminalMemory(folder / "device"), RestartCount(folder / "restarts")

    def make(restart: Callable[[], None]) -> Terminal:
        remembered.forget()
        network, updates = SimulatedNetwork(world), SimulatedUpdates(world)
        show = mirrored(bridge.show_frame)
        connect = ToldServer().connect
        insides = SetupInsides(
            remembered, network, updates, restarts, "0000195169", clock, OFF, show, restart, connect=connect
        )
        return setup_terminal(devices(world), chances, insides)

    return Room(make, world, clock, lambda: remembered.identity() is not None)


@contextmanager
def working(
    mode: Mode, folder: Path, world: World, chances: Chances, bridge: Bridge, clock: LeapingClock
) -> Iterator[Room]:
    with memory(Settings(mode, SIMULATED, SIMULATED, SIMULATED, data=folder), clock) as remembered:

        def make(restart: Callable[[], None]) -> Terminal:
            insides = Insides(remembered, chances.observe, mirrored(bridge.show_frame), restart, OFF)
            if mode is Mode.ENROLMENT:
                return enrolment_terminal(devices(world), insides)
            return entry_terminal(devices(world), SimulatedDoor(world), insides)

        yield Room(make, world, clock)


@contextmanager
def room_for(kind: str, folder: Path, seed: int) -> Iterator[Room]:
    clock = LeapingClock()
    world, chances = World(BriskClock()), Chances(Random(seed))
    bridge = Bridge(lambda event: None)
    if kind == "setup":
        room = setting_up(folder, world, chances, bridge, clock)
        with room.lit(bridge):
            yield room
        return
    with working(Mode(kind), folder, world, chances, bridge, clock) as room, room.lit(bridge):
        yield room


def kilobytes() -> int:
    """What the process has needed at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.timeout(0)
@pytest.mark.parametrize(
    ("kind", "least", "goal"),
    [("setup", 6, {"activated"}), ("enrolment", 4, {"scan_badge"}), ("entry", 3, {"idle"})],
)
def test_whatever_is_hit_it_stays_where_it_is_and_comes_home(
    qapp: QGuiApplication, tmp_path: Path, kind: str, least: int, goal: set[str]
) -> None:
    hits, settled_kb = TAPS // 3, 0
    with room_for(kind, tmp_path, SEED) as room:
        fingers = Fingers(room, Random(SEED), QTest.createTouchDevice())
        for hit in range(hits):
            fingers.hit()
            if hit % LOOK_EVERY == 0:
                fingers.looks()
            if hit == hits // 4:
                settled_kb = kilobytes()
        grown_kb = kilobytes() - settled_kb
        for _ in range(CAP):
            if goal <= room.screens and len(room.screens) >= least:
                break
            fingers.gets_on()
        fingers.leave()
        fingers.looks()
        print(f"{kind}: {fingers.hits} hits, {len(room.screens)} screens, {room.starts} starts, {grown_kb} kB more")
        assert goal <= room.screens, sorted(room.screens)
        assert len(room.screens) >= least, sorted(room.screens)
        assert grown_kb < GROWTH_MOST_KB
