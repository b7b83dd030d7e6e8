"""From camera frames to events: what to correct, and palms that are good enough, each with the verdict on it.

Two threads: one reads the camera into a mailbox of one, the other analyses the newest frame. The camera is open only
between `look_for` and `close`. A frame lives as long as its analysis; what leaves is a palm code, a cause, measures
of whether the hand is alive, and a mirrored picture for the preview.
"""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from app.biometrics.observation import Observation
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand
from app.flows.events import Event, FaultCleared, FaultRaised
from app.ports.camera import Camera, Frame, Pixels
from app.ports.clock import Clock
from app.runtime.evidence import Evidence
from app.runtime.loop import Loop
from app.runtime.mailbox import Mailbox
from app.runtime.metering import Metering
from app.runtime.presence import Presence
from app.runtime.tasks import ENTRY, Purpose, Sample, Task

Observe = Callable[[Pixels, Hand | None, Observation | None], Observation]
"""`app.biometrics.pipeline.observe` with its model and limits already given."""

READ_WAIT_S = 0.2
BLIND_WAITS = 5
"""Waits for a frame, one after the other, after which the light of a challenge goes out."""


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
        evidence: Evidence,
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
        self._evidence = evidence
        self._presence = Presence(ENTRY, evidence)
        self._blind = 0
        self._reading = Loop("camera", self._read, lambda fault: post(FaultRaised(fault)))
        self._analysing = Loop("analysis", self._analyse, lambda fault: post(FaultRaised(fault)))

    def start(self) -> None:
        self._reading.start()
        self._analysing.start()

    def stop(self) -> None:
        self._task = None
        self._reading.stop()
        self._analysing.stop()
        self._evidence.drop()
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
            standing = task.purpose in (Purpose.ENTRY, Purpose.SERVING)
            self._missing = standing
            self._post(FaultRaised(fault, standing))
        self._camera.close()
        self._clock.sleep(READ_WAIT_S)

    def _analyse(self) -> None:
        frame = self._frames.take(READ_WAIT_S)
        wanted = self._wanted.take(0.0)
        if wanted is not None:
            self._presence = Presence(wanted, self._evidence)
        self._blind = self._blind + 1 if frame is None else 0
        if self._task is None or self._blind >= BLIND_WAITS:
            self._evidence.drop()
        if frame is None or self._task is None:
            return
        self._on_frame(frame.pixels)
        observation = self._observe(frame.pixels, self._presence.task.hand, self._presence.last)
        with self._telling:
            if self._task is self._presence.task:
                self._metering.see(observation)
                self._tell(frame, observation)

    def _tell(self, frame: Frame, observation: Observation) -> None:
        now_s = self._clock.monotonic_s()
        for event in self._presence.see(frame, observation, now_s):
            self._post(event)
        sample = self._presence.sample(now_s)
        if sample is not None:
            self._on_sample(sample)
