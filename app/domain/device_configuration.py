"""What a terminal is told to be: its operation mode, its network, and how it speaks to the door's control panel.

Rules it keeps: a terminal at a door has a control panel and a badge format, one at a desk has neither; each protocol
has its own settings and no others; a field of the badge lies within its bits. `problem_of` names the first member that
breaks one of these.

Sources: the guide, "Create a configuration template"; SIA OSDP 2.2, section 5.3 (addresses 0 to 126, baud rates) and
appendix D (a secure channel key of 128 bits); SIA AC-01 (Wiegand pulses of 20 to 100 µs, 200 µs to 20 ms apart).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from app.domain.limits import MASKED, SECRET, Many, Number, Text

BITS_MOST = 512
"""Of one badge: as many as `app.domain.badge_formats` carries."""
SUPPORT_MOST = 40
"""Characters of whom to call: a line of the smallest text on the smallest screen."""


class OperationMode(StrEnum):
    ENROLLMENT = "ENROLLMENT"
    ENTRY = "ENTRY"


class WifiSecurity(StrEnum):
    OPEN = "OPEN"
    WPA2_PERSONAL = "WPA2_PERSONAL"
    WPA3_PERSONAL = "WPA3_PERSONAL"


class Language(StrEnum):
    """Of the texts that come with it (BCP 47)."""

    EN = "en"
    ES = "es"


class Protocol(StrEnum):
    OSDP_V1 = "OSDP_V1"
    OSDP_V2 = "OSDP_V2"
    WIEGAND = "WIEGAND"


class BaudRate(StrEnum):
    B9600 = "9600"
    B19200 = "19200"
    B38400 = "38400"
    B57600 = "57600"
    B115200 = "115200"
    B230400 = "230400"


class Parity(StrEnum):
    EVEN = "EVEN"
    ODD = "ODD"


@dataclass(frozen=True)
class WifiCredentials:
    ssid: Annotated[str, Text(1, 32), MASKED]
    """IEEE 802.11: up to 32 octets."""
    security: WifiSecurity = WifiSecurity.WPA2_PERSONAL
    password: Annotated[str, Text(8, 63, r"[ -~]*"), SECRET] | None = None
    """8 to 63 printable ASCII characters, as IEEE 802.11i, H.4.1, asks of a passphrase."""


@dataclass(frozen=True)
class OsdpSettings:
    address: Annotated[int, Number(0, 126)] = 0
    baud_rate: BaudRate = BaudRate.B9600
    secure_channel_key: Annotated[str, Text(32, 32, "[0-9a-fA-F]*"), SECRET] | None = None
    """128 bits as 32 hexadecimal digits."""


@dataclass(frozen=True)
class WiegandSettings:
    pulse_width_micros: Annotated[int, Number(20, 100)] = 50
    pulse_interval_micros: Annotated[int, Number(200, 20_000)] = 2000
    led_input: bool = False
    """Whether the panel's answer comes back on the LED wire."""


@dataclass(frozen=True)
class ControlPanel:
    protocol: Protocol
    osdp: OsdpSettings | None = None
    wiegand: WiegandSettings | None = None


@dataclass(frozen=True)
class BitField:
    """`length` bits from `start` on; bit 0 is sent first."""

    start: Annotated[int, Number(0, BITS_MOST - 1)]
    length: Annotated[int, Number(1, BITS_MOST)]


@dataclass(frozen=True)
class ParityBit:
    bit: Annotated[int, Number(0, BITS_MOST - 1)]
    parity: Parity
    covers: BitField


@dataclass(frozen=True)
class BadgeLayout:
    bit_length: Annotated[int, Number(1, BITS_MOST)]
    card_number: BitField
    facility_code: BitField | None = None
    parity: Annotated[tuple[ParityBit, ...], Many(8)] = ()


@dataclass(frozen=True)
class DeviceConfiguration:
    operation_mode: OperationMode
    wifi: WifiCredentials | None = None
    control_panel: ControlPanel | None = None
    badge_format: BadgeLayout | None = None
    maximum_offline_minutes: Annotated[int, Number(15, 129_600)] = 4320
    """Without its server for longer, the terminal locks itself. Three days outlast a weekend; 90 days is what its
    certificate lasts, and a quarter of an hour any restart of a server."""
    wipe_on_tamper: bool = True
    """A terminal that was opened forgets its people and their keys; they come again once it is unlocked."""
    language: Language = Language.EN
    """That the screens begin in, until somebody chooses another one."""
    support_contact: Annotated[str, Text(1, SUPPORT_MOST)] | None = None
    """Whom the screen names where restarting was of no use, such as a telephone number."""


