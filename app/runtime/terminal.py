"""A terminal, put together from its devices and its memory: at the door or at the desk.

terminal = entry_terminal(devices, memory, observe, show_frame, restart)
terminal.runner.watch(bridge.show)
terminal.start()
"""

from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol

from app.flows.access import ACCESS, Access, Visit
from app.flows.enrolment import ENROLMENT, Candidate, Enrolment
from app.flows.events import Event
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
from app.runtime.memory import Memory
from app.runtime.runner import FlowRunner
from app.runtime.safety import refuse_mixture
from app.runtime.samples import Samples
from app.runtime.signals import Signals
from app.runtime.worker import Worker


@dataclass(frozen=True)
class Devices:
    camera: Camera
    badge_reader: BadgeReader
    door: Door
    """At the desk it is not asked for anything."""
    light: Light
    sound: Sound

    def __post_init__(self) -> None:
        refuse_mixture([self.camera.simulated, self.badge_reader.simulated], self.door.simulated)


OnFrame = Callable[[Pixels], None]


class Part(Protocol):
    """Something with a thread of its own."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


Runner = FlowRunner[Access, Visit] | FlowRunner[Enrolment, Candidate]


class Terminal:
    """`start` brings up what was given, in order; `stop` takes it down in reverse and forgets the person."""

    def __init__(self, runner: Runner, parts: tuple[Part, ...], samples: Samples) -> None:
        self.runner = runner
        self._parts = parts
        self._samples = samples

    def start(self) -> None:
        """The door's link must be open already: it belongs to the program and outlives a restart of the terminal."""
        for part in self._parts:
            part.start()

    def stop(self) -> None:
        for part in reversed(self._parts):
            part.stop()
        self._samples.forget()


def entry_terminal(
    devices: Devices, memory: Memory, observe: Observe, on_frame: OnFrame, restart: Callable[[], None]
) -> Terminal:
    """`on_frame` gets each analysed frame, on the analysing thread; `restart` starts the application again."""
    clock, inbox, samples, worker = memory.logbook.clock, SimpleQueue[Event](), Samples(), Worker("decisions")
    capture = Capture(devices.camera, observe, clock, inbox.put, keep_probe(samples, inbox.put), on_frame)
    effects = EntryEffects(memory, capture, devices.door, samples, worker, restart)
    runner = FlowRunner(ACCESS, clock, effects, inbox)
    runner.watch(Signals(devices.light, devices.sound, clock).follow)
    badges = BadgeWatch(devices.badge_reader, clock, inbox.put)
    return Terminal(runner, (worker, capture, DoorWatch(devices.door, clock, inbox.put), badges, runner), samples)


def enrolment_terminal(
    devices: Devices, memory: Memory, observe: Observe, on_frame: OnFrame, restart: Callable[[], None]
) -> Terminal:
    """As `entry_terminal`, at the desk: no door."""
    clock, inbox, samples, worker = memory.logbook.clock, SimpleQueue[Event](), Samples(), Worker("decisions")
    capture = Capture(devices.camera, observe, clock, inbox.put, keep_sample(samples, memory, inbox.put), on_frame)
    effects = DeskEffects(memory, capture, samples, worker, restart)
    runner = FlowRunner(ENROLMENT, clock, effects, inbox)
    runner.watch(Signals(devices.light, devices.sound, clock).follow)
    return Terminal(runner, (worker, capture, BadgeWatch(devices.badge_reader, clock, inbox.put), runner), samples)
