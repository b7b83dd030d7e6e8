"""All detectors over one burst, and one verdict by a rule that fits in a sentence.

    liveness = judge(looks, KIOSK)
    liveness.verdict        # BONA_FIDE, ATTACK, or UNDECIDED: look on
    liveness.record()       # goes into the record of the decision, whatever the verdict

The rule: an alarm of any detector that is enforced is an attack; while an enforced detector cannot measure yet, the
burst is undecided; else it is bona fide. Reported detectors change nothing and are recorded all the same.

Rules: pure; nothing is off without the record saying so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from app.biometrics.liveness import challenge, gloss, lattice, planes, repeats, stillness, surround
from app.biometrics.liveness.look import Look
from app.domain.liveness import LivenessLevel


class Detector(Enum):
    REPEATS = "repeats"
    LATTICE = "lattice"
    SURROUND = "surround"
    STILLNESS = "stillness"
    PLANE = "plane"
    GLOSS = "gloss"
    ACTIVE_LIGHT = "active_light"


class Switch(Enum):
    """`REPORT` measures and records; only `ENFORCE` refuses."""

    OFF = "off"
    REPORT = "report"
    ENFORCE = "enforce"


class Outcome(Enum):
    OFF = "off"
    UNMEASURED = "unmeasured"
    CLEAR = "clear"
    ALARM = "alarm"


class Verdict(Enum):
    OFF = "off"
    BONA_FIDE = "bona_fide"
    UNDECIDED = "undecided"
    ATTACK = "attack"


Score = Callable[[Sequence[Look]], float | None]

SCORES: Final[Mapping[Detector, tuple[Score, float]]] = MappingProxyType(
    {
        Detector.REPEATS: (repeats.score, repeats.LIMIT),
        Detector.LATTICE: (lattice.score, lattice.LIMIT),
        Detector.SURROUND: (surround.score, surround.LIMIT),
        Detector.STILLNESS: (stillness.score, stillness.LIMIT),
        Detector.PLANE: (planes.score, planes.LIMIT),
        Detector.GLOSS: (gloss.score, gloss.LIMIT),
        Detector.ACTIVE_LIGHT: (challenge.score, challenge.LIMIT),
    }
)
"""Each detector's score (larger = more like an attack) and the limit above which it raises an alarm."""


@dataclass(frozen=True)
class Profile:
    """Which detectors measure and which refuse. `switch` is the most that any of them may do."""

    name: str
    switch: Switch
    enforced: frozenset[Detector] = frozenset()
    off: frozenset[Detector] = frozenset()

    def switch_of(self, detector: Detector) -> Switch:
        if self.switch is Switch.OFF or detector in self.off:
            return Switch.OFF
        enforce = self.switch is Switch.ENFORCE and detector in self.enforced
        return Switch.ENFORCE if enforce else Switch.REPORT


OFF: Final = Profile("off", Switch.OFF)
REPORT: Final = Profile("report", Switch.REPORT)
KIOSK: Final = Profile("kiosk", Switch.ENFORCE, frozenset({Detector.REPEATS}))
CHALLENGED: Final = Profile("challenged", Switch.ENFORCE, frozenset({Detector.REPEATS, Detector.ACTIVE_LIGHT}))
PROFILES: Final[Mapping[LivenessLevel, Profile]] = MappingProxyType(
    {LivenessLevel(profile.name): profile for profile in (OFF, REPORT, KIOSK, CHALLENGED)}
)


@dataclass(frozen=True)
class Finding:
    detector: Detector
    switch: Switch
    outcome: Outcome
    score: float | None
    limit: float


@dataclass(frozen=True)
class Liveness:
    profile: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    """One for each detector, in the order of `Detector`, those that are off too."""
    cause: Detector | None
    """The first enforced detector that raised an alarm, or that could not measure."""

    @property
    def living(self) -> bool:
        """Nothing stands against serving it: it is taken for alive, or nobody asked."""
        return self.verdict in (Verdict.OFF, Verdict.BONA_FIDE)

    def record(self) -> tuple[str, ...]:
        """For the decision's record: profile, verdict, then `detector:switch:outcome:score`. No picture, no person."""
        rows = (
            f"{found.detector.value}:{found.switch.value}:{found.outcome.value}"
            + ("" if found.score is None else f":{found.score:.3f}")
            for found in self.findings
        )
        return (self.profile, self.verdict.value, *rows)


def judge(burst: Sequence[Look], profile: Profile) -> Liveness:
    """`burst` holds consecutive looks at one hand, oldest first; a second of them (12 or more) is best."""
    return decide(measured(burst, profile), profile)


def measured(burst: Sequence[Look], profile: Profile) -> Mapping[Detector, float | None]:
    """What each detector says that is not off; None where it could not measure."""
    return {
        detector: score(burst)
        for detector, (score, _) in SCORES.items()
        if profile.switch_of(detector) is not Switch.OFF
    }


def decide(scores: Mapping[Detector, float | None], profile: Profile) -> Liveness:
    """The rule above. A detector without a score is unmeasured, or off."""
    findings = tuple(_find(detector, scores.get(detector), profile.switch_of(detector)) for detector in Detector)
    enforced = [found for found in findings if found.switch is Switch.ENFORCE]
    for outcome, verdict in ((Outcome.ALARM, Verdict.ATTACK), (Outcome.UNMEASURED, Verdict.UNDECIDED)):
        for found in enforced:
            if found.outcome is outcome:
                return Liveness(profile.name, verdict, findings, found.detector)
    verdict = Verdict.OFF if profile.switch is Switch.OFF else Verdict.BONA_FIDE
    return Liveness(profile.name, verdict, findings, None)


def _find(detector: Detector, score: float | None, switch: Switch) -> Finding:
    limit = SCORES[detector][1]
    if switch is Switch.OFF:
        return Finding(detector, switch, Outcome.OFF, None, limit)
    if score is None:
        return Finding(detector, switch, Outcome.UNMEASURED, None, limit)
    return Finding(detector, switch, Outcome.ALARM if score > limit else Outcome.CLEAR, score, limit)
