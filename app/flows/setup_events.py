"""What can happen while a terminal is set up, besides taps and time. Each answer names the question it belongs to.

Rules they keep: what was typed and what a code says is in no repr.
"""

from dataclasses import dataclass, field

from app.domain.codes import CodesSeen
from app.domain.faults import Fault
from app.domain.network import Joined, Security, WifiNetwork
from app.domain.setting_up import Place, SiteAsked, TryNumber
from app.domain.updates import Fetched
from app.flows.events import Event


@dataclass(frozen=True, slots=True)
class Booted(Event):
    """The terminal has looked itself over. `active`: it was activated before, though perhaps nobody was told.
    `updated`: it runs newer software, downloaded a moment ago for this very set-up. `restarts`: how often it was
    started again in vain."""

    active: bool = False
    updated: bool = False
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class NetworkChosen(Event):
    network: WifiNetwork


@dataclass(frozen=True, slots=True)
class SecurityChosen(Event):
    """Of a network that does not tell its name."""

    security: Security


@dataclass(frozen=True, slots=True)
class Typed(Event):
    """A person has finished typing what the screen asked for."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer(Event):
    """To the question of this number; answers to others are dropped."""

    attempt: TryNumber


@dataclass(frozen=True, slots=True)
class NetworksFound(Answer):
    networks: tuple[WifiNetwork, ...]
    certificate: bool = False
    """The terminal could sign in with one of its own."""


@dataclass(frozen=True, slots=True)
class NetworkJoined(Answer):
    outcome: Joined


@dataclass(frozen=True, slots=True)
class SoftwareArrived(Answer):
    """So much is there, 0..1."""

    share: float


@dataclass(frozen=True, slots=True)
class SoftwareFetched(Answer):
    outcome: Fetched


@dataclass(frozen=True, slots=True)
class SoftwareInstalled(Answer):
    """Newer software is ready: it runs from the next start on."""


@dataclass(frozen=True, slots=True)
class CodeSeen(Answer):
    """Never Unread.NOTHING."""

    codes: CodesSeen


@dataclass(frozen=True, slots=True)
class CodeRedeemed(Answer):
    site: SiteAsked


@dataclass(frozen=True, slots=True)
class PlaceShown(Answer):
    """The postal code was right."""

    place: Place


@dataclass(frozen=True, slots=True)
class Activated(Answer):
    """Key and certificate are on the disk: the terminal is who the code said."""


@dataclass(frozen=True, slots=True)
class Failed(Answer):
    """The step did not succeed. `answers_left` counts the postal codes that may still be tried."""

    fault: Fault
    answers_left: int = 0
