"""From camera frames to events: what to correct, and palms that are good enough.

Two threads: one reads the camera into a mailbox of one, the other analyses the newest frame. The camera is open only
between `look_for` and `close`. A frame lives as long as its analysis; what leaves is a palm code, a cause, and a
mirrored picture for the preview.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from threading import Lock

from app.biometrics.observation import Observation
from app.biometrics.template import PalmCode
from app.domain.capture import Arrow, Cause
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand
from app.flows.events import Event, FaultCleared, FaultRaised, HandGone, HandSeen
from app.flows.guidance import Guidance
from app.ports.camera import Camera, Frame, Pixels
from app.ports.clock import Clock
from app.runtime.loop import Loop
from app.runtime.mailbox import Mailbox
from app.runtime.metering import Metering

Observe = Callable[[Pixels, Hand | None, Observation | None], Observation]
"""`app.biometrics.pipeline.observe` with its model and limits already given."""

READ_WAIT_S = 0.2
GONE_FRAMES = 4
"""Frames without a hand before it counts as gone: a quarter of a second; one missed detection is no farewell."""


class Purpose(Enum):
    """What is being looked for, and so what a finished sample means."""

    ENTRY = "entry"
    ENROL = "enrol"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Task:
    """`good_frames` in a row make a sample: their codes are handed over together, best first."""

    purpose: Purpose
    hand: Hand | None
    good_frames: int


ENTRY = Task(Purpose.ENTRY, None, good_frames=2)
"""Two frames: one alone may be of a hand in motion, which takes two to see. Each more costs its 67 ms."""


def trial(hand: Hand | None) -> Task:
    return Task(Purpose.TRIAL, hand, good_frames=2)


def enrol(hand: Hand) -> Task:
    return Task(Purpose.ENROL, hand, good_frames=4)


@dataclass(frozen=True, slots=True)
class Sample:
    """`codes` from consecutive good frames of one palm, best quality first."""

    purpose: Purpose
    hand: Hand
    codes: tuple[PalmCode, ...]


class Capture:
    """`on_sample` and `post` are called on the analysing thread; `on_frame` too, with the frame just analysed.

    After `look_for` or `close` has returned, no sample of an earlier task comes any more."""

    def __init__(
        self,
        camera: Camera,
        observe: Observe,
        clock: Clock,
        post: Callable[[Event], None],
        on_sample: Callable[[Sample], None],
        on_frame: Callable[[Pixels], None],
    ) -> None:
        self._camera = camera
        self._observe = observe
        self._clock = clock
        self._post = post
        self._on_sample = on_sample
        self._on_frame = on_frame
        self._task: Task | None = None
        self._telling = Lock()
        """Held while what was seen for a task is told: a task does not end in the middle of it."""
        self._wanted: Mailbox[Task] = Mailbox()
        self._frames: Mailbox[Frame] = Mailbox()
        self._metering = Metering()
        self._missing = False
        self._open = False
        self._look = Look(Task(Purpose.ENTRY, None, 0))
        self._reading = Loop("camera", self._read, lambda fault: post(FaultRaised(fault)))
        self._analysing = Loop("analysis", self._analyse, lambda fault: post(FaultRaised(fault)))

    def start(self) -> None:
        self._reading.start()
        self._analysing.start()

    def stop(self) -> None:
        self._task = None
        self._reading.stop()
        self._analysing.stop()
        self._camera.close()

    def look_for(self, task: Task) -> None:
        """Opens the camera when it is closed; what was gathered for an earlier task is dropped."""
        with self._telling:
            self._task = replace(task)  # one of its own: what an earlier look still gives is told apart by identity
            self._wanted.put(self._task)

    def close(self) -> None:
        """The camera closes with its next frame, and nothing it still gives is looked at."""
        with self._telling:
            self._task = None
        self._wanted.clear()
        self._frames.clear()

    def _read(self) -> None:
        if self._task is None:
            if self._open:
                self._camera.close()
                self._open = False
                self._metering = Metering()
            self._clock.sleep(READ_WAIT_S / 4)
            return
        try:
            self._camera.open()
            self._open = True
            self._camera.expose(self._metering.stops)
            frame = self._camera.read()
        except FaultError as error:
            self._lose(error.fault)
            return
        if frame is None:
            return
        if self._missing:
            self._missing = False
            self._post(FaultCleared(Fault.CAMERA_MISSING))
        self._frames.put(frame)

    def _lose(self, fault: Fault) -> None:
        """In entry mode the camera is tried again until it is back; at the desk nobody may open it unasked."""
        task = self._task
        self._open = False
        if not self._missing and task is not None:
            standing = task.purpose is Purpose.ENTRY
            self._missing = standing
            self._post(FaultRaised(fault, standing))
        self._camera.close()
        self._clock.sleep(READ_WAIT_S)

    def _analyse(self) -> None:
        frame = self._frames.take(READ_WAIT_S)
        wanted = self._wanted.take(0.0)
        if wanted is not None:
            self._look = Look(wanted)
        if frame is None or self._task is None:
            return
        self._on_frame(frame.pixels)
        observation = self._observe(frame.pixels, self._look.task.hand, self._look.last)
        self._metering.see(observation)
        with self._telling:
            if self._task is self._look.task:
                self._tell(observation)

    def _tell(self, observation: Observation) -> None:
        for event in self._look.see(observation, self._clock.monotonic_s()):
            self._post(event)
        sample = self._look.sample()
        if sample is not None:
            self._on_sample(sample)


class Look:
    """What one task has seen so far."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.last: Observation | None = None
        self._good: list[Observation] = []
        self._guidance = Guidance()
        self._absent = 0
        self._present = True  # until seen otherwise: a hand that left between two tasks is still said to have gone
        self._served: Hand | None = None
        self._told: HandSeen | None = None

    def see(self, observation: Observation, now_s: float) -> list[Event]:
        """The events that this frame gives: at most one, and none that says what was said before."""
        self.last = observation
        if observation.cause in (Cause.NO_HAND, Cause.NOT_A_HAND):
            return self._miss()
        self._absent = 0
        self._present = True
        good = observation.cause is None and observation.palm is not None
        if good and self._served and observation.hand is not self._served:
            return self._leave()  # the other palm: the one that was served has gone
        if not good or (self._good and self._good[-1].hand is not observation.hand):
            self._good.clear()
        if good:
            self._good.append(observation)
        self._guidance = self._guidance.advise(observation.cause, observation.arrow, now_s)
        return self._tell()

    def sample(self) -> Sample | None:
        """A finished sample. At the door and at the trial a palm is served once until it has left."""
        if self._served is not None or len(self._good) < self.task.good_frames:
            return None
        best = sorted(self._good, key=_focus, reverse=True)
        self._good = []
        hand = best[0].hand
        self._served = None if self.task.purpose is Purpose.ENROL else hand
        codes = tuple(seen.palm for seen in best if seen.palm is not None)
        return Sample(self.task.purpose, hand, codes) if hand is not None else None

    def _miss(self) -> list[Event]:
        self._good.clear()
        self._absent += 1
        if self._absent < GONE_FRAMES or not self._present:
            return []
        self._present = False
        return self._leave()

    def _leave(self) -> list[Event]:
        self._good.clear()
        self._served = None
        self._guidance = Guidance()
        self._told = None
        return [HandGone()]

    def _tell(self) -> list[Event]:
        cause = None if self._good else self._guidance.cause
        arrow = self._guidance.arrow if cause else Arrow.NONE
        progress = len(self._good) / self.task.good_frames
        event = HandSeen(cause, arrow, min(progress, 1.0))
        if event == self._told:
            return []
        self._told = event
        return [event]


def _focus(seen: Observation) -> float:
    return seen.quality.focus if seen.quality else 0.0
