"""What follows `?` in a line of the settings, such as `wait=2&output=0`.

Rules it keeps: whatever is not taken out is unknown, and an unknown option is FaultError(SETTINGS_INVALID): no guesses.
"""

import re
from urllib.parse import parse_qsl

from app.domain.faults import Fault, FaultError

LONGEST_WAIT_S = 3
"""For a panel to answer, as readers wait by default. The screen gives up on the door 6 s after it was asked, of which
2 are for the badge to be delivered: a panel that answers later would open under "The door did not answer"."""

_LINE = re.compile(
    r"[A-Za-z0-9_.][A-Za-z0-9_.-]{0,31}", re.ASCII
)  # as long as the kernel has room for; no negative one


class Options:
    """The part after `?`, taken out one by one, so that what is left over is unknown."""

    def __init__(self, what: str, query: str) -> None:
        self._what = what
        pairs = parse_qsl(query, keep_blank_values=True)
        self._values = dict(pairs)
        if len(self._values) != len(pairs):
            raise self.invalid("an option is given twice")

    def text(self, name: str, usual: str = "") -> str:
        return self._values.pop(name, usual)

    def number(self, name: str, usual: int) -> int:
        text = self._values.pop(name, str(usual))
        if not (text.isascii() and text.isdecimal() and len(text) <= 7):
            raise self.invalid(f"{name} must be a whole number")
        return int(text)

    def truth(self, name: str) -> bool:
        text = self._values.pop(name, "no")
        if text not in ("yes", "no"):
            raise self.invalid(f"{name} must be yes or no")
        return text == "yes"

    def port(self, text: str) -> str:
        if not text.startswith("/"):
            raise self.invalid("the port or chip must be a path, as in /dev/ttyUSB0")
        return text

    def wait_s(self) -> float:
        """How long a panel may take to answer."""
        wait_s = self.number("wait", LONGEST_WAIT_S)
        if not 1 <= wait_s <= LONGEST_WAIT_S:
            raise self.invalid(f"wait must be 1 to {LONGEST_WAIT_S} seconds")
        return float(wait_s)

    def output(self) -> int | None:
        """The output that a panel switches when it grants, where that is how it answers."""
        output = self.text("output")
        if output not in ("", "0", "1", "2", "3"):
            raise self.invalid("output must be 0 to 3")
        return int(output) if output else None

    def line(self, name: str) -> str | None:
        """A line of a chip, by the name that the board's makers gave it or its number; None where it is not named."""
        line = self._values.pop(name, None)
        if line is not None and not _LINE.fullmatch(line):
            raise self.invalid(f"{name} must be a line's name or number, as in {name}=23")
        return line

    def end(self) -> None:
        if self._values:
            raise self.invalid(f"unknown option {min(self._values)!r}")

    def invalid(self, why: str) -> FaultError:
        return FaultError(Fault.SETTINGS_INVALID, f"{self._what}: {why}")
