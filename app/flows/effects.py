"""What a flow asks of the world. `app.runtime.effects` carries each one out; nothing else does."""

from dataclasses import dataclass

from app.domain.access import AttemptNumber, Grant
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.people import Hand


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to do."""


@dataclass(frozen=True, slots=True)
class WatchForPalms(Effect):
    """Entry only: the camera looks for palms; no frame outlives its analysis."""


@dataclass(frozen=True, slots=True)
class StartCapture(Effect):
    """Enrolment only: the camera opens. It takes a receipt, so that no camera opens without a recorded consent."""

    receipt: ConsentReceipt
    hand: Hand


@dataclass(frozen=True, slots=True)
class StartTrial(Effect):
    """Enrolment only: look for either palm and compare it with those just captured."""

    receipt: ConsentReceipt
    hand: Hand | None = None
    """The only hand that was captured; None when either will do."""


@dataclass(frozen=True, slots=True)
class StopCapture(Effect):
    """The camera closes."""


@dataclass(frozen=True, slots=True)
class ForgetPerson(Effect):
    """Nothing of the last person stays in memory: samples, badge, receipt."""


@dataclass(frozen=True, slots=True)
class CheckBadge(Effect):
    badge: Badge


@dataclass(frozen=True, slots=True)
class RecordConsent(Effect):
    """Stamp the consent text of this language with time and terminal; answered by ConsentRecorded."""

    language: str


@dataclass(frozen=True, slots=True)
class RecordDecline(Effect):
    """Count a refusal, with nothing of the person in it."""


@dataclass(frozen=True, slots=True)
class DropSamples(Effect):
    """Capture of this hand starts afresh."""

    hand: Hand


@dataclass(frozen=True, slots=True)
class SaveEnrolment(Effect):
    badge: Badge
    receipt: ConsentReceipt


@dataclass(frozen=True, slots=True)
class Identify(Effect):
    attempt: AttemptNumber


@dataclass(frozen=True, slots=True)
class PresentBadge(Effect):
    attempt: AttemptNumber
    badge: Badge


@dataclass(frozen=True, slots=True)
class ReleaseDoor(Effect):
    grant: Grant


@dataclass(frozen=True, slots=True)
class GoOn(Effect):
    """What was shown was only told: the terminal goes on."""


@dataclass(frozen=True, slots=True)
class Restart(Effect):
    """Start the application again, as a supervisor would."""
