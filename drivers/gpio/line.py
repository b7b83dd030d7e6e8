"""One line of a board that is watched: what it is now, and every change of it that the kernel has noted meanwhile.

    line = watched_line(LineAddress("/dev/gpiochip0", "17"), Pull.UP)
    line.high()             # now
    line.changes()          # [True, False]: it rose and fell since this was asked last
    line.close()

Rules it keeps: a line is this program's alone for as long as it is held; a change counts when it has lasted `SETTLE`;
whatever goes wrong is an OSError.

Limits: the kernel keeps `NOTED` changes and drops the oldest ones then. Nobody notes anything while the line is not
held. Source: the kernel's "GPIO Character Device Userspace API", version 2 (Linux 5.10 and newer).
"""

import errno
import select
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final, Protocol

import gpiod
from gpiod.line import Bias, Direction, Edge, Value

SETTLE: Final = timedelta(milliseconds=10)
"""Contacts of a switch bounce for less than 5 ms; nobody opens and closes a case within 10."""
NOTED: Final = 64
"""Changes that the kernel keeps: asked five times a second, none is missed below 320 a second."""
CONSUMER: Final = "thenar"
"""Whom `gpioinfo` shows as the line's owner."""


class Pull(Enum):
    """Where the board holds the line while nothing drives it."""

    UP = "up"
    DOWN = "down"
    NONE = "none"
    """A resistor outside does."""


@dataclass(frozen=True, slots=True)
class LineAddress:
    chip: str
    line: str
    """The name that the board's makers gave it, or its number on the chip."""

    def __str__(self) -> str:
        return f"{self.chip}, line {self.line}"


class WatchedLine(Protocol):
    """Everything here raises OSError when chip or line are gone."""

    def high(self) -> bool: ...

    def changes(self) -> list[bool]:
        """Oldest first, each once; True where the line rose."""
        ...

    def close(self) -> None:
        """The line is anybody's again. Raises nothing."""
        ...


class KernelLine:
    def __init__(self, request: gpiod.LineRequest) -> None:
        """`request` holds one line."""
        self._request = request
        (self._offset,) = request.offsets
        self._poll = select.poll()
        self._poll.register(request.fd, select.POLLIN)

    def high(self) -> bool:
        return self._request.get_value(self._offset) is Value.ACTIVE

    def changes(self) -> list[bool]:
        for _, happened in self._poll.poll(0):
            if happened & ~select.POLLIN:
                raise OSError(errno.ENODEV, "the chip is gone")
            return [event.event_type is event.Type.RISING_EDGE for event in self._request.read_edge_events(NOTED)]
        return []

    def close(self) -> None:
        with suppress(OSError):
            self._request.release()


_BIAS = {Pull.UP: Bias.PULL_UP, Pull.DOWN: Bias.PULL_DOWN, Pull.NONE: Bias.DISABLED}


def watching(pull: Pull) -> gpiod.LineSettings:
    """What the kernel is asked for. Without a pull it is told so: left as it is, the board's own may stay on, which on
    many boards is down, where a closed case is."""
    return gpiod.LineSettings(
        direction=Direction.INPUT, edge_detection=Edge.BOTH, bias=_BIAS[pull], debounce_period=SETTLE
    )


def watched_line(address: LineAddress, pull: Pull) -> WatchedLine:
    """Takes the line. Raises OSError: no such chip or line (ENOENT, ENODEV), not allowed (EACCES), in use (EBUSY)."""
    watched: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None] = {address.line: watching(pull)}
    try:
        request = gpiod.request_lines(address.chip, watched, consumer=CONSUMER, event_buffer_size=NOTED)
    except (ValueError, OverflowError) as error:  # a number that the chip does not have, or that is none
        raise OSError(errno.ENOENT, "no such line") from error
    return KernelLine(request)
