"""What this terminal is, from one TOML file, read once.

Rules it keeps: an unknown key is an error, not a silence; every error names the key and what to write instead; no
simulated device unless the file asks for one by name.

    settings = load_settings(Path("/etc/thenar/thenar.toml"))

>>> parse_settings('mode = "entry"\\ncamera = "v4l2:0"\\nbadge_reader = "keyboard"\\ndoor = "simulated"').terminal
'terminal-1'
"""

import re
import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.config.paths import data_folder
from app.domain.comfort import Comfort, QuietHours
from app.domain.consent import TerminalId
from app.domain.device_configuration import SUPPORT_MOST
from app.domain.faults import Fault, FaultError
from app.domain.liveness import LivenessLevel
from app.domain.sites import DEFAULT_SITE, SiteId

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
_ASSET_TAG = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)


class Mode(Enum):
    """The operation mode: at the desk, at the door, or whichever the control plane says."""

    ENROLMENT = "enrolment"
    ENTRY = "entry"
    MANAGED = "managed"


@dataclass(frozen=True, slots=True)
class Device:
    """One device as the file names it, `driver` or `driver:address`.

    >>> Device.parse("serial:/dev/ttyUSB0")
    Device(driver='serial', address='/dev/ttyUSB0')
    """

    driver: str
    address: str = ""

    @classmethod
    def parse(cls, text: str) -> "Device":
        """Which drivers there are, and what their addresses look like, is the drivers' knowledge. Raises ValueError."""
        driver, _, address = text.partition(":")
        if not _NAME.fullmatch(driver):
            raise ValueError(text)
        return cls(driver, address)

    @property
    def simulated(self) -> bool:
        return self.driver == "simulated"

    def __str__(self) -> str:
        return f"{self.driver}:{self.address}" if self.address else self.driver


NONE = Device("none")


@dataclass(frozen=True, slots=True)
class Settings:
    mode: Mode
    camera: Device
    badge_reader: Device
    door: Device
    badge_format: str = "h10301"
    """A layout's name, such as `h10301`: 26 bits with facility code, card number and parity."""
    liveness: LivenessLevel = LivenessLevel.KIOSK
    """How pictures of palms are met; `resources/manual/presentation-attacks.md` says what each catches."""
    terminal: TerminalId = TerminalId("terminal-1")
    data: Path = field(default_factory=data_folder)
    site: SiteId = DEFAULT_SITE
    """Where the terminal stands: it admits the people of that site, and whoever enrols at it belongs there."""
    database: str = ""
    """The URL of a PostgreSQL database, without a password; empty for a file in `data`. The keys stay in `data`."""
    network: Device = Device("networkmanager")
    """Who looks after the machine's networks; of a managed terminal alone."""
    light: Device = NONE
    """A ring of lights around the camera, beside the screen's own."""
    tamper: Device = NONE
    """The switch of the case; of a managed terminal alone, which locks itself when it is opened."""
    asset_tag: str = ""
    """What an inventory knows a managed terminal by; empty for one made of the machine's own id."""
    comfort: Comfort = Comfort()
    """The table `[comfort]`: volume, quiet hours, reading aloud, larger text, low reach."""
    support: str = ""
    """Whom a person calls where nothing works, a number or an address to show. A managed terminal's server may name
    another; empty for nobody in particular."""
    updates: str = ""
    """Where newer software comes from, as in `https://thenar.example:8443/updates`; empty for nowhere."""
    updates_authority: Path | None = None
    """Whom that server is believed by (PEM), in place of the system's authorities."""
    wifi_certificate: Path | None = None
    """The terminal's own for enterprise networks (PEM, EAP-TLS); the file need not be there yet."""
    wifi_key: Path | None = None
    """Its key (PEM, not encrypted)."""
    wifi_authority: Path | None = None
    """Who vouches for the sign-in servers of enterprise networks (PEM), in place of the system's authorities."""

    @property
    def simulated(self) -> bool:
        """Whether any device is: then the world is the simulated one, with a database of its own."""
        return any(device.simulated for device in (self.camera, self.badge_reader, self.door))


def parse_support(text: str) -> str:
    """What is shown as it stands: at most as long as a configuration's `supportContact`. Raises ValueError.

    >>> parse_support(" +49 30 555 0123 ")
    '+49 30 555 0123'
    """
    shown = text.strip()
    if not 0 < len(shown) <= SUPPORT_MOST or not shown.isprintable():
        raise ValueError(text)
    return shown


def parse_database(text: str) -> str:
    """The URL of a PostgreSQL database, as it stands. Raises ValueError for one with a password: who may read the
    settings, or the list of processes, would read it.

    >>> parse_database("postgresql://thenar@db.example/thenar")
    'postgresql://thenar@db.example/thenar'
    """
    place = urlsplit(text)
    if place.scheme != "postgresql" or place.password or "password" in parse_qs(place.query):
        raise ValueError("write postgresql://user@host/name; the password belongs in ~/.pgpass")
    return text


def parse_updates(text: str) -> str:
    """The URL of a repository of software, without the slash at its end. Raises ValueError.

    >>> parse_updates("https://thenar.example:8443/updates/")
    'https://thenar.example:8443/updates'
    """
    place = urlsplit(text)
    if place.scheme not in ("https", "http") or not place.hostname or place.username or place.query or place.fragment:
        raise ValueError(text)
    return text.rstrip("/")


