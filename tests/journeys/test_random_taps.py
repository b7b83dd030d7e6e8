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
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest

from app.biometrics.liveness.judge import OFF
from app.biometrics.observation import Observation
from app.config.settings import Device as Named
from app.config.settings import Mode, Settings
from app.domain.activation import ActivationCard
from app.domain.codes import CodesSeen, OneCode, Unread
from app.domain.people import Hand
from app.entrypoints.assembly import memory, mirrored, words
from app.runtime.memory import Memory
from app.runtime.setup_terminal import SetupInsides, setup_terminal
from app.runtime.terminal import Devices, Insides, Terminal, enrolment_terminal, entry_terminal
from app.storage.restart_count import RestartCount
from app.storage.terminal_memory import TerminalMemory
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.light import SimulatedLight
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.networks import AccessPoint
from drivers.simulated.sound import SimulatedSound
from drivers.simulated.updates import SimulatedUpdates
from drivers.simulated.world import Device, World
from tests.app.domain.test_device_configuration import WIFI
from tests.app.runtime.setting_up import CARD, ToldServer
from tests.app.runtime.sights import good, nobody
from tests.app.services.palms import palm
from tests.journeys.people import BADGES
from tests.journeys.visit import LeapingClock
from tests.ui.kiosk.accessible import Role, find_all
from ui.bridge import Bridge
from ui.kiosk.window import KioskWindow, Options, prepare_graphics

prepare_graphics(software=True)

TAPS = int(os.environ.get("THENAR_TAPS", "240"))
"""In all, a third at each kind of terminal."""
SEED = 11
LOOK_EVERY = 20
"""Hits from one look at the picture to the next: fewer simulated seconds than a screen may stay blank."""
BLANK_MOST_S = 30.0
LEAPS_S = (0.2, 1.0, 5.0)
HOME_S = 200.0
"""Longer than any screen waits for somebody."""
HOME_STEPS = 12
GROWTH_MOST_KB = 80_000
"""Over 10,000 hits; a leak of one picture (0.9 MB) every 100 would be 90 MB."""
SIMULATED = Named("simulated")
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
        seen = [Unread.NOTHING, Unread.NOTHING, Unread.SEVERAL, Unread.UNREADABLE, OneCode("WIFI:"), OneCode(CARD.text)]
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
        no_text = words_of_no_document
        options = Options(simulated=True, motion=False, width=360, height=640)
        self.window = KioskWindow(bridge, no_text, options, self._terminal.runner.view)
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
        QTest.qWait(2)
        if self._due or self.activated():
            self._terminal.stop()
            self._terminal = self.make(self._ask)
            self._begin()

    @property
    def at_rest(self) -> bool:
        return self._terminal.runner.at_rest
