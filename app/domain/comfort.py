"""How a terminal speaks to the people before it: loud or not at all, aloud, in large letters, low down.

>>> QuietHours.parse("22:00-06:30").holds(time(23, 15)), QuietHours.parse("22:00-06:30").holds(time(6, 30))
(True, False)
"""

import re
from dataclasses import dataclass
from datetime import time

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` until `ends`, local time, over midnight where it ends before it begins."""

    begins: time
    ends: time

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """`HH:MM-HH:MM`. Raises ValueError for anything else, and for no time at all."""
        match = _SPAN.fullmatch(text)
        if match is None:
            raise ValueError(text)
        first, second, third, fourth = (int(part) for part in match.groups())
        begins, ends = time(first, second), time(third, fourth)
        if begins == ends:
            raise ValueError(text)
        return cls(begins, ends)

    def holds(self, at: time) -> bool:
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


@dataclass(frozen=True, slots=True)
class Comfort:
    volume: int = 80
    """Percent of the system's own: loud enough at arm's length, and its mixer still has room above."""
    quiet_hours: QuietHours | None = None
    """No sound meanwhile. Screen, light and what is read aloud go on."""
    read_aloud: bool = False
    """Headlines and hints are spoken. They go where the system's sound goes, as to a headphone that is plugged in."""
    larger_text: bool = False
    low_reach: bool = False
    """What is touched stands in the lower two thirds, for whoever sits or stands low."""
