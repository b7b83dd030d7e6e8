"""What leads out of a terminal: a cable or a Wi-Fi network, how far it reaches, and how an attempt to join one ended.

Rules it keeps: a form is checked before anything is tried (`flaw_of`), because a network manager tells a password of
seven characters and a wrong one alike, and late; a password is in no repr; how an attempt ended is a value, and each
that a person must act on has one fault.

>>> flaw_of(WifiLogin("Office", Security.WPA2, "short"))
<LoginFlaw.PASSWORD_TOO_SHORT: 'password_too_short'>
>>> flaw_of(WifiLogin("Guests", Security.OPEN)) is None
True
"""

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from app.domain.faults import Fault

SSID_OCTETS_MOST: Final = 32
"""IEEE 802.11-2020, 9.4.2.2."""
PASSPHRASE: Final = (8, 63)
"""Characters of a WPA passphrase, IEEE 802.11-2020, J.4.1. A WPA3 network may take others; hardly any does."""
ENTERPRISE_PASSWORD_MOST: Final = 256
"""Characters that MS-CHAP-V2 takes, RFC 2759, section 8.3."""
IDENTITY_MOST: Final = 253
"""Octets of a network access identifier, RFC 7542, section 2.2."""

JOINED_WITHIN_S: Final = 190.0
"""An attempt to join has ended by then, at the very worst: with a radio to switch on first, two scans, a network that
answers late, a last look whether it leads out, and the network before that is as slow to come back. The time that its
goal's proof takes comes on top."""
PROVED_WITHIN_S: Final = 14.0
"""While a terminal is set up, the server of its software is asked no longer than that."""
SCANNED_WITHIN_S: Final = 35.0
"""With a radio to switch on, which is a scan of its own."""


class Link(Enum):
    ETHERNET = "ethernet"
    WIFI = "wifi"


class Reach(Enum):
    """How far the network leads, from nowhere to all the way."""

    NONE = "none"
    CONNECTING = "connecting"
    LIMITED = "limited"
    """There is an address; nothing beyond answers."""
    PORTAL = "portal"
    """Somebody answers in place of the internet: a page wants a click or a code."""
    ONLINE = "online"


class Security(Enum):
    OPEN = "open"
    WPA2 = "wpa2"
    WPA3 = "wpa3"
    ENTERPRISE = "enterprise"
    """IEEE 802.1X: a name and a password of one's own, or a certificate."""


@dataclass(frozen=True)
class NetworkState:
    link: Link | None
    """What the traffic takes; None when nothing is connected."""
    reach: Reach


DISCONNECTED: Final = NetworkState(None, Reach.NONE)


@dataclass(frozen=True)
class WifiNetwork:
    """One name in the air, however many stations send it."""

    ssid: str
    """As people read it, without control characters; empty for stations that do not tell theirs."""
    signal: int
    """0..100, of the strongest station."""
    security: Security


@dataclass(frozen=True)
class WifiLogin:
    """What joining takes. `identity`, `domain` and `authority` are for ENTERPRISE alone."""

    ssid: str
    security: Security
    password: str = field(default="", repr=False)
    hidden: bool = False
    """It does not tell its name, so it must be asked for by name."""
    identity: str = field(default="", repr=False)
    """Who signs in, as in door-7@example.org."""
    domain: str = ""
    """What the authentication server's name must end in: without it, anybody with any certificate could ask for the
    password."""
    authority: str = ""
    """Path of the PEM file of who vouches for that server; empty for whom the machine trusts anyway."""
    certificate: str = ""
    """Path of a PEM file: the terminal signs in with this and `key`, and with no password (EAP-TLS)."""
    key: str = ""
    """Path of its key, PEM, not encrypted."""


@dataclass(frozen=True)
class MachineLogin:
    """What an administrator has put on this machine for ENTERPRISE networks; paths of PEM files, empty for none."""

    certificate: str = ""
    key: str = ""
    identity: str = field(default="", repr=False)
    """Whom the certificate names."""
    authority: str = ""

    @property
    def complete(self) -> bool:
        """The terminal can sign in by itself."""
        return bool(self.certificate and self.key and self.identity)

    def completing(self, login: WifiLogin) -> WifiLogin:
        """A login to an ENTERPRISE network: only a server that the administrator's authority vouches for may ask;
        without a password the terminal signs in as itself."""
        believing = replace(login, authority=self.authority)
        if login.password:
            return believing
        return replace(believing, identity=self.identity, certificate=self.certificate, key=self.key)


