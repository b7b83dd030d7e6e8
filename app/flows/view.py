"""What a screen is told to show: keys of texts, never texts; everything that changes, nothing that decides.

`screen` is the name of the flow's state: the same word names the QML file, the text keys `screen.<name>.headline` and
`screen.<name>.hint`, and the screenshot.
"""

from dataclasses import dataclass, field
from enum import Enum

from app.domain.capture import Arrow, Cause
from app.domain.faults import Fault
from app.domain.network import Security, WifiNetwork
from app.domain.people import Hand
from app.domain.setting_up import Place
from app.domain.signals import Signal
from app.flows.events import Choice, Refusal


class Typing(Enum):
    """What is typed. The same word is its text key, `entry.<value>`."""

    NETWORK_NAME = "network_name"
    NETWORK_USER = "network_user"
    NETWORK_DOMAIN = "network_domain"
    NETWORK_PASSWORD = "network_password"  # noqa: S105  a name of a field
    POSTAL_CODE = "postal_code"


@dataclass(frozen=True, slots=True)
class Entry:
    """A field, and what may be in it."""

    what: Typing
    least: int = 1
    most: int = 64
    """Characters."""
    secret: bool = False
    """Shown as dots, unless the person asks to see it."""
    digits: bool = False
    """The keypad comes first, the letters on demand."""


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
    measured: bool = False
    """The progress is of something that is measured, not of a palm: shown from its very beginning."""
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
    palm_missed: bool = False
    """Palms were shown and taken away unread: the hint is `palm_missed`."""
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
    to_support: bool = False
    """Trying again has been of no use: the text `to_support` stands beside the fault, or below the hint."""
    contact: str = ""
    """Whom to call then; empty for nobody in particular."""
    beneath: str = ""
    """The code of the fault that led to this one."""
    countdown_s: int = 0
    """Seconds until the screen leaves by itself, 0 when no countdown is shown."""
    networks: tuple[WifiNetwork, ...] = field(default=(), repr=False)
    """To choose from."""
    network: str = field(default="", repr=False)
    """The name of the one that is being joined."""
    security: Security | None = None
    """How it is protected, where that is shown."""
    entry: Entry | None = None
    """What is to be typed. Its typed text goes back as one event, and stays on no screen."""
    answers_left: int = 0
    """How many more postal codes may be tried, 0 when it is not known."""
    place: Place | None = field(default=None, repr=False)
    """To be looked at before it becomes so."""
