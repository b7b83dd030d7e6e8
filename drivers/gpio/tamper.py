"""The switch of the case on a line of the board.

    tamper = GpioTamper(SwitchWiring(LineAddress("/dev/gpiochip0", "17")))
    tamper.opened()

Rules it keeps: an opening that was over before anybody asked is told, once; the line is held for life, and taken again
by itself when it was lost; what cannot be read is a fault, never a closed case; a cut wire looks like an open case,
which is why the line must not be pulled to where a closed switch puts it.

Limits: what happened while no program held the line is not known, but for a case that is still open. A chip that
cannot pull its lines ignores that it was asked to, and the input floats: it needs a resistor outside. Asked by one
thread at a time.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.faults import Fault, FaultError
from drivers.chip_trouble import trouble
from drivers.gpio.line import LineAddress, Pull, WatchedLine, watched_line

log = logging.getLogger("thenar.drivers")


@dataclass(frozen=True, slots=True)
class SwitchWiring:
    """Raises ValueError for a wire that could be cut unnoticed."""

    address: LineAddress
    closed_high: bool = False
    """Where the line is while the case is closed. Low is a switch to ground that the closed case presses."""
    pull: Pull = Pull.UP

    def __post_init__(self) -> None:
        if self.pull is (Pull.UP if self.closed_high else Pull.DOWN):
            raise ValueError("a cut wire would look like a closed case: pull the line the other way")


class GpioTamper:
    simulated = False

    def __init__(self, wiring: SwitchWiring, take: Callable[[LineAddress, Pull], WatchedLine] = watched_line) -> None:
        """`take` gets the line from the kernel, or raises OSError."""
        self._wiring = wiring
        self._take = take
        self._line: WatchedLine | None = None
        self._told = False
        """Whether the log knows that the switch cannot be read."""

    def opened(self) -> bool:
        """The changes are asked last: what opens between the two questions is among them."""
        try:
            line = self._line = self._line or self._take(self._wiring.address, self._wiring.pull)
            open_now = line.high() is not self._wiring.closed_high
            opened_since = (not self._wiring.closed_high) in line.changes()
        except OSError as error:
            self.close()
            raise self._missing(trouble(error)) from error
        self._told = False
        return open_now or opened_since

    def close(self) -> None:
        """Lets the line go. The next question takes it again."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _missing(self, why: str) -> FaultError:
        if not self._told:
            log.warning("the switch of the case cannot be read: %s", why)
            self._told = True
        return FaultError(Fault.TAMPER_SWITCH_MISSING, f"gpio:{self._wiring.address}: {why}")
