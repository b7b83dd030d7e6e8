"""What the set-up flow asks of the world. `app.runtime.setup_effects` carries each one out.

Rules they keep: every question has a number, and its answer the same; what was typed, and what a code says, is in no
repr.
"""

from dataclasses import dataclass, field

from app.domain.activation import ActivationCard
from app.domain.network import WifiLogin
from app.domain.setting_up import TryNumber
from app.flows.effects import Effect


@dataclass(frozen=True, slots=True)
class Boot(Effect):
    """Look the terminal over; answered by Booted."""


@dataclass(frozen=True, slots=True)
class Question(Effect):
    attempt: TryNumber


@dataclass(frozen=True, slots=True)
class FindNetworks(Question):
    """Answered by NetworksFound."""


@dataclass(frozen=True, slots=True)
class UseEthernet(Question):
    """Answered by NetworkJoined."""


@dataclass(frozen=True, slots=True)
class JoinWifi(Question):
    """Answered by NetworkJoined. The login goes no further than the network, and is known until the next question.
    One for ENTERPRISE without a password is signed in to with the terminal's own certificate."""

    login: WifiLogin


@dataclass(frozen=True, slots=True)
class HoldLogin(Effect):
    """What a code says is known until the next question, which may be JoinHeld."""

    login: WifiLogin


@dataclass(frozen=True, slots=True)
class JoinHeld(Question):
    """The network whose code was held up; answered by NetworkJoined."""

    domain: str = ""
    """For ENTERPRISE: no code tells it."""


@dataclass(frozen=True, slots=True)
class JoinWithoutInternet(Question):
    """The cable or the network that was tried last, though only an address came of it; answered by NetworkJoined."""


@dataclass(frozen=True, slots=True)
class FetchSoftware(Question):
    """Answered by any number of SoftwareArrived and one SoftwareFetched."""


@dataclass(frozen=True, slots=True)
class InstallSoftware(Question):
    """Answered by SoftwareInstalled or Failed."""


@dataclass(frozen=True, slots=True)
class StartNewSoftware(Effect):
    """Start the application again, as what was just installed. Nothing was in vain."""


@dataclass(frozen=True, slots=True)
class WatchForCodes(Question):
    """The camera opens and looks for QR codes alone; answered by CodeSeen."""


@dataclass(frozen=True, slots=True)
class StopWatching(Effect):
    """The camera closes."""


@dataclass(frozen=True, slots=True)
class RedeemCode(Question):
    """Answered by CodeRedeemed or Failed."""

    card: ActivationCard


@dataclass(frozen=True, slots=True)
class SubmitPostalCode(Question):
    """Answered by PlaceShown or Failed."""

    postal_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Activate(Question):
    """Make a key, get a certificate for it and keep both; answered by Activated or Failed."""


@dataclass(frozen=True, slots=True)
class ForgetInstaller(Effect):
    """The camera closes, and nothing that the installer typed or showed stays: no claim, no card, no key."""


@dataclass(frozen=True, slots=True)
class BecomeActive(Effect):
    """Set-up is over: the terminal goes on in the mode of its configuration."""
