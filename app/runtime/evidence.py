"""Whether the hand before the camera is alive: looks at it, from when it is first seen, and what they say so far.

    evidence = Evidence(KIOSK, light, clock)
    evidence.note(frame, observation)           # each analysed frame, while it lives
    if evidence.ready: evidence.judged(codes)   # of the palm in `codes`; UNDECIDED: look on

Rules it keeps: a burst is of one hand without a gap, so that what is swapped for another is not judged with it; looks
of a hand that is still being guided count; where the profile asks for active light, the ring shows an order of colours
as soon as the palm is well placed, and a fresh one for every burst; an answer speaks for the palm that gave it alone,
so that a picture slipped in where a living hand was is not taken for alive. Measures and codes only, no frame; nothing
outlives the hand.

Limits: a burst of passive looks holds the newest `KEPT`; of a challenge, all that were under a colour.
"""

import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.biometrics import matching
from app.biometrics.liveness import challenge, repeats
from app.biometrics.liveness.challenge import STEPS, Showing, drawn
from app.biometrics.liveness.judge import Detector, Liveness, Profile, Switch, decide, measured
from app.biometrics.liveness.look import Look, glance
from app.biometrics.observation import Observation
from app.biometrics.profiles import VERIFY
from app.biometrics.template import PalmCode
from app.domain.capture import Cause
from app.domain.faults import Fault, FaultError
from app.ports.camera import Camera, Frame
from app.ports.clock import Clock
from app.ports.light import Light

KEPT: Final = 12
"""Looks: most of a second. More of them change no verdict and cost time: repeats compares each with each."""
LEAST_LOOKS: Final = repeats.LEAST
"""Without these nothing is measured, and a report would say nothing."""
RECORDED: Final = Profile("report_recorded_camera", Switch.REPORT)
"""The name is what the record of a decision says."""
LEAP: Final = 1.0
"""Palm widths that a hand may move, and its share of growth, between two looks: more is another hand. At 15 looks a
second that is a metre a second."""


@dataclass(frozen=True, eq=False)
class Answer:
    """A look under a colour of the challenge, and which palm was looked at; None where it could not be compared."""

    look: Look = field(repr=False)
    palm: PalmCode | None = field(repr=False)


class Evidence:
    """Used on one thread. `light` shows the challenge, when there is one."""

    def __init__(self, profile: Profile, light: Light, clock: Clock) -> None:
        self.profile = profile
        self._light = light
        self._clock = clock
        self._challenging = profile.switch_of(Detector.ACTIVE_LIGHT) is Switch.ENFORCE
        self._looks: deque[Look] = deque(maxlen=KEPT)
        self._answers: list[Answer] = []
        self._showing: Showing | None = None

    @property
    def ready(self) -> bool:
        """There is as much to judge as a verdict takes."""
        return self.progress >= 1.0

    @property
    def progress(self) -> float:
        """0..1: how much of it there is."""
        if self.profile.switch is Switch.OFF:
            return 1.0
        share = min(len(self._looks) / LEAST_LOOKS, 1.0)
        if not self._challenging:
            return share
        return min(share, self._showing.progress if self._showing else 0.0)

    def note(self, frame: Frame, observation: Observation) -> None:
        """The ring may change."""
        if self.profile.switch is Switch.OFF:
            return
        shown = self._showing.settled(frame.captured_at_s) if self._showing else None
        look = glance(frame.pixels, observation, frame.captured_at_s, shown)
        if look is None or Cause.TWO_HANDS in observation.causes:
            self.drop()
            return
        if self._looks and not _same_hand(self._looks[-1], look):
            self.drop()
        self._looks.append(look)
        if look.shown is not None:
            self._answers.append(Answer(look, observation.palm))
        self._lead(well_placed=observation.cause is None)

    def judged(self, codes: Sequence[PalmCode]) -> Liveness:
        """The verdict on the palm that gave `codes`: one or more."""
        scores = dict(measured(tuple(self._looks), self.profile))
        if Detector.ACTIVE_LIGHT in scores:
            scores[Detector.ACTIVE_LIGHT] = _answered(self._answers, codes)
        return decide(scores, self.profile)

    def ask_again(self) -> None:
        """A challenge that said nothing, because too few frames came, gives way to a fresh one."""
        if self._showing and self._showing.over:
            self._dim()

    def drop(self) -> None:
        """The hand has gone, or something else has come: the next look begins a burst."""
        self._looks.clear()
        self._dim()

    def _lead(self, *, well_placed: bool) -> None:
        if not self._challenging:
            return
        if self._showing is None:
            if not well_placed:
                return
            self._showing = Showing(drawn(secrets.token_bytes(STEPS)))
        answered = bool(self._answers) and self._answers[-1].look.shown is self._showing.colour
        if self._showing.due(self._clock.monotonic_s(), answered=answered):
            self._light.shine(self._showing.colour)
            self._showing.told(self._clock.monotonic_s())

    def _dim(self) -> None:
        self._answers.clear()
        if self._showing is not None:
            self._showing = None
            self._light.shine(None)


def _same_hand(one: Look, other: Look) -> bool:
    way = float(np.linalg.norm(other.points.mean(axis=0) - one.points.mean(axis=0)))
    grown = max(one.palm_px, other.palm_px) / min(one.palm_px, other.palm_px)
    return way <= LEAP * one.palm_px and grown <= 1 + LEAP


def _answered(answers: Sequence[Answer], codes: Sequence[PalmCode]) -> float | None:
    """The score of all answers where it is an alarm, else that of the answers of the palm that gave `codes`."""
    every = challenge.score([answer.look for answer in answers])
    if every is None or every > challenge.LIMIT:
        return every
    return challenge.score(_of_this_palm(answers, codes))


def _of_this_palm(answers: Sequence[Answer], codes: Sequence[PalmCode]) -> list[Look]:
    """Those whose palm matches each of `codes`, as a badge's holder would: frames of one palm lie about 0.2 apart,
    strangers begin at 0.38."""
    looks, seen = [answer.look for answer in answers if answer.palm], [answer.palm for answer in answers if answer.palm]
    if not seen:
        return []
    palms = matching.references(seen)
    apart = np.max([matching.distances(matching.prepare(code), palms) for code in codes], axis=0)
    return [look for look, far in zip(looks, apart, strict=True) if far < VERIFY.threshold]


def evidence_for(profile: Profile, camera: Camera, light: Light, clock: Clock) -> Evidence:
    """Of a camera that plays files nothing can be told to be alive: there the profile reports, and its record says so.
    Raises FaultError(SETTINGS_INVALID) for a challenge that no light can show."""
    if camera.recorded and profile.switch is Switch.ENFORCE:
        return Evidence(RECORDED, light, clock)
    if profile.switch_of(Detector.ACTIVE_LIGHT) is Switch.ENFORCE and not light.colours:
        raise FaultError(Fault.SETTINGS_INVALID, "liveness: challenged needs a ring or a screen that shows colours")
    return Evidence(profile, light, clock)
