"""What a screen is told to show: keys of texts, never texts; everything that changes, nothing that decides.

`screen` is the name of the flow's state: the same word names the QML file, the text keys `screen.<name>.headline` and
`screen.<name>.hint`, and the screenshot.
"""

from dataclasses import dataclass, field

from app.domain.capture import Arrow, Cause
from app.domain.faults import Fault
from app.domain.people import Hand
from app.domain.signals import Signal
from app.flows.events import Choice, Refusal


@dataclass(frozen=True, slots=True)
class View:
    screen: str
    signal: Signal = Signal.QUIET
    language: str = "en"
    primary: Choice | None = None
    """The one action in the lower third."""
    secondary: tuple[Choice, ...] = ()
    """Other ways on, the same size where the law wants them equal (Decline beside Agree)."""
    cause: Cause | None = None
    """What to correct; its text `cause.<value>` takes the place of the hint."""
    arrow: Arrow = Arrow.NONE
    progress: float = 0.0
    """0..1: how far the ring is filled."""
    preview: bool = False
    """The mirrored live picture is shown."""
    hand: Hand | None = None
    """Which hand is asked for."""
    samples_taken: int = 0
    samples_needed: int = 0
    badge_masked: str = field(default="", repr=False)
    badge_misread: bool = False
    """The last badge could not be read: its hint is `screen.scan_badge.misread`."""
    palm_rejected: bool = False
    """What was shown was not taken for a living palm: its hint is `palm_rejected`."""
    trial_failed: bool = False
    """The last trial did not match: its hint is `screen.try_it.failed`."""
    badge_reader: bool = True
    """False while the badge reader is gone: the screen does not promise it."""
    document: str | None = None
    """`terms` or `consent`: the text to show in full."""
    refusal: Refusal | None = None
    fault: Fault | None = None
    notice: Fault | None = None
    """Something is amiss, and the screen goes on: its hint is `notice`, with the fault's title and code."""
    countdown_s: int = 0
    """Seconds until the screen leaves by itself, 0 when no countdown is shown."""
