"""A terminal, put together from its devices and its memory: at the door or at the desk.

terminal = entry_terminal(devices, door, insides)
terminal.runner.watch(bridge.show)
terminal.start()
"""

from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol, TypeAlias

from app.biometrics.liveness.judge import Profile
from app.domain.badge_formats import FORMATS, BadgeFormat
from app.domain.faults import Fault
from app.flows.access import ACCESS
from app.flows.enrolment import ENROLMENT
from app.flows.events import Event
from app.flows.view import View
from app.ports.badge_reader import BadgeReader
from app.ports.camera import Camera, Pixels
from app.ports.door import Door
from app.ports.light import Light
from app.ports.sound import Sound
from app.runtime.badge_watch import BadgeWatch
from app.runtime.capture import Capture, Observe
from app.runtime.desk_effects import DeskEffects, keep_sample
from app.runtime.door_watch import DoorWatch
from app.runtime.entry_effects import EntryEffects, keep_probe
from app.runtime.evidence import evidence_for
from app.runtime.gallery_watch import GalleryWatch
from app.runtime.memory import Memory
from app.runtime.retention import Retention
from app.runtime.runner import FlowRunner
from app.runtime.safety import refuse_mixture
from app.runtime.samples import Samples
from app.runtime.signals import Signals
from app.runtime.worker import Worker
from app.services.start_terminal import start_terminal


@dataclass(frozen=True)
class Devices:
    camera: Camera
    badge_reader: BadgeReader
    light: Light
    sound: Sound


class Part(Protocol):
    """Something with a thread of its own."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


Watches: TypeAlias = Callable[[Callable[[Event], None]], tuple[Part, ...]]
"""Makes parts that post what they see into a flow."""


@dataclass(frozen=True)
class Insides:
    """What a terminal is besides its devices."""

    memory: Memory
    observe: Observe
    on_frame: Callable[[Pixels], None]
    """Gets each analysed frame, on the analysing thread."""
    restart: Callable[[], None]
    """Starts the application again; called on the flow's thread, and returns."""
    liveness: Profile
    """How pictures of palms are met; at a camera that plays files it only reports."""
    badge_format: BadgeFormat | None = FORMATS["H10301"]
    """What the door's wiring carries: a badge that does not fit is refused at the desk, not at the door. None at a desk
    that is not told."""
    watches: Watches = lambda post: ()
    """What else this terminal looks out for."""
    finish: Callable[[View], View] = lambda view: view
    """How a view is shown, by what no flow knows."""
    language: str = "en"
    """That its screens begin in, and come back to."""
    retains: bool = True
    """Deletes by itself whoever is overdue. Not where a server does, who knows of every door."""


class ShownFlow(Protocol):
    """A flow at work, whatever its states are."""

    @property
    def view(self) -> View: ...

    @property
    def at_rest(self) -> bool:
        """Nobody is in the middle of anything."""
        ...

    @property
    def turned_s(self) -> float:
        """Monotonic seconds when it last looked for something to do."""
        ...

    @property
    def standing(self) -> tuple[Fault, ...]:
        """Faults that last, until whoever raised them says that they are over."""
        ...

    def watch(self, watcher: Callable[[View], None]) -> None: ...
    def post(self, event: Event) -> None: ...


class Terminal:
    """`start` brings up what was given, in order; `stop` takes it down in reverse and forgets the person."""

    def __init__(self, runner: ShownFlow, parts: tuple[Part, ...], samples: Samples, liveness: Profile) -> None:
        self.runner = runner
        self.liveness = liveness
        """What holds here, whatever was asked for."""
        self._parts = parts
        self._samples = samples

    def start(self) -> None:
        for part in self._parts:
            part.start()

    def stop(self) -> None:
        for part in reversed(self._parts):
            part.stop()
        self._samples.forget()


def entry_terminal(devices: Devices, door: Door, insides: Insides) -> Terminal:
    """`door` is opened as soon as it is there, and closed with the terminal. Raises FaultError(SIMULATED_MIXED)."""
    refuse_mixture(devices.camera, devices.badge_reader, door)
    memory, clock = insides.memory, insides.memory.logbook.clock
    inbox, samples, worker = SimpleQueue[Event](), Samples(), Worker("decisions")
    take = keep_probe(samples, inbox.put)
    evidence = evidence_for(insides.liveness, devices.camera, devices.light, clock)
    capture = Capture(devices.camera, insides.observe, clock, inbox.put, take, insides.on_frame, evidence)
    effects = EntryEffects(memory, capture, door, samples, worker, insides.restart)
    runner = FlowRunner(ACCESS.spoken(insides.language), clock, effects, inbox, insides.finish)
    runner.watch(Signals(devices.light, devices.sound, clock).follow)
    watches: tuple[Part, ...] = (
        DoorWatch(door, clock, inbox.put),
        BadgeWatch(devices.badge_reader, clock, inbox.put, insides.badge_format),
        *_keepers(insides, worker),
        *insides.watches(inbox.put),
    )
    opening = Opening(memory, evidence.profile, worker, inbox.put)
    parts: tuple[Part, ...] = (Closing(door), worker, opening, capture, *watches, runner)
    return Terminal(runner, parts, samples, evidence.profile)


def enrolment_terminal(devices: Devices, insides: Insides) -> Terminal:
    """At the desk no door is asked for anything."""
    memory, clock = insides.memory, insides.memory.logbook.clock
    inbox, samples, worker = SimpleQueue[Event](), Samples(), Worker("decisions")
    take = keep_sample(samples, memory, worker, inbox.put)
    evidence = evidence_for(insides.liveness, devices.camera, devices.light, clock)
    capture = Capture(devices.camera, insides.observe, clock, inbox.put, take, insides.on_frame, evidence)
    effects = DeskEffects(memory, capture, samples, worker, insides.restart)
    runner = FlowRunner(ENROLMENT.spoken(insides.language), clock, effects, inbox, insides.finish)
    runner.watch(Signals(devices.light, devices.sound, clock).follow)
    badges = BadgeWatch(devices.badge_reader, clock, inbox.put, insides.badge_format)
    watches: tuple[Part, ...] = (badges, *_keepers(insides, worker), *insides.watches(inbox.put))
    opening = Opening(memory, evidence.profile, worker, inbox.put)
    return Terminal(runner, (worker, opening, capture, *watches, runner), samples, evidence.profile)


def _keepers(insides: Insides, worker: Worker) -> tuple[Part, ...]:
    """Look after who is known here."""
    memory, clock = insides.memory, insides.memory.logbook.clock
    watch = GalleryWatch(memory, worker, clock)
    return (Retention(memory, worker, clock), watch) if insides.retains else (watch,)


class Closing:
    """Stopped last of all: until then somebody may still open the door's line."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def start(self) -> None:
        """Whoever watches the door opens it."""

    def stop(self) -> None:
        self._door.close()


class Opening:
    """The first entry of the day: what is enforced from now on."""

    def __init__(self, memory: Memory, liveness: Profile, worker: Worker, post: Callable[[Event], None]) -> None:
        self._record = lambda: start_terminal(memory.store, liveness, memory.logbook)
        self._worker = worker
        self._post = post

    def start(self) -> None:
        self._worker.submit(self._record, self._post)

    def stop(self) -> None:
        """Nothing runs."""
