"""What terminal and server say to each other over the device link: one typed message each, JSON in one text frame.

    {"kind": "beat", "number": 7, "body": {"health": "HEALTHY"}}

Rules: the terminal numbers what it asks, and the answer has that number in `number`; `orders` and `galleryChanged` come
unasked, with 0. People and visits are in `app.operations.link_sync`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json
from app.domain.configuration_refusal import RefusedConfiguration
from app.domain.device_commands import CommandKind
from app.domain.device_configuration import DeviceConfiguration
from app.domain.device_lock import Lock, Locked
from app.domain.health_checks import Check
from app.domain.limits import LINES, Many, Number, Text
from app.domain.power import PowerSource
from app.operations.common import Identifier
from app.operations.instances import HealthWord
from app.operations.link_padding import FetchPadding, Padding
from app.operations.link_sync import (
    FetchGallery,
    GalleryChanged,
    GalleryPage,
    Later,
    Taken,
    UploadEnrolment,
    UploadRecords,
    Version,
)
from app.operations.reading import read
from app.operations.refusals import Refusal
from app.operations.understanding import understood
from app.operations.writing import whole

FRAME_MOST = 65_536
"""Bytes of what a terminal says. The largest message is an enrolment, of some 16,000."""
BOUNDS = Bounds(characters=FRAME_MOST, depth=8, values=1000)
TOLD_MOST = 2 * 1024 * 1024
"""Bytes of what it is told: a page of 32 people, of up to 61,000 each, and of some 15,000 as a rule."""
TOLD_BOUNDS = Bounds(characters=TOLD_MOST, depth=8, values=5000)
COMMAND_ID = r"[0-9a-f-]*"
_CommandId = Annotated[str, Text(36, 36, COMMAND_ID)]
_Time = Annotated[int, Number(0, 2**53 - 1)]
"""Milliseconds since 1970-01-01T00:00Z."""
_Token = Annotated[str, Text(32, 32, "[A-Z2-7]*")]
_Locks = Annotated[tuple[Locked, ...], Many(len(Lock))]
_Failing = Annotated[tuple[Check, ...], Many(len(Check))]
_Kbps = Annotated[int, Number(0, 2**31 - 1)]
_Pem = Annotated[str, Text(1, 16_384, LINES)]


@dataclass(frozen=True)
class Hello:
    """First of all on each connection."""

    health: HealthWord
    software: Annotated[str, Text(1, 64)]
    configuration_version: Annotated[int, Number(0, 2**31 - 1)]
    token: _Token | None = None
    """That it was given last; None on the first connection after activation."""
    refused: RefusedConfiguration | None = None
    """The newest that it could not carry out; None once it works with that or a newer one."""
    locks: _Locks = ()
    failing: _Failing = ()
    """Of its health checks."""
    power: PowerSource = PowerSource.UNKNOWN
    bandwidth_kbps: _Kbps | None = None
    """To the server, by the last look; None for none yet, or for more than one can tell."""


@dataclass(frozen=True)
class Beat:
    health: HealthWord
    configuration_version: Annotated[int, Number(0, 2**31 - 1)]
    refused: RefusedConfiguration | None = None
    locks: _Locks = ()
    failing: _Failing = ()
    power: PowerSource = PowerSource.UNKNOWN
    bandwidth_kbps: _Kbps | None = None
    """These five as in `Hello`."""


@dataclass(frozen=True)
class Acknowledge:
    command_id: _CommandId


@dataclass(frozen=True)
class Settle:
    command_id: _CommandId
    succeeded: bool


@dataclass(frozen=True)
class FetchConfiguration:
    pass


@dataclass(frozen=True)
class Renew:
    signing_request: Annotated[str, Text(1, 4096, LINES)]


@dataclass(frozen=True)
class Order:
    command_id: _CommandId
    command: CommandKind


@dataclass(frozen=True)
class Orders:
    orders: Annotated[tuple[Order, ...], Many(100)]


@dataclass(frozen=True)
class Welcome:
    device_instance_id: Identifier
    token: _Token
    """To come back with."""
    configuration_version: int
    """The newest there is."""
    heartbeat_millis: int
    orders: Annotated[tuple[Order, ...], Many(100)]
    """Everything that is not done yet, told before or not."""
    unheard_millis: int = 0
    """How long the server heard nothing of it, by the server's clock."""
    gallery_version: Version = 0
    """Of the newest change among the people of its site."""
    at_millis: _Time | None = None
    """What time it is."""


