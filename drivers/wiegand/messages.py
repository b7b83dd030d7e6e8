"""What the door and its Wiegand process say to each other over a pipe, one line of JSON a message.

Badge bits never show in a `repr`.

>>> CODEC.decoded(CODEC.encoded(Answered(7, "granted")))
Answered(number=7, answer='granted')
"""

from dataclasses import dataclass, field

from drivers.worker_process import Codec


@dataclass(frozen=True, slots=True)
class Start:
    """Door to process, once, first. Lines by name or number; None for one that is not wired."""

    chip: str
    d0: str
    d1: str
    granted: str | None
    denied: str | None
    inverted: bool
    """D0 and D1 are driven through transistors that turn them round: high here is low at the panel."""
    pulse_us: int
    interval_us: int
    """From the start of one pulse to the start of the next."""
    answer_s: float


@dataclass(frozen=True, slots=True)
class Submit:
    """Door to process: send these bits, zeros and ones, so that the last is out before `deadline_s` (CLOCK_MONOTONIC,
    the same in all processes), or none."""

    number: int
    bits: str = field(repr=False)
    deadline_s: float
    holding: str
    """The one of `LinesAre` that the door knew: a badge for lines that were lost meanwhile is refused, even if they are
    held again, because the door has called that attempt silent."""


@dataclass(frozen=True, slots=True)
class LinesAre:
    held: bool
    exact: bool = False
    """The process runs before all others and its memory stays in place, so that pulses keep their time."""
    holding: str = ""
    """Another one each time that the lines are held; empty while they are not."""
    why: str = ""
    """They are not held, in words of ours; empty where the process has ended."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the panel's lamps said; `silent` too when nothing was sent."""

    number: int
    answer: str


Report = LinesAre | Answered
Request = Start | Submit
Message = Request | Report

CODEC = Codec[Message](Start, Submit, LinesAre, Answered)
