"""What the door and its OSDP process say to each other over a pipe, one line of JSON a message.

Rules it keeps: every message is a frozen dataclass of plain values; the pipe is private to the two processes; secrets
and badge bits never show in a `repr`.

>>> CODEC.decoded(CODEC.encoded(Delivered(7)))
Delivered(number=7)
"""

from dataclasses import dataclass, field

from app.ports.door import DoorLink
from drivers.worker_process import Codec


@dataclass(frozen=True, slots=True)
class Start:
    """Door to process, once, first. `key` is hexadecimal; empty means plain text, by explicit setting only."""

    port: str
    baud: int
    address: int
    outputs: int
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Submit:
    """Door to process: deliver these bits before `deadline_s` (CLOCK_MONOTONIC, the same in all processes) or never."""

    number: int
    raw: str = field(repr=False)
    length: int
    deadline_s: float


@dataclass(frozen=True, slots=True)
class LinkIs:
    state: str

    @property
    def link(self) -> DoorLink:
        return DoorLink(self.state)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The bits went out in answer to the panel's poll. Whether they arrived, only the panel's answer tells."""

    number: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """The bits did not go out and never will."""

    number: int


@dataclass(frozen=True, slots=True)
class Lamp:
    """osdp_LED. Colours as numbered in the protocol; None where the panel left that half alone."""

    temporary_on: int | None
    temporary_off: int | None
    permanent_on: int | None
    permanent_off: int | None


@dataclass(frozen=True, slots=True)
class Buzzer:
    """osdp_BUZ with a tone. `count` 0 is for ever."""

    count: int


@dataclass(frozen=True, slots=True)
class Words:
    """osdp_TEXT, bytes as hexadecimal: panels send any encoding."""

    raw: str


@dataclass(frozen=True, slots=True)
class Output:
    """osdp_OUT."""

    number: int
    on: bool


Request = Start | Submit
PanelWord = Lamp | Buzzer | Words | Output
Report = LinkIs | Delivered | Dropped | Lamp | Buzzer | Words | Output
Message = Request | Report

CODEC = Codec[Message](Start, Submit, LinkIs, Delivered, Dropped, Lamp, Buzzer, Words, Output)