class Flaw(StrEnum):
    """The stems of the reasons' texts."""

    ENTRY_NEEDS = "entry_needs"
    ENTRY_ONLY = "entry_only"
    PROTOCOL_NEEDS = "protocol_needs"
    PROTOCOL_HAS_NO = "protocol_has_no"
    OUTSIDE_BADGE = "outside_badge"
    SECRET_MISSING = "secret_missing"  # noqa: S105  no secret, a reason


@dataclass(frozen=True)
class Problem:
    flaw: Flaw
    member: str
    """Within the configuration, as it is named on the wire."""
    protocol: str = ""


def problem_of(configuration: DeviceConfiguration) -> Problem | None:
    """
    >>> problem_of(DeviceConfiguration(OperationMode.ENTRY))
    Problem(flaw=<Flaw.ENTRY_NEEDS: 'entry_needs'>, member='controlPanel', protocol='')
    """
    door = {"controlPanel": configuration.control_panel, "badgeFormat": configuration.badge_format}
    entry = configuration.operation_mode is OperationMode.ENTRY
    for member, value in door.items():
        if (value is not None) is not entry:
            return Problem(Flaw.ENTRY_NEEDS if entry else Flaw.ENTRY_ONLY, member)
    return (
        _problem_of_wifi(configuration.wifi)
        or _problem_of_panel(configuration.control_panel)
        or _problem_of_badge(configuration.badge_format)
    )


def _problem_of_wifi(wifi: WifiCredentials | None) -> Problem | None:
    if wifi is None:
        return None
    is_open = wifi.security is WifiSecurity.OPEN
    if is_open and wifi.password is not None:
        return Problem(Flaw.PROTOCOL_HAS_NO, "wifi.password", wifi.security)
    if not is_open and wifi.password is None:
        return Problem(Flaw.SECRET_MISSING, "wifi.password")
    return None


def _problem_of_panel(panel: ControlPanel | None) -> Problem | None:
    if panel is None:
        return None
    serial = panel.protocol is not Protocol.WIEGAND
    for member, value, wanted in (("osdp", panel.osdp, serial), ("wiegand", panel.wiegand, not serial)):
        if (value is not None) is not wanted:
            flaw = Flaw.PROTOCOL_NEEDS if wanted else Flaw.PROTOCOL_HAS_NO
            return Problem(flaw, f"controlPanel.{member}", panel.protocol)
    if panel.protocol is Protocol.OSDP_V1 and panel.osdp and panel.osdp.secure_channel_key is not None:
        return Problem(Flaw.PROTOCOL_HAS_NO, "controlPanel.osdp.secureChannelKey", panel.protocol)
    if panel.protocol is Protocol.OSDP_V2 and panel.osdp and panel.osdp.secure_channel_key is None:
        return Problem(Flaw.SECRET_MISSING, "controlPanel.osdp.secureChannelKey")
    return None


def _problem_of_badge(badge: BadgeLayout | None) -> Problem | None:
    if badge is None:
        return None
    spans = {"cardNumber": badge.card_number, "facilityCode": badge.facility_code}
    for at, parity in enumerate(badge.parity):
        spans |= {f"parity.{at}.bit": BitField(parity.bit, 1), f"parity.{at}.covers": parity.covers}
    for member, span in spans.items():
        if span is not None and span.start + span.length > badge.bit_length:
            return Problem(Flaw.OUTSIDE_BADGE, f"badgeFormat.{member}")
    return None


def with_secrets_of(configuration: DeviceConfiguration, earlier: DeviceConfiguration | None) -> DeviceConfiguration:
    """Secrets are never shown, so whoever edits what was shown leaves them out: those are taken from `earlier`, where
    it has the same network or protocol."""
    wifi, panel = configuration.wifi, configuration.control_panel
    old_wifi = earlier.wifi if earlier else None
    if wifi and old_wifi and wifi.password is None and (wifi.ssid, wifi.security) == (old_wifi.ssid, old_wifi.security):
        wifi = replace(wifi, password=old_wifi.password)
    old_panel = earlier.control_panel if earlier else None
    if panel and old_panel and panel.osdp and old_panel.osdp and panel.protocol is old_panel.protocol:
        key = panel.osdp.secure_channel_key or old_panel.osdp.secure_channel_key
        panel = replace(panel, osdp=replace(panel.osdp, secure_channel_key=key))
    return replace(configuration, wifi=wifi, control_panel=panel)
