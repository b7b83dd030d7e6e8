"""One small world that the simulated drivers read and write, so that camera, reader, door, network, light and sound
agree.

    world = World(SteppedClock())
    world.allow(Badge(17, 4242))
    world.show_palm(person=1, hand=Hand.LEFT)      # the camera sees it from its next frame on
    world.show_code("TN1:…")                       # or a QR code, in place of the palm
    world.present_badge("17-4242")                 # the badge reader reads it
    world.unplug(Device.CONTROLLER)                # the door falls silent
    world.cut_network()                            # cable and Wi-Fi, until they are restored
    world.state().bus                              # what the controller received and answered

Rules: safe to use from any thread; no lock is held while a picture is drawn; a badge presented to a reader that is
closed or unplugged is lost, as it would be; what a controller has not received is never delivered later.

Limits: one camera, one reader, one door; one hand at a time.
"""

import threading
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Final

from app.domain.access import DoorAnswer
from app.domain.badge_formats import FORMATS, BadgeBits, BadgeDoesNotFit, BadgeFormat
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand
from app.domain.signals import Signal
from app.ports.light import Colour
from drivers.simulated.access_server import AccessServer, Scan
from drivers.simulated.clock import RealClock, SteppedClock
from drivers.simulated.codes import ShownCode
from drivers.simulated.machine import SimulatedMachine
from drivers.simulated.networks import LocalNetworks
from drivers.simulated.palms import Backdrop, Cover, Lens, Light, Pose

UNLOCKED_S: Final = 5.0
"""How long the door stays unlocked after a grant; five seconds is what controllers are delivered with."""
REMEMBERED: Final = 200
"""Bus entries and sounds kept: enough to look back over a day's demonstration."""


FLAT: Final = Pose()
"""Straight before the camera, at the distance that fills half of the frame."""


STRAIGHT: Final = ShownCode(())
"""On a phone, straight before the camera."""


class Device(Enum):
    CAMERA = "camera"
    CONTROLLER = "controller"
    BADGE_READER = "badge_reader"
    TAMPER_SWITCH = "tamper_switch"
    ACCESS_SERVER = "access_server"
    """Its cable to the controller, which goes on without it."""


@dataclass(frozen=True)
class ShownPalm:
    """`tone` 1..10, None = the person's own. `sway` 0 = still as a photograph, 1 = held in the air, 20 = waving."""

    person: int
    hand: Hand
    pose: Pose = Pose()
    tone: int | None = None
    cover: Cover = Cover.NONE
    sway: float = 1.0


class Species(Enum):
    """What is shown in place of a living palm."""

    PRINT_FLAT = "print, flat"
    PRINT_BENT = "print, bent"
    SCREEN_REPLAY = "film on a phone"
    STILL_FED = "still picture, fed in"
    LOOP_FED = "video loop, fed in"


@dataclass(frozen=True)
class ShownFake:
    """`person` and `hand` are whose palm the picture is of."""

    species: Species
    person: int
    hand: Hand
    sway: float = 1.0


@dataclass(frozen=True)
class Sight:
    """Everything that decides the camera's next picture."""

    palm: ShownPalm | None = None
    fake: ShownFake | None = None
    """Instead of a palm."""
    code: ShownCode | None = None
    """Instead of either."""
    light: Light = Light()
    lens: Lens = Lens()
    scene: Backdrop = Backdrop.PLAIN


@dataclass(frozen=True)
class BusEntry:
    """What the controller received at `at`, and what it answered."""

    at: datetime
    badge: Badge
    bits: BadgeBits
    answer: DoorAnswer


@dataclass(frozen=True)
class WorldState:
    """The world at one moment, for whoever looks at it."""

    sight: Sight
    unplugged: frozenset[Device]
    open_devices: frozenset[Device]
    """What the terminal has opened: an open camera's indicator light is on."""
    case_open: bool
    unlocked_for_s: float
    """Seconds until the door locks again, 0 when it is locked."""
    signal: Signal
    progress: float
    ring: Colour | None
    """What the ring shines in, before any signal, and what falls on the palm."""
    sounds: tuple[Signal, ...]
    bus: tuple[BusEntry, ...] = field(repr=False)
    allowed: frozenset[Badge] = field(repr=False)
    """By the access control server."""
    cached: frozenset[Badge] = field(repr=False)
    """What the controller has of it."""
    scans: tuple[Scan, ...] = field(repr=False)
    """At the access control server's own scanner."""