@dataclass(frozen=True)
class Noted:
    configuration_version: int
    """The newest there is."""
    gallery_version: Version = 0
    """As in `Welcome`; told to heartbeats."""
    at_millis: _Time | None = None
    """The same."""


@dataclass(frozen=True)
class Configured:
    version: int
    configuration: DeviceConfiguration | None = None
    """With its secrets. None while there is none."""


@dataclass(frozen=True)
class Renewed:
    certificate: _Pem


@dataclass(frozen=True)
class Dismissed:
    """The connection ends with it."""

    reason: Annotated[str, Text(1, 64)]
    """A stable word."""


Asked: TypeAlias = (
    Hello
    | Beat
    | Acknowledge
    | Settle
    | FetchConfiguration
    | Renew
    | FetchGallery
    | UploadRecords
    | UploadEnrolment
    | FetchPadding
)
Unasked: TypeAlias = Orders | GalleryChanged
Told: TypeAlias = Welcome | Noted | Configured | Renewed | Dismissed | GalleryPage | Taken | Later | Padding | Unasked

_KINDS: Mapping[str, type[Any]] = {
    "hello": Hello,
    "beat": Beat,
    "acknowledge": Acknowledge,
    "settle": Settle,
    "fetchConfiguration": FetchConfiguration,
    "renew": Renew,
    "welcome": Welcome,
    "noted": Noted,
    "configured": Configured,
    "renewed": Renewed,
    "dismissed": Dismissed,
    "orders": Orders,
    "fetchGallery": FetchGallery,
    "galleryPage": GalleryPage,
    "galleryChanged": GalleryChanged,
    "uploadRecords": UploadRecords,
    "uploadEnrolment": UploadEnrolment,
    "taken": Taken,
    "later": Later,
    "fetchPadding": FetchPadding,
    "padding": Padding,
}
"""Any: of every message there is."""
Known: TypeAlias = Callable[[type[Any], JsonValue], JsonValue]
_WORDS = {kind: word for word, kind in _KINDS.items()}
_NUMBER_MOST = 2**31 - 1


@dataclass(frozen=True)
class Frame:
    number: int
    message: Asked | Told


def written(frame: Frame) -> str:
    content: dict[str, JsonValue] = {
        "kind": _WORDS[type(frame.message)],
        "number": frame.number,
        "body": whole(frame.message),
    }
    return json.dumps(content, separators=(",", ":"))


def read_told(text: str) -> Frame | None:
    """As the terminal reads: its server may be newer (`app.operations.understanding`)."""
    return read_frame(text, TOLD_BOUNDS, understood)


def read_frame(text: str, bounds: Bounds = BOUNDS, known: Known = lambda kind, body: body) -> Frame | None:
    """None for anything that is no message. `known` is what is read of a body.

    >>> read_frame(written(Frame(7, FetchConfiguration())))
    Frame(number=7, message=FetchConfiguration())
    """
    try:
        content = read_json(text.encode("utf-8", "replace"), bounds)
    except JsonRefused:
        return None
    if not isinstance(content, dict) or content.keys() != {"kind", "number", "body"}:
        return None
    word, number = content["kind"], content["number"]
    kind = _KINDS.get(word) if isinstance(word, str) else None
    if kind is None or type(number) is not int or not 0 <= number <= _NUMBER_MOST:
        return None
    message = read(kind, known(kind, content["body"]))
    return None if isinstance(message, Refusal) else Frame(number, message)
