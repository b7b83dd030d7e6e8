"""One simulated world, one terminal in it, and the terminal's own window: what the story is played on.

Everything is real but the hardware: the flows, the threads, recognition, the store on disk, the screens.

    stage = Stage(world, observe, store_memory)
    stage.go_to(Mode.ENROLMENT)
    stage.until("start")
    stage.tap(Choice.GET_STARTED)
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QPoint, QTimer, Slot
from PySide6.QtGui import QImage

from app.biometrics.liveness.judge import PROFILES
from app.config.settings import Mode
from app.domain.liveness import LivenessLevel
from app.entrypoints.assembly import mirrored, words
from app.flows.events import Choice, Tapped
from app.flows.view import View
from app.runtime.capture import Observe
from app.runtime.memory import Memory
from app.runtime.signals import Both
from app.runtime.terminal import Devices, Insides, Terminal, enrolment_terminal, entry_terminal
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.light import SimulatedLight
from drivers.simulated.sound import SimulatedSound
from drivers.simulated.world import World
from ui.bridge import Bridge
from ui.kiosk.screen_light import ScreenLight
from ui.kiosk.window import KioskWindow, Options

BREATH_MS = 15
SETTLE_MS = 250
"""The newest view reaches the screen, and its veil has lifted."""
PATIENCE_S = 30.0
"""How long the story waits for a screen: ten times what any takes on two slow cores."""


class Unexpected(Exception):
    """The story went another way than it should."""


class Stage(QObject):
    """To be made on Qt's thread. `seen` are the views since the last `mark`, in order."""

    def __init__(self, world: World, observe: Observe, memory: Memory, options: Options) -> None:
        super().__init__()
        self.world = world
        self.memory = memory
        self.seen: list[View] = []
        self.place: QPoint | None = None
        """Where the terminal's window goes; None leaves it to the window manager."""
        self.observe = observe
        self._liveness = LivenessLevel.KIOSK
        self._options = options
        self._terminal: Terminal | None = None
        self._window: KioskWindow | None = None
        self._door = SimulatedDoor(world)
        self._door.open()

    @property
    def view(self) -> View:
        return self.seen[-1]

    def go_to(self, mode: Mode, liveness: LivenessLevel = LivenessLevel.KIOSK) -> None:
        """Takes the terminal that runs down and starts one of this mode in its place; `liveness` is how it meets
        pictures of palms."""
        self.leave()
        self._liveness = liveness
        bridge = Bridge(lambda event: terminal.runner.post(event))
        terminal = self._terminal_for(mode, bridge)
        bridge.view_shown.connect(self._note)
        terminal.runner.watch(bridge.show)
        self.seen = [terminal.runner.view]
        self._window = KioskWindow(bridge, words(self.memory.documents), self._options, terminal.runner.view)
        if self.place:
            self._window.view.setPosition(self.place)
        self._window.show()
        self._terminal = terminal
        self._bridge = bridge
        terminal.start()

    def _terminal_for(self, mode: Mode, bridge: Bridge) -> Terminal:
        devices = Devices(
            SimulatedCamera(self.world),
            SimulatedBadgeReader(self.world),
            Both(SimulatedLight(self.world), ScreenLight(bridge)),
            SimulatedSound(self.world),
        )
        show = mirrored(bridge.show_frame)
        insides = Insides(self.memory, self.observe, show, lambda: self.go_to_later(mode), PROFILES[self._liveness])
        if mode is Mode.ENTRY:
            return entry_terminal(devices, self._door, insides)
        return enrolment_terminal(devices, insides)

    def go_to_later(self, mode: Mode) -> None:
        """From any thread: a restart, as a supervisor would do it."""
        QTimer.singleShot(0, self, lambda: self.go_to(mode, self._liveness))

    def leave(self) -> None:
        if self._terminal:
            self._terminal.stop()
        if self._window:
            self._window.close()
        self._terminal = self._window = None

    @Slot(object)
    def _note(self, view: View) -> None:
        self.seen.append(view)

    def mark(self) -> None:
        """From here on is now: what was seen before is forgotten, but for what is on the screen."""
        del self.seen[:-1]

    def tap(self, choice: Choice) -> None:
        if choice not in (self.view.primary, *self.view.secondary):
            raise Unexpected(f"there is no button {choice.value} on {self.view.screen}")
        self.mark()
        self._bridge.post(Tapped(choice))

    def until(self, screen: str, what: Callable[[View], bool] = lambda view: True) -> View:
        """Waits until `screen` has been shown since the last mark; marks it. Raises Unexpected."""
        waited_s = 0.0
        while waited_s < PATIENCE_S:
            for position, view in enumerate(self.seen):
                if view.screen == screen and what(view):
                    del self.seen[:position]
                    return view
            breathe(BREATH_MS)
            waited_s += BREATH_MS / 1000
        raise Unexpected(f"waited for {screen}, saw {' -> '.join(dict.fromkeys(v.screen for v in self.seen))}")

    def picture(self) -> QImage:
        if self._window is None:
            raise Unexpected("there is no window to take a picture of")
        return self._window.view.grabWindow()

    def save_picture(self, path: Path) -> None:
        breathe(SETTLE_MS)
        if not self.picture().save(str(path)):
            raise Unexpected(f"{path.name} could not be written")


def breathe(milliseconds: int) -> None:
    """Lets Qt's events be handled for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
