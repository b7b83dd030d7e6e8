"""What one task has seen so far: what to correct, and when a palm is ready with the verdict on it."""

from typing import Final

from app.biometrics.liveness.judge import Liveness, Verdict
from app.biometrics.liveness.presented import Presented
from app.biometrics.observation import Observation
from app.biometrics.template import PalmCode
from app.domain.capture import Arrow, Cause
from app.domain.people import Hand
from app.flows.events import Event, HandGone, HandSeen
from app.flows.guidance import Guidance
from app.ports.camera import Frame
from app.runtime.evidence import Evidence
from app.runtime.tasks import Purpose, Sample, Task

GONE_FRAMES: Final = 4
"""Frames without a hand before it counts as gone: a quarter of a second; one missed detection is no farewell."""
PATIENCE_S: Final = 6.0
"""How long a good palm is looked at for a verdict: two challenges, and then some. After that it is undecided."""


class Presence:
    def __init__(self, task: Task, evidence: Evidence) -> None:
        self.task = task
        self.last: Observation | None = None
        self._evidence = evidence
        self._good: list[Observation] = []
        self._guidance = Guidance()
        self._absent = 0
        self._present = True  # until seen otherwise: a hand that left between two tasks is still said to have gone
        self._served: Hand | None = None
        self._told: HandSeen | None = None
        self._complete_since_s: float | None = None
        evidence.drop()

    def see(self, frame: Frame, observation: Observation, now_s: float) -> list[Event]:
        """The events that this frame gives: at most one, and none that says what was said before."""
        self.last = observation
        if self._served is None and self.task.purpose is not Purpose.SERVING:
            self._evidence.note(frame, observation)
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

    def sample(self, now_s: float) -> Sample | None:
        """A finished sample. At the door and at the trial a palm is served once until it has left; one that is not
        taken for a living hand is served once everywhere."""
        if self._served is not None or self.task.purpose is Purpose.SERVING:
            return None
        if len(self._good) < self.task.good_frames:
            return None
        best = sorted(self._good, key=_focus, reverse=True)[: self.task.good_frames]
        codes = tuple(seen.palm for seen in best if seen.palm is not None)
        liveness = self._verdict(codes, now_s)
        if liveness is None:
            return None
        self._good = []
        self._complete_since_s = None
        hand = best[0].hand
        again = self.task.purpose is Purpose.ENROL and liveness.living
        if not again:
            self._served = hand
            self._evidence.drop()
        return Sample(self.task.purpose, hand, Presented(codes, liveness)) if hand is not None else None

    def _verdict(self, codes: tuple[PalmCode, ...], now_s: float) -> Liveness | None:
        """None while it is worth looking on."""
        if self._complete_since_s is None:
            self._complete_since_s = now_s
        patient = now_s - self._complete_since_s < PATIENCE_S
        if not self._evidence.ready and patient:
            return None
        liveness = self._evidence.judged(codes)
        if liveness.verdict is Verdict.UNDECIDED and patient:
            self._evidence.ask_again()
            return None
        return liveness

    def _miss(self) -> list[Event]:
        self._good.clear()
        self._absent += 1
        if self._absent < GONE_FRAMES or not self._present:
            return []
        self._present = False
        return self._leave()

    def _leave(self) -> list[Event]:
        self._good.clear()
        self._evidence.drop()
        self._served = None
        self._complete_since_s = None
        self._guidance = Guidance()
        self._told = None
        return [HandGone()]

    def _tell(self) -> list[Event]:
        cause = None if self._good else self._guidance.cause
        arrow = self._guidance.arrow if cause else Arrow.NONE
        event = HandSeen(cause, arrow, self._progress())
        if event == self._told:
            return []
        self._told = event
        return [event]

    def _progress(self) -> float:
        """The ring fills with what is still wanting: good frames, or evidence."""
        good = min(len(self._good) / self.task.good_frames, 1.0)
        return good if self._served else min(good, self._evidence.progress)


def _focus(seen: Observation) -> float:
    return seen.quality.focus if seen.quality else 0.0
