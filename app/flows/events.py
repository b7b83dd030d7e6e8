"""What can happen to a flow. A screen, a sensor or a worker emits one; `machine.Flow.step` consumes it."""

from dataclasses import dataclass, field
from enum import Enum

from app.domain.access import AttemptNumber, Denial, DoorAnswer, Grant
from app.domain.badges import Badge
from app.domain.capture import Arrow, Cause
from app.domain.consent import ConsentReceipt
from app.domain.faults import Fault
from app.domain.people import Hand


class Choice(Enum):
    """A button. The same word is its text key, `choice.<value>`."""

    GET_STARTED = "get_started"
    OK = "ok"
    AGREE = "agree"
    DECLINE = "decline"
    CANCEL = "cancel"
    YES = "yes"
    SKIP_HAND = "skip_hand"
    FINISH = "finish"
    RESTART = "restart"
    BACK = "back"
    TRY_AGAIN = "try_again"
    ETHERNET = "ethernet"
    WIFI = "wifi"
    SEARCH_AGAIN = "search_again"
    HIDDEN_NETWORK = "hidden_network"
    OTHER_NETWORK = "other_network"
    TERMINAL_CERTIFICATE = "terminal_certificate"
    USER_NAME = "user_name"
    WIFI_CODE = "wifi_code"
    JOIN = "join"
    WITHOUT_INTERNET = "without_internet"
    QR_CODE = "qr_code"
    CONFIRM_SETTINGS = "confirm_settings"
    OTHER_SITE = "other_site"


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened."""


@dataclass(frozen=True, slots=True)
class Tapped(Event):
    choice: Choice


@dataclass(frozen=True, slots=True)
class LanguageChosen(Event):
    language: str


@dataclass(frozen=True, slots=True)
class TimeUp(Event):
    """The state's own time-out has run out."""


@dataclass(frozen=True, slots=True)
class StillHere(Event):
    """Somebody touched, scrolled or typed: the state's time begins afresh, in every state."""


@dataclass(frozen=True, slots=True)
class HandSeen(Event):
    """A hand is before the camera. `cause` is what to correct, None while all is well; `progress` in 0..1 is how
    much of the needed good frames has been gathered."""

    cause: Cause | None
    arrow: Arrow = Arrow.NONE
    progress: float = 0.0


@dataclass(frozen=True, slots=True)
class HandGone(Event):
    """Nothing is before the camera any more."""


@dataclass(frozen=True, slots=True)
class PalmReady(Event):
    """Enough good frames of one palm: a sample, kept by the runtime, is ready for the next effect."""

    hand: Hand | None = None
    """At the desk, the hand that was asked for: one that comes late must not count for the other."""


@dataclass(frozen=True, slots=True)
class PalmRejected(Event):
    """At the desk: what was shown was not taken for a living palm, or could not be told from one that is not."""

    hand: Hand


@dataclass(frozen=True, slots=True)
class BadgeRead(Event):
    badge: Badge


@dataclass(frozen=True, slots=True)
class BadgeUnreadable(Event):
    """The reader gave something that is not a badge number."""


@dataclass(frozen=True, slots=True)
class BadgeChecked(Event):
    enrolled: bool


@dataclass(frozen=True, slots=True)
class ConsentRecorded(Event):
    receipt: ConsentReceipt


@dataclass(frozen=True, slots=True)
class TrialDecided(Event):
    """The palm shown at "try it" was, or was not, one of those just captured."""

    matches: bool


@dataclass(frozen=True, slots=True)
class Saved(Event):
    """The whole person is stored, durably."""


class Refusal(Enum):
    """Why an enrolment was not stored. The same word is its text key, `refusal.<value>`."""

    BADGE_ALREADY_ENROLLED = "badge_already_enrolled"
    PALM_ALREADY_ENROLLED = "palm_already_enrolled"
    PALMS_DIFFER = "palms_differ"
    NO_BARE_PALM = "no_bare_palm"
    """Time and again what was shown was not taken for a living palm."""


@dataclass(frozen=True, slots=True)
class Refused(Event):
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Decided(Event):
    attempt: AttemptNumber
    decision: Grant | Denial = field(repr=False)


@dataclass(frozen=True, slots=True)
class DoorAnswered(Event):
    attempt: AttemptNumber
    answer: DoorAnswer


@dataclass(frozen=True, slots=True)
class FaultRaised(Event):
    """`standing`: whoever raised it watches on and will post FaultCleared when it is over."""

    fault: Fault
    standing: bool = False


@dataclass(frozen=True, slots=True)
class FaultCleared(Event):
    fault: Fault
