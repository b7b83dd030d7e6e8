"""What may open a door, and what the door's controller said.

A `Grant` is the only value that `DoorPort.release` takes. Two modules make one: `app.services.identify` (a palm was
recognised) and `app.services.present_badge` (the equal way in, without a palm). An architecture test keeps it so.
"""

from dataclasses import dataclass
from enum import Enum
from typing import NewType

from app.domain.badges import Badge
from app.domain.people import PersonId

AttemptNumber = NewType("AttemptNumber", int)
"""Counts up and is never reused while a terminal runs, so that a late answer for one person cannot serve the next."""

GRANT_LIFE_S = 2.0
"""Seconds from the decision. A door is asked at once or not at all: longer than any healthy hand-over, shorter than it
takes the next person to arrive."""


class Means(Enum):
    PALM = "palm"
    BADGE = "badge"


@dataclass(frozen=True, slots=True)
class Grant:
    """Send this badge to the controller, now. Void after `expires_at_s` (monotonic seconds)."""

    attempt: AttemptNumber
    badge: Badge
    means: Means
    expires_at_s: float
    person: PersonId | None = None
    """Who is enrolled at the terminal's site, and whose access has not ended; None for a badge of anybody else, and
    where an end cannot be held against the time."""


class DenialReason(Enum):
    NOT_RECOGNISED = "not_recognised"
    NOBODY_ENROLLED = "nobody_enrolled"
    AMBIGUOUS = "ambiguous"
    ACCESS_ENDED = "access_ended"
    """Recognised, and the last moment that was set for this person has gone by."""
    PRESENTATION_ATTACK = "presentation_attack"
    """What was shown is taken for a picture of a palm."""
    LIVENESS_UNDECIDED = "liveness_undecided"
    """Whether it is alive could not be measured in time."""


@dataclass(frozen=True, slots=True)
class Denial:
    attempt: AttemptNumber
    reason: DenialReason


class DoorAnswer(Enum):
    """What the controller said about a badge. Silence is its own answer and never means granted."""

    GRANTED = "granted"
    DENIED = "denied"
    SILENT = "silent"
