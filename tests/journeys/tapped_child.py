"""A managed terminal in full screen whose simulated world does what is said to it. Run by the tests that hit a screen,
never collected.

    python -m tests.journeys.tapped_child FOLDER

Its orders come one a line: `badge 17-4201`, `palm 1 left`, `code TN1:...`, `away`, `unplug camera`, `plug_in camera`,
`cut`, `restore`. To `look` it answers with one line of JSON: which run of the program this is, the screen, and where
its buttons are. Asked to restart it does so as `thenar kiosk` does: the same process, anew.
"""

import json
import logging
import os
import sys
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.biometrics.observation import Observation
from app.config.settings import Device, Mode, Settings
from app.domain.liveness import LivenessLevel
from app.domain.people import Hand
from app.entrypoints.equipment import simulated_equipment
from app.entrypoints.managed_window import window_on
from app.ports.camera import Pixels
from app.runtime.clock import SystemClock
from drivers.simulated.networks import AccessPoint
from drivers.simulated.world import World
from tests.app.domain.test_device_configuration import WIFI
from tests.app.runtime.sights import good, nobody
from tests.app.services.palms import palm
from tests.journeys.people import BADGES
from tests.journeys.tapping import LOG
from tests.ui.kiosk.accessible import Role, find_all
from ui.bridge import Bridge
from ui.kiosk.window import KioskWindow, prepare_graphics

SIMULATED = Device("simulated")
LOOK = "look"
SAMPLES = 9
"""Sights of a palm, after which they come again."""
RUN = str(uuid.uuid4())


class Sees:
    """Recognition that knows what the world holds up: which palm it is, is not what is tried here."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sights = count()

    def __call__(self, pixels: Pixels, want: Hand | None, previous: Observation | None) -> Observation:
        shown = self._world.state().sight.palm
        if shown is None:
            return nobody()
        return good(palm(shown.person, shown.hand, next(self._sights) % SAMPLES), hand=shown.hand)


def orders(world: World) -> Mapping[str, Callable[..., object]]:
    return {
        "badge": world.present_badge,
        "palm": lambda person, hand: world.show_palm(int(person), Hand(hand)),
        "code": world.show_code,
        "away": world.take_palm_away,
        "unplug": world.unplug,
        "plug_in": world.plug_in,
        "cut": world.cut_network,
        "restore": world.restore_network,
    }


class Teller(QObject):
    """Answers on Qt's thread what was asked on another."""

    asked = Signal()
    left = Signal()
    """Nobody is there any more who could ask."""

    def __init__(self, window: KioskWindow) -> None:
        super().__init__()
        self._view = window.view
        self.asked.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self.left.connect(self._leave, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _leave(self) -> None:
        QGuiApplication.exit()

    @Slot()
    def _tell(self) -> None:
        places = [
            (found.name, found.centre.x(), found.centre.y())
            for found in find_all(self._view)
            if found.role is Role.Button and found.enabled
        ]
        told = {"run": RUN, "screen": self._view.rootObject().property("screen"), "buttons": places}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def listen(world: World, teller: Teller) -> None:
    known = orders(world)
    for line in sys.stdin:
        word, *rest = line.split()
        if word == LOOK:
            teller.asked.emit()
        else:
            known[word](*rest)
    teller.left.emit()


def made(folder: Path) -> tuple[Settings, World]:
    settings = Settings(
        Mode.MANAGED,
        *(SIMULATED, SIMULATED, SIMULATED),
        liveness=LivenessLevel.OFF,
        data=folder,
        asset_tag="0000195169",
    )
    world = World()
    world.networks.put(AccessPoint(WIFI.ssid, WIFI.password or ""))
    for badge in BADGES.values():
        world.allow(badge)
    return settings, world


def main(folder: Path) -> int:
    logging.basicConfig(filename=folder / LOG)
    settings, world = made(folder)
    prepare_graphics(software=True)
    application, again = QGuiApplication(sys.argv[:1]), Event()

    def restart() -> None:
        again.set()
        QTimer.singleShot(0, application, application.exit)

    bridge = Bridge(lambda event: None)
    equipment = simulated_equipment(settings, world, bridge, restart)
    with window_on(equipment, settings, SystemClock(), bridge, Sees(world), fullscreen=True) as window:
        window.show()
        teller = Teller(window)
        Thread(target=partial(listen, world, teller), daemon=True).start()
        code = application.exec()
        complaints = window.problems
    for complaint in complaints:
        sys.stderr.write(f"QML: {complaint}\n")
    if again.is_set():
        os.execv(sys.executable, [sys.executable, "-m", "tests.journeys.tapped_child", *sys.argv[1:]])
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
