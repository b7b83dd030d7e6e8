"""Which lines of a chip lead to the panel.

>>> wires_of("/dev/gpiochip0", Options("door", "d0=23&d1=24&granted=25"))
Wires(chip='/dev/gpiochip0', d0='23', d1='24', granted='25', denied=None, inverted=False)
"""

from dataclasses import dataclass

from app.domain.faults import Fault, FaultError
from drivers.options import Options


@dataclass(frozen=True, slots=True)
class Wires:
    """Lines by the names that the board's makers gave them, or by their numbers on the chip."""

    chip: str
    d0: str
    d1: str
    granted: str | None = None
    """The panel's lamp for granted, often LED1 or the green one."""
    denied: str | None = None
    inverted: bool = False
    """D0 and D1 go through transistors that turn them round, as from 3.3 V to 5 V."""

    def __post_init__(self) -> None:
        """Raises FaultError(SETTINGS_INVALID)."""
        wired = [line for line in (self.d0, self.d1, self.granted, self.denied) if line is not None]
        lines = [str(int(line)) if line.isdecimal() else line for line in wired]  # 017 is 17
        if len(set(lines)) != len(lines):
            raise FaultError(Fault.SETTINGS_INVALID, "each wire needs a line of its own")
        if self.denied is not None and self.granted is None:
            raise FaultError(Fault.SETTINGS_INVALID, "a panel that can only deny never grants: wire its granted lamp")


def wires_of(chip: str, options: Options) -> Wires:
    """Raises FaultError(SETTINGS_INVALID)."""
    d0, d1 = options.line("d0"), options.line("d1")
    if d0 is None or d1 is None:
        raise options.invalid("say which lines are d0 and d1, as in d0=23&d1=24")
    lamps = options.line("granted"), options.line("denied")
    return Wires(options.port(chip), d0, d1, *lamps, inverted=options.truth("inverted"))