class LoginFlaw(Enum):
    """What is wrong with a form before anything is tried."""

    SSID_MISSING = "ssid_missing"
    SSID_TOO_LONG = "ssid_too_long"
    PASSWORD_TOO_SHORT = "password_too_short"  # noqa: S105  a reason, no password
    PASSWORD_TOO_LONG = "password_too_long"  # noqa: S105  a reason, no password
    PASSWORD_CHARACTERS = "password_characters"  # noqa: S105  a reason, no password
    IDENTITY_MISSING = "identity_missing"
    IDENTITY_TOO_LONG = "identity_too_long"
    DOMAIN_MISSING = "domain_missing"

    @property
    def outcome(self) -> "Joined":
        """Of joining with such a form: the same, without trying."""
        return Joined.WRONG_PASSWORD if self in _OF_PASSWORD else Joined.FAILED


_OF_PASSWORD: Final = {LoginFlaw.PASSWORD_TOO_SHORT, LoginFlaw.PASSWORD_TOO_LONG, LoginFlaw.PASSWORD_CHARACTERS}


class Joined(Enum):
    """How an attempt ended."""

    OK = "ok"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  an outcome, no password
    """Or, for ENTERPRISE, a wrong name or certificate: nobody tells these apart."""
    PASSWORD_OR_RANGE = "password_or_range"  # noqa: S105  an outcome, no password
    """A WPA3 network that is there did not let us in: it does not say whether it heard us."""
    NOT_FOUND = "not_found"
    NO_ADDRESS = "no_address"
    """Joined, and nobody gave an address."""
    NO_CABLE = "no_cable"
    PORTAL = "portal"
    LIMITED = "limited"
    """There is an address; neither the internet nor our server answers, or not the one that is needed."""
    NO_INTERNET = "no_internet"
    """There is an address and no internet, and nobody has named a server that could be asked instead."""
    FAILED = "failed"
    """None of these, or no such device in this machine."""

    @property
    def fault(self) -> Fault | None:
        """What a screen shows of it; None when it went well."""
        return _FAULTS[self]


_FAULTS: Final = {
    Joined.OK: None,
    Joined.WRONG_PASSWORD: Fault.WIFI_PASSWORD_WRONG,
    Joined.PASSWORD_OR_RANGE: Fault.WIFI_PASSWORD_OR_RANGE,
    Joined.NOT_FOUND: Fault.WIFI_NOT_FOUND,
    Joined.NO_ADDRESS: Fault.NETWORK_NO_ADDRESS,
    Joined.NO_CABLE: Fault.NETWORK_NO_CABLE,
    Joined.PORTAL: Fault.NETWORK_PORTAL,
    Joined.LIMITED: Fault.NETWORK_LIMITED,
    Joined.NO_INTERNET: Fault.NETWORK_NO_INTERNET,
    Joined.FAILED: Fault.NETWORK_LOST,
}


def flaw_of(login: WifiLogin) -> LoginFlaw | None:
    """The first thing that is wrong with the form, or None."""
    if not login.ssid:
        return LoginFlaw.SSID_MISSING
    if len(login.ssid.encode(errors="replace")) > SSID_OCTETS_MOST:
        return LoginFlaw.SSID_TOO_LONG
    if login.security is Security.OPEN:
        return None
    if login.security is Security.ENTERPRISE:
        return _flaw_of_enterprise(login)
    return _flaw_of_passphrase(login.password)


def _flaw_of_passphrase(password: str) -> LoginFlaw | None:
    least, most = PASSPHRASE
    if len(password) < least:
        return LoginFlaw.PASSWORD_TOO_SHORT
    if len(password) > most:
        return LoginFlaw.PASSWORD_TOO_LONG
    return None if password.isascii() and password.isprintable() else LoginFlaw.PASSWORD_CHARACTERS


def _flaw_of_enterprise(login: WifiLogin) -> LoginFlaw | None:
    if not login.identity:
        return LoginFlaw.IDENTITY_MISSING
    if len(login.identity.encode(errors="replace")) > IDENTITY_MOST:
        return LoginFlaw.IDENTITY_TOO_LONG
    if not login.password and not login.certificate:
        return LoginFlaw.PASSWORD_TOO_SHORT
    if len(login.password) > ENTERPRISE_PASSWORD_MOST:
        return LoginFlaw.PASSWORD_TOO_LONG
    return None if login.domain else LoginFlaw.DOMAIN_MISSING
