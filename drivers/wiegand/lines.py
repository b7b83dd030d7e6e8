"""The lines to the panel, by the kernel: two that we pull, up to two that the panel pulls.

Rules it keeps: both data lines rest high from the first moment, and for as long as they are held; an input that is not
connected reads as dark.

    lines = GpioLines(start)        # raises LinesGone
    lines.pull(Data.D0); lines.rest(Data.D0)
    lines.lamps()                   # Lamps(granted=False, denied=False)

Limits: what a chip does with a line that nobody holds is the chip's own affair; pull-up resistors at the panel, or
transistors that rest open, keep the panel from reading bits while this machine starts. A chip that cannot pull its
lines ignores that it was asked to, and a lamp's input that is not connected floats: it needs a resistor outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import gpiod
from gpiod.line import Bias, Direction, Value

from drivers.chip_trouble import trouble
from drivers.wiegand.messages import Start


class LinesGone(Exception):
    """There are no such lines, somebody else has them, or their chip was taken away."""

    def __init__(self, why: str) -> None:
        """`why` holds nothing but words of ours."""
        super().__init__(why)
        self.why = why


class Data(Enum):
    D0 = "0"
    D1 = "1"


@dataclass(frozen=True, slots=True)
class Lamps:
    """The panel lights a reader's lamp by pulling its wire to ground."""

    granted: bool
    denied: bool

    @property
    def dark(self) -> bool:
        return not (self.granted or self.denied)


class Lines(Protocol):
    """Every call raises LinesGone."""

    def pull(self, line: Data) -> None:
        """To ground, until `rest`."""
        ...

    def rest(self, line: Data) -> None: ...

    def lamps(self) -> Lamps:
        """Looks at every line, so that one that has gone is noticed."""
        ...

    def close(self) -> None: ...


class GpioLines:
    def __init__(self, start: Start) -> None:
        """Raises LinesGone."""
        self._data = {Data.D0: start.d0, Data.D1: start.d1}
        self._granted, self._denied = start.granted, start.denied
        lamps = [line for line in (start.granted, start.denied) if line is not None]
        self._all = [start.d0, start.d1, *lamps]
        pulled_is_low = not start.inverted
        data = gpiod.LineSettings(direction=Direction.OUTPUT, active_low=pulled_is_low, output_value=Value.INACTIVE)
        lamp = gpiod.LineSettings(direction=Direction.INPUT, active_low=True, bias=Bias.PULL_UP)
        config: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None]
        config = {start.d0: data, start.d1: data, **dict.fromkeys(lamps, lamp)}
        try:
            self._request = gpiod.request_lines(start.chip, config, consumer="thenar door")
        except (OSError, ValueError, OverflowError) as error:
            raise _gone(error) from error

    def pull(self, line: Data) -> None:
        self._set(line, Value.ACTIVE)

    def rest(self, line: Data) -> None:
        self._set(line, Value.INACTIVE)

    def lamps(self) -> Lamps:
        try:
            values = dict(zip(self._all, self._request.get_values(self._all), strict=True))
        except OSError as error:
            raise _gone(error) from error
        lit = {line for line, value in values.items() if value is Value.ACTIVE}
        return Lamps(self._granted in lit, self._denied in lit)

    def close(self) -> None:
        self._request.release()

    def _set(self, line: Data, value: Value) -> None:
        try:
            self._request.set_value(self._data[line], value)
        except OSError as error:
            raise _gone(error) from error


def _gone(error: OSError | ValueError | OverflowError) -> LinesGone:
    """gpiod itself refuses a number that the chip does not have, or that is none, and a line that is asked for twice,
    by its name and by its number."""
    if not isinstance(error, OSError):
        return LinesGone("there is no such line, or two wires name the same one")
    return LinesGone(trouble(error))