class World:
    """`badge_format` names a row of `app.domain.badge_formats.FORMATS`. `answer_after_s` is how long the controller
    thinks; it thinks only in real time. One that `admits_everyone` has no list: for trying a camera out."""

    def __init__(
        self,
        clock: RealClock | SteppedClock | None = None,
        badge_format: str = "H10301",
        answer_after_s: float = 0.15,
        *,
        admits_everyone: bool = False,
    ) -> None:
        self.clock: RealClock | SteppedClock = clock or RealClock()
        self.badge_format = badge_format
        self._answer_after_s = answer_after_s
        self.networks = LocalNetworks()
        self._changed = threading.Condition()
        self._sight = Sight()
        self._unplugged: set[Device] = set()
        self._open: set[Device] = set()
        self._case_open = self._was_opened = False
        self._access = AccessServer()
        self._admits_everyone = admits_everyone
        self._unlocked_until_s = float("-inf")
        self._presented: deque[str] = deque()
        self._bus: deque[BusEntry] = deque(maxlen=REMEMBERED)
        self._sounds: deque[Signal] = deque(maxlen=REMEMBERED)
        self._signal, self._progress = Signal.QUIET, 0.0
        self._ring: Colour | None = None
        self.machine = SimulatedMachine(self.clock)

    @property
    def real_time(self) -> bool:
        return isinstance(self.clock, RealClock)

    # What a person does.

    def present_badge(self, text: str) -> bool:
        """Holds a badge to the reader. False when nobody was listening."""
        with self._changed:
            heard = Device.BADGE_READER in self._open
            if heard:
                self._presented.append(text)
                self._changed.notify_all()
            return heard

    def show_palm(
        self,
        person: int,
        hand: Hand,
        pose: Pose = FLAT,
        *,
        tone: int | None = None,
        cover: Cover = Cover.NONE,
        sway: float = 1.0,
    ) -> None:
        self._look(palm=ShownPalm(person, hand, pose, tone, cover, sway), fake=None, code=None)

    def show_fake(self, species: Species, person: int, hand: Hand, *, sway: float = 1.0) -> None:
        """A picture of somebody's palm, held to the camera or fed in in its place."""
        self._look(palm=None, fake=ShownFake(species, person, hand, sway), code=None)

    def show_code(self, *texts: str, shown: ShownCode = STRAIGHT) -> None:
        """Holds QR codes with these texts to the camera, held as `shown` says."""
        self._look(palm=None, fake=None, code=replace(shown, texts=texts))

    def take_palm_away(self) -> None:
        """Or whatever is held there."""
        self._look(palm=None, fake=None, code=None)

    # What an installer or the weather does.

    def set_light(self, light: Light) -> None:
        self._look(light=light)

    def set_lens(self, lens: Lens) -> None:
        self._look(lens=lens)

    def set_scene(self, scene: Backdrop) -> None:
        self._look(scene=scene)

    def unplug(self, device: Device | str) -> None:
        with self._changed:
            self._unplugged.add(Device(device))
            self._close(Device(device))
            if Device(device) is Device.ACCESS_SERVER:
                self._access.part()

    def plug_in(self, device: Device | str) -> None:
        with self._changed:
            self._unplugged.discard(Device(device))
            if Device(device) is Device.ACCESS_SERVER:
                self._access.meet()
            self._changed.notify_all()

    def cut_network(self) -> None:
        """Cable and air fall silent. `networks` has what is finer than that."""
        self.networks.cut()

    def restore_network(self) -> None:
        self.networks.restore()

    def open_case(self) -> None:
        with self._changed:
            self._case_open = self._was_opened = True

    def close_case(self) -> None:
        """The switch does not forget that it was open, until it is asked."""
        with self._changed:
            self._case_open = False

    def allow(self, badge: Badge) -> None:
        """At the access control server, which tells the controller where it reaches it."""
        with self._changed:
            self._access.allow(badge)

    def forbid(self, badge: Badge) -> None:
        with self._changed:
            self._access.forbid(badge)

    def scan_at_server(self, badge: Badge) -> None:
        """Holds a badge to the access control server's own scanner, away from the terminal."""
        with self._changed:
            self._access.scan(badge)

    def pass_time(self, seconds: float) -> None:
        """Moves a stepped clock on. Raises RuntimeError in real time, which nobody can push."""
        if not isinstance(self.clock, SteppedClock):
            raise RuntimeError("this world runs in real time")
        self.clock.pass_time(seconds)
        with self._changed:
            self._changed.notify_all()

    # What can be seen.

    def state(self) -> WorldState:
        now_s = self.clock.monotonic_s()
        with self._changed:
            return WorldState(
                sight=self._sight,
                unplugged=frozenset(self._unplugged),
                open_devices=frozenset(self._open),
                case_open=self._case_open,
                unlocked_for_s=max(self._unlocked_until_s - now_s, 0.0),
                signal=self._signal,
                progress=self._progress,
                ring=self._ring,
                sounds=tuple(self._sounds),
                bus=tuple(self._bus),
                allowed=self._access.allowed,
                cached=self._access.cached,
                scans=self._access.scans,
            )

    # What the drivers do.

    def start(self, device: Device) -> bool:
        """A driver opens its device. False when it is unplugged."""
        with self._changed:
            if device in self._unplugged:
                return False
            self._open.add(device)
            return True

    def stop(self, device: Device) -> None:
        with self._changed:
            self._close(device)

    def is_open(self, device: Device) -> bool:
        """False once it has been closed or unplugged, even if it has been plugged in again since."""
        with self._changed:
            return device in self._open

    def plugged(self, device: Device) -> bool:
        with self._changed:
            return device not in self._unplugged

    def take_opened(self) -> bool:
        """Whether the case is open, or was since the switch was asked last."""
        with self._changed:
            opened = self._case_open or self._was_opened
            self._was_opened = False
            return opened

    def next_badge(self, timeout_s: float) -> str | None:
        """The oldest badge presented, or None after `timeout_s` or when the reader is pulled out."""
        with self._changed:
            self._changed.wait_for(self._badge_or_gone, self.patience_s(timeout_s))
            return self._presented.popleft() if self._presented else None

    def _badge_or_gone(self) -> bool:
        return bool(self._presented) or Device.BADGE_READER not in self._open

    def patience_s(self, timeout_s: float) -> float:
        """How long a driver really waits: not at all, nearly, where time stands still."""
        return timeout_s if self.real_time else min(timeout_s, 0.002)

    def receive(self, badge: Badge, badge_format: BadgeFormat | None = None) -> DoorAnswer:
        """The controller is given a badge: it looks at its copy of the list, answers, and unlocks. Raises FaultError(
        SETTINGS_INVALID) when the format, the world's unless another is said, has no room for the badge."""
        try:
            bits = (badge_format or FORMATS[self.badge_format]).encode(badge)
        except BadgeDoesNotFit as error:
            raise FaultError(Fault.SETTINGS_INVALID, f"door badge format: {error}") from error
        if self.real_time:
            self.clock.sleep(self._answer_after_s)
        with self._changed:
            if Device.CONTROLLER in self._unplugged:
                return DoorAnswer.SILENT
            answer = DoorAnswer.GRANTED if self._admits_everyone or self._access.admits(badge) else DoorAnswer.DENIED
            if answer is DoorAnswer.GRANTED:
                self._unlocked_until_s = self.clock.monotonic_s() + UNLOCKED_S
            self._bus.append(BusEntry(self.clock.now(), badge, bits, answer))
            return answer

    def shine(self, signal: Signal, progress: float) -> None:
        with self._changed:
            self._signal, self._progress = signal, progress

    def flash(self, colour: Colour | None) -> None:
        with self._changed:
            self._ring = colour

    def sound(self, signal: Signal) -> None:
        with self._changed:
            self._sounds.append(signal)

    def _close(self, device: Device) -> None:
        self._open.discard(device)
        if device is Device.BADGE_READER:
            self._presented.clear()
        self._changed.notify_all()

    def _look(self, **changes: object) -> None:
        with self._changed:
            self._sight = replace(self._sight, **changes)  # type: ignore[arg-type]  # names are Sight's own fields
