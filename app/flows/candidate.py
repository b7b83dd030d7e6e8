"""Who stands at the enrolment desk, and how far they are: plain values that the flow and its views share."""

from dataclasses import dataclass
from enum import Enum

from app.domain.badges import Badge
from app.domain.capture import Arrow, Cause
from app.domain.consent import ConsentReceipt
from app.domain.faults import Fault
from app.domain.people import Hand
from app.flows.events import Refusal

SAMPLES_A_HAND = 3
"""One sample misses a palm that was held a little wrong; with three the best serves. More costs the queue time."""

STILL_THERE_S = 20
"""The countdown of "Are you still there?" (UI.md)."""


class Enrolment(Enum):
    START = "start"
    SCAN_BADGE = "scan_badge"
    BADGE_SCANNED = "badge_scanned"
    BADGE_KNOWN = "badge_known"
    TERMS = "terms"
    CONSENT = "consent"
    CONSENTING = "consenting"
    DECLINED = "declined"
    CAPTURE_LEFT = "capture_left"
    CAPTURE_RIGHT = "capture_right"
    NO_PALM = "no_palm"
    TRY_IT = "try_it"
    SAVING = "saving"
    ENROLLED = "enrolled"
    REFUSED = "refused"
    STILL_THERE = "still_there"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the desk knows of the person before it. Replaced by a fresh one at the start screen."""

    language: str = "en"
    badge: Badge | None = None
    receipt: ConsentReceipt | None = None
    hands: tuple[Hand, ...] = ()
    """Captured so far."""
    samples: int = 0
    misses: int = 0
    """Hands in a row that were taken away before anything of them was read; 0 from the first sample on."""
    leaving: bool = False
    """The hand before the camera is the one of the step before: taking it away is no miss."""
    trials_failed: int = 0
    rejections: int = 0
    """How often what was shown was not taken for a living palm."""
    rejected: bool = False
    """It was just now, and is still there."""
    misread: bool = False
    """The last badge could not be read."""
    cause: Cause | None = None
    arrow: Arrow = Arrow.NONE
    progress: float = 0.0
    refusal: Refusal | None = None
    resume: Enrolment = Enrolment.START
    fault: Fault | None = None

    @property
    def only_hand(self) -> Hand | None:
        """The captured hand, when there is just one."""
        return self.hands[0] if len(self.hands) == 1 else None


CAPTURING = {Hand.LEFT: Enrolment.CAPTURE_LEFT, Hand.RIGHT: Enrolment.CAPTURE_RIGHT}
CAPTURE = tuple(CAPTURING.values())

NOTICES = (
    Enrolment.BADGE_KNOWN,
    Enrolment.DECLINED,
    Enrolment.NO_PALM,
    Enrolment.ENROLLED,
    Enrolment.REFUSED,
)
"""Screens that say something and then go home."""
