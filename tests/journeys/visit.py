"""A person before a terminal: waits for screens and taps what is on them. Every wait is for a view, with a deadline.

    with house.desk() as visit:
        visit.tap(Choice.GET_STARTED)
        visit.until("scan_badge")

Time is the machine's own, and can leap: a time-out of 45 s runs out at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Condition

from app.biometrics.liveness.judge import KIOSK, Profile
from app.flows.events import Choice, Tapped
from app.flows.view import View
from app.ports.badge_reader import BadgeReader
from app.ports.camera import Camera, Frame, Pixels
from app.ports.door import Door
from app.runtime.capture import Observe
from app.runtime.memory import Memory
from app.runtime.presence import GONE_FRAMES
from app.runtime.signals import Dark
from app.runtime.terminal import Devices, Insides, Terminal, enrolment_terminal, entry_terminal
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.clock import RealClock
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.light import SimulatedLight
from drivers.simulated.sound import SimulatedSound
from drivers.simulated.world import World
from tests.peers.panel import eventually

PATIENCE_S = 30.0
"""Ten times what any screen takes to come on two slow cores."""


IN_FLIGHT = 2
"""Frames of a moment ago that are still to be looked at: one is being taken, one waits."""


class Unexpected(AssertionError):
    """The visit went another way than it should."""


class LeapingClock(RealClock):
    def __init__(self) -> None:
        self._ahead_s = 0.0
        self.set_by = timedelta()
        """By so much somebody set the wall clock."""

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._ahead_s) + self.set_by

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self._ahead_s

    def leap(self, seconds: float) -> None:
        self._ahead_s += seconds


class Looks:
    """Counts the frames that were looked at."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = Condition()

    def note(self, pixels: Pixels) -> None:
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, more: int) -> None:
        with self._changed:
            until = self._count + more
            if not self._changed.wait_for(lambda: self._count >= until, PATIENCE_S):
                raise Unexpected("the terminal looks at nothing")


class WatchedCamera:
    """Any camera, with a count of how often it was opened."""

    def __init__(self, camera: Camera) -> None:
        self.simulated = camera.simulated
        self.recorded = camera.recorded
        self.name = camera.name
        self.is_open = False
        self.opened = 0
        self._camera = camera
        self._changed = Condition()

    def open(self) -> None:
        self._camera.open()
        with self._changed:
            self.opened += not self.is_open
            self.is_open = True

    def read(self) -> Frame | None:
        return self._camera.read()

    def expose(self, stops: float) -> None:
        self._camera.expose(stops)

    def close(self) -> None:
        self._camera.close()
        with self._changed:
            self.is_open = False
            self._changed.notify_all()

    def until_closed(self) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: not self.is_open, PATIENCE_S):
                raise Unexpected("the camera stayed open")


class Visit:
    """`seen` are all views since the terminal started, in order."""

    def __init__(self, terminal: Terminal, camera: WatchedCamera, looks: Looks) -> None:
        self.camera = camera
        self._looks = looks
        self.seen = [terminal.runner.view]
        self._terminal = terminal
        self._now = 0
        self._changed = Condition()
        terminal.runner.watch(self._note)

    @property
    def view(self) -> View:
        return self.seen[-1]

    @property
    def screens(self) -> list[str]:
        """Their names, each change once."""
        names = [view.screen for view in self.seen]
        return [name for before, name in zip(["", *names], names, strict=False) if name != before]

    @property
    def forgotten(self) -> bool:
        """No palm code stays in the terminal's memory: true at once, or soon after the screen that said goodbye."""
        samples = self._terminal._samples
        return eventually(lambda: not samples.hands() and not samples._probe, 2.0)

    def tap(self, choice: Choice) -> None:
        with self._changed:
            if choice not in (self.view.primary, *self.view.secondary):
                raise Unexpected(f"there is no button {choice.value} on {self.view.screen}")
            self._now = len(self.seen)
        self._terminal.runner.post(Tapped(choice))

    def until(self, *screens: str, what: Callable[[View], bool] = lambda view: True) -> View:
        """Waits until one of `screens` has been shown since the last tap or the last screen waited for."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._find(screens, what) is not None, PATIENCE_S):
                raise Unexpected(f"waited for {' or '.join(screens)}, saw {' -> '.join(self.screens)}")
            self._now = self._find(screens, what) or 0
            return self.seen[self._now]

    def look_on(self, frames: int = 3) -> None:
        """Lets the terminal look at some more frames."""
        self._looks.wait(frames + IN_FLIGHT)

    def until_nobody_is_there(self) -> None:
        """After the palm was taken away."""
        self.look_on(GONE_FRAMES + 1)

    def _find(self, screens: tuple[str, ...], what: Callable[[View], bool]) -> int | None:
        coming = range(self._now, len(self.seen))
        return next((at for at in coming if self.seen[at].screen in screens and what(self.seen[at])), None)

    def _note(self, view: View) -> None:
        with self._changed:
            self.seen.append(view)
            self._changed.notify_all()


@dataclass(frozen=True)
class Terminals:
    """What every terminal of one place shares. One at a time: they look with the same eyes."""

    memory: Memory
    observe: Observe
    liveness: Profile = KIOSK

    @contextmanager
    def desk(self, camera: Camera, reader: BadgeReader, world: World | None = None) -> Iterator[Visit]:
        watched, looks = WatchedCamera(camera), Looks()
        terminal = enrolment_terminal(_devices(watched, reader, world), self._insides(looks))
        with _running(terminal, Visit(terminal, watched, looks)) as visit:
            yield visit

    @contextmanager
    def entry(
        self,
        camera: Camera,
        reader: BadgeReader,
        door: Door,
        world: World | None = None,
        watcher: Callable[[View], None] = lambda view: None,
    ) -> Iterator[Visit]:
        watched, looks = WatchedCamera(camera), Looks()
        terminal = entry_terminal(_devices(watched, reader, world), door, self._insides(looks))
        terminal.runner.watch(watcher)
        with _running(terminal, Visit(terminal, watched, looks)) as visit:
            yield visit

    def _insides(self, looks: Looks) -> Insides:
        return Insides(self.memory, self.observe, looks.note, lambda: None, self.liveness)


class Silent:
    simulated = False

    def play(self, signal: object) -> None:
        """Nothing to hear."""


def _devices(camera: Camera, reader: BadgeReader, world: World | None) -> Devices:
    if world is None:
        return Devices(camera, reader, Dark(), Silent())
    return Devices(camera, reader, SimulatedLight(world), SimulatedSound(world))


@contextmanager
def _running(terminal: Terminal, visit: Visit) -> Iterator[Visit]:
    terminal.start()
    try:
        yield visit
    finally:
        terminal.stop()


@dataclass(frozen=True)
class House:
    """A simulated world, and what its terminals remember."""

    clock: LeapingClock
    world: World
    terminals: Terminals

    @property
    def memory(self) -> Memory:
        return self.terminals.memory

    @contextmanager
    def desk(self) -> Iterator[Visit]:
        devices = SimulatedCamera(self.world), SimulatedBadgeReader(self.world)
        with self.terminals.desk(*devices, self.world) as visit:
            yield visit
        self.world.take_palm_away()

    @contextmanager
    def entry(self, door: Door | None = None) -> Iterator[Visit]:
        """With the world's own door, unless it is another."""
        asked: Door = door or SimulatedDoor(self.world)
        asked.open()
        devices = SimulatedCamera(self.world), SimulatedBadgeReader(self.world)
        with self.terminals.entry(*devices, asked, self.world) as visit:
            yield visit
        self.world.take_palm_away()
        asked.close()