def load_settings(path: Path) -> Settings:
    """Raises FaultError(SETTINGS_INVALID)."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise _invalid(str(path), "the file cannot be read: create it, or give its place with --settings") from error
    return parse_settings(text)


def parse_settings(text: str) -> Settings:
    """Raises FaultError(SETTINGS_INVALID) that names the key and the remedy."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid("file", f"it is not TOML: {error}") from error
    for key in sorted(table.keys() - _READERS.keys()):
        raise _invalid(key, f"unknown; known keys are {', '.join(_READERS)}")
    for key in _REQUIRED:
        if key not in table:
            raise _invalid(key, f"missing: {_READERS[key].remedy}")
    settings = Settings(**{key: read_setting(key, table[key]) for key in table})
    refuse_told(settings, table)
    return settings


def refuse_told(settings: Settings, written: Collection[str]) -> None:
    """A managed terminal hears from its server what it is, and it alone locks itself: who writes down what does not
    count would be surprised. Raises FaultError(SETTINGS_INVALID)."""
    for key in TOLD if settings.mode is Mode.MANAGED else ():
        if key in written:
            raise _invalid(key, "leave it out: a managed terminal is told by its server")
    if settings.tamper != NONE and settings.mode is not Mode.MANAGED:
        raise _invalid("tamper", "leave it out: a terminal without a server has nobody to unlock it")


def read_setting(key: str, value: Any) -> Any:
    """Any: TOML's own values, and the value of whichever field `key` is. Raises FaultError(SETTINGS_INVALID)."""
    reader = _READERS[key]
    try:
        return reader.read(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise _invalid(key, reader.remedy) from error


@dataclass(frozen=True, slots=True)
class _Reader:
    read: Callable[[Any], object]
    remedy: str


def _text_of(pattern: re.Pattern[str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError
        return value

    return read


def _comfort(value: Any) -> Comfort:
    """Raises ValueError, TypeError or AttributeError."""
    known = {each.name for each in fields(Comfort)}
    if not isinstance(value, dict) or value.keys() - known:
        raise ValueError
    told = dict(value)
    switches = [told.get(name, False) for name in ("read_aloud", "larger_text", "low_reach")]
    volume, quiet = told.get("volume", Comfort().volume), told.get("quiet_hours")
    if type(volume) is not int or volume not in range(101) or {type(each) for each in switches} != {bool}:
        raise ValueError
    return Comfort(volume, None if quiet is None else QuietHours.parse(quiet), *switches)


def _absolute_path(value: Any) -> Path:
    path = Path(value).expanduser()
    if not path.is_absolute():
        raise ValueError
    return path


_READERS = {
    "mode": _Reader(Mode, 'write "entry" or "enrolment", or "managed" where a control plane says which'),
    "camera": _Reader(Device.parse, 'write "v4l2:0", or "file:" and the path of a video or a folder of images'),
    "badge_reader": _Reader(Device.parse, 'write "keyboard", or "serial:" and the port, as in "serial:/dev/ttyUSB0"'),
    "door": _Reader(Device.parse, 'write "osdp:", "wiegand:" or "relay:" and the port, as in "osdp:/dev/ttyUSB1"'),
    "badge_format": _Reader(_text_of(_NAME), 'write the name of a layout, as in "h10301"'),
    "liveness": _Reader(LivenessLevel, 'write "kiosk", or "challenged", "report" or "off"'),
    "terminal": _Reader(_text_of(_NAME), 'write lowercase letters, digits and "-", as in "lobby-1"'),
    "site": _Reader(_text_of(_NAME), 'write lowercase letters, digits and "-", as in "headquarters"'),
    "database": _Reader(
        parse_database,
        'write "postgresql://user@host/name"; the password belongs in ~/.pgpass, which only you can read',
    ),
    "network": _Reader(Device.parse, 'write "networkmanager"'),
    "light": _Reader(Device.parse, 'write "adalight:" and the port, as in "adalight:/dev/ttyUSB0?leds=24"'),
    "tamper": _Reader(Device.parse, 'write "gpio:" and chip and line, as in "gpio:/dev/gpiochip0?line=17"'),
    "asset_tag": _Reader(_text_of(_ASSET_TAG), 'write letters, digits and "-", as in "0000195169"'),
    "comfort": _Reader(
        _comfort,
        'write a table as in { volume = 80, quiet_hours = "22:00-06:00", read_aloud = true, larger_text = true, '
        "low_reach = false }",
    ),
    "support": _Reader(
        parse_support, f'write a number or an address of at most {SUPPORT_MOST} characters, as in "+49 30 555 0123"'
    ),
    "updates": _Reader(parse_updates, 'write the URL of the software, as in "https://thenar.example:8443/updates"'),
    "updates_authority": _Reader(_absolute_path, 'write an absolute path, as in "/etc/thenar/root.pem"'),
    "wifi_certificate": _Reader(_absolute_path, 'write an absolute path, as in "/etc/thenar/wifi.pem"'),
    "wifi_key": _Reader(_absolute_path, 'write an absolute path, as in "/etc/thenar/wifi.key"'),
    "wifi_authority": _Reader(_absolute_path, 'write an absolute path, as in "/etc/thenar/wifi-root.pem"'),
    "data": _Reader(_absolute_path, 'write an absolute path, as in "/var/lib/thenar"'),
}
_REQUIRED = ("mode", "camera", "badge_reader", "door")
TOLD = ("badge_format", "terminal", "site", "database")

assert _READERS.keys() == {each.name for each in fields(Settings)}


def _invalid(key: str, remedy: str) -> FaultError:
    return FaultError(Fault.SETTINGS_INVALID, f"{key}: {remedy}")
