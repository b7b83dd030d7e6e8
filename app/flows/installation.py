"""Where a terminal stands on its way from the box to being active: plain values that the flow and its views share."""

from dataclasses import dataclass, field
from enum import Enum

from app.domain.faults import Fault
from app.domain.network import JOINED_WITHIN_S, PROVED_WITHIN_S, SCANNED_WITHIN_S, Link, WifiNetwork
from app.domain.setting_up import Place, SiteAsked, TryNumber
from app.flows.misses import IN_VAIN, in_vain

_JOINED_S = JOINED_WITHIN_S + PROVED_WITHIN_S
STILL_THERE_S = 20
"""The countdown of "Are you still there?" (UI.md)."""

POSTAL_CODE_MOST = 16
"""Characters, as the server takes them."""


class Setup(Enum):
    BOOTING = "booting"
    TAP_TO_START = "tap_to_start"
    CHOOSE_CONNECTION = "choose_connection"
    FINDING_NETWORKS = "finding_networks"
    CHOOSE_NETWORK = "choose_network"
    SCAN_WIFI_CODE = "scan_wifi_code"
    CONFIRM_NETWORK = "confirm_network"
    WIFI_CODE_PROBLEM = "wifi_code_problem"
    NETWORK_NAME = "network_name"
    NETWORK_SECURITY = "network_security"
    NETWORK_SIGN_IN = "network_sign_in"
    NETWORK_USER = "network_user"
    NETWORK_DOMAIN = "network_domain"
    NETWORK_PASSWORD = "network_password"  # noqa: S105  a screen
    CONNECTING = "connecting"
    NETWORK_PROBLEM = "network_problem"
    DOWNLOADING = "downloading"
    INSTALLING = "installing"
    DOWNLOAD_PROBLEM = "download_problem"
    DOWNLOADED = "downloaded"
    CHOOSE_CODE = "choose_code"
    SCAN_CODE = "scan_code"
    CHECKING_CODE = "checking_code"
    CODE_PROBLEM = "code_problem"
    POSTAL_CODE = "postal_code"
    CHECKING_POSTAL_CODE = "checking_postal_code"
    POSTAL_CODE_PROBLEM = "postal_code_problem"
    CONFIRM_SETTINGS = "confirm_settings"
    CONFIGURING = "configuring"
    ACTIVATED = "activated"
    STILL_THERE = "still_there"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Installation:
    """What is known so far. A fresh one, but for `attempt` and `restarts`, at the start screen. No password and no
    postal code is ever in it: they pass from an event to an effect."""

    attempt: TryNumber = TryNumber(0)
    """Of the question under way: answers to any other change nothing."""
    restarts: int = 0
    """In vain, as far as IN_VAIN."""
    language: str = "en"
    link: Link | None = None
    """What was chosen to connect with."""
    networks: tuple[WifiNetwork, ...] = field(default=(), repr=False)
    network: WifiNetwork | None = field(default=None, repr=False)
    """The one to join."""
    hidden: bool = False
    certificate: bool = False
    """The terminal has one to sign in with."""
    by_certificate: bool = False
    """It is to be used."""
    scanned: bool = False
    """Its password came with a code."""
    user: str = field(default="", repr=False)
    domain: str = field(default="", repr=False)
    share: float = 0.0
    """Of the software that has arrived, 0..1."""
    site: SiteAsked | None = None
    place: Place | None = field(default=None, repr=False)
    fault: Fault | None = None
    failures: int = 0
    """Of the part of the journey under way, one after the other, as far as one more than IN_VAIN."""
    resume: Setup = Setup.TAP_TO_START

    @property
    def to_support(self) -> bool:
        """Trying again, or restarting, has been of no use."""
        return in_vain(self.failures) or self.restarts >= IN_VAIN


TIMEOUTS_S = {
    Setup.BOOTING: 30.0,
    Setup.TAP_TO_START: 120.0,
    Setup.CHOOSE_CONNECTION: 60.0,
    Setup.FINDING_NETWORKS: _JOINED_S + SCANNED_WITHIN_S,
    Setup.CHOOSE_NETWORK: 60.0,
    Setup.SCAN_WIFI_CODE: 120.0,
    Setup.CONFIRM_NETWORK: 60.0,
    Setup.WIFI_CODE_PROBLEM: 120.0,
    Setup.NETWORK_NAME: 120.0,
    Setup.NETWORK_SECURITY: 60.0,
    Setup.NETWORK_SIGN_IN: 60.0,
    Setup.NETWORK_USER: 120.0,
    Setup.NETWORK_DOMAIN: 120.0,
    Setup.NETWORK_PASSWORD: 120.0,
    Setup.CONNECTING: 2 * _JOINED_S,
    Setup.NETWORK_PROBLEM: 120.0,
    Setup.DOWNLOADING: 90.0,
    Setup.INSTALLING: 120.0,
    Setup.DOWNLOAD_PROBLEM: 120.0,
    Setup.DOWNLOADED: 120.0,
    Setup.CHOOSE_CODE: 120.0,
    Setup.SCAN_CODE: 120.0,
    Setup.CHECKING_CODE: 20.0,
    Setup.CODE_PROBLEM: 120.0,
    Setup.POSTAL_CODE: 120.0,
    Setup.CHECKING_POSTAL_CODE: 20.0,
    Setup.POSTAL_CODE_PROBLEM: 120.0,
    Setup.CONFIRM_SETTINGS: 120.0,
    Setup.CONFIGURING: 60.0,
    Setup.ACTIVATED: 8.0,
    Setup.STILL_THERE: float(STILL_THERE_S),
    Setup.FAULT: 120.0,
}
"""Seconds without an event. The logo stays for 30 s at most, as the guide has it. Joining has as
long as two attempts at their worst, and looking for networks as one and a scan: what was given up before may have to
end first. A download ends by silence, not by length: each part that arrives begins the time anew. A step at the server
outlasts the client's own time-out. Where a person chooses it is 60 s, where one reads, types or fetches a code 120 s:
an installer walks to a router and signs in at the console meanwhile, and no screen has anything of a person."""

ATTENDED = (
    Setup.CHOOSE_CONNECTION,
    Setup.CHOOSE_NETWORK,
    Setup.SCAN_WIFI_CODE,
    Setup.CONFIRM_NETWORK,
    Setup.WIFI_CODE_PROBLEM,
    Setup.NETWORK_NAME,
    Setup.NETWORK_SECURITY,
    Setup.NETWORK_SIGN_IN,
    Setup.NETWORK_USER,
    Setup.NETWORK_DOMAIN,
    Setup.NETWORK_PASSWORD,
    Setup.NETWORK_PROBLEM,
    Setup.DOWNLOAD_PROBLEM,
    Setup.DOWNLOADED,
    Setup.CHOOSE_CODE,
    Setup.SCAN_CODE,
    Setup.CODE_PROBLEM,
    Setup.POSTAL_CODE,
    Setup.POSTAL_CODE_PROBLEM,
    Setup.CONFIRM_SETTINGS,
)
"""Where somebody should be: left alone, they ask "Are you still there?"."""

PROBLEMS = (
    Setup.WIFI_CODE_PROBLEM,
    Setup.NETWORK_PROBLEM,
    Setup.DOWNLOAD_PROBLEM,
    Setup.CODE_PROBLEM,
    Setup.POSTAL_CODE_PROBLEM,
)
"""What can be tried again on the spot. What only a restart may mend is Setup.FAULT."""
LOOKING = (Setup.SCAN_WIFI_CODE, Setup.SCAN_CODE)
"""The camera is open, for codes alone."""
