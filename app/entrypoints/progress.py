"""How far a long piece of work is, a line every few seconds: people who wait should know for what.

>>> import itertools
>>> lines: list[str] = []
>>> list(Progress(lines.append, itertools.count(0, 10).__next__).through("abc", 3, "pictures"))
['a', 'b', 'c']
>>> lines[1]
'pictures: 2 of 3, about 10 s left'
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

EVERY_S = 5.0
"""Seconds between two lines."""
MINUTES_FROM_S = 100
"""Longer times are told in minutes."""


@dataclass(frozen=True)
class Progress:
    say: Callable[[str], None]
    clock: Callable[[], float]
    """Monotonic, seconds."""

    def through(self, items: Iterable[T], of: int, what: str) -> Iterator[T]:
        """The items as they come, `of` of them, telling now and then how many have."""
        start = told = self.clock()
        for number, item in enumerate(items, start=1):
            now = self.clock()
            if now - told >= EVERY_S:
                told = now
                self.say(f"{what}: {number:,} of {of:,}, about {_span((now - start) / number * (of - number))} left")
            yield item


SILENT = Progress(lambda line: None, lambda: 0.0)
"""For work that nobody waits for."""


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < MINUTES_FROM_S else f"{seconds / 60:.0f} min"
