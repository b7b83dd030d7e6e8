"""Looks once a day how wide the way to the server is, on the agent's thread, when nothing else is to be said.

bandwidth = Bandwidth(clock)
bandwidth.step(ask)          # one question and its answer, or nothing
bandwidth.narrow             # three looks in a row found less than is needed
"""

from collections.abc import Callable
from typing import Final

from app.domain.bandwidth import IN_A_ROW, QUESTIONS, QUICK_S, Answer, Look
from app.operations.link import Asked, Told
from app.operations.link_padding import FetchPadding, Padding
from app.ports.clock import Clock

FIRST_AFTER_S: Final = 60.0
"""Since the program began: what is fetched then comes first."""
AGAIN_S: Final = 600.0
"""After a look that found it narrow: some 0.7 MB in ten minutes is a thousandth of what is needed."""
DAILY_S: Final = 86_400.0


class Bandwidth:
    """Read from any thread."""

    def __init__(self, clock: Clock, first_after_s: float = FIRST_AFTER_S, again_s: float = AGAIN_S) -> None:
        self._clock = clock
        self._again_s = again_s
        self._due_s = clock.monotonic_s() + first_after_s
        self._answers: tuple[Answer, ...] = ()
        self._narrow_looks = 0
        self.kbps: int | None = None
        """By the last look; None before the first, and for more than a look can tell."""

    @property
    def narrow(self) -> bool:
        return self._narrow_looks >= IN_A_ROW

    def begin(self) -> None:
        """A connection has begun: half a look over another one says nothing."""
        self._answers = ()

    def step(self, ask: Callable[[Asked], Told]) -> bool:
        """One question at most; True when there was one. Raises what `ask` does."""
        asked_s = self._clock.monotonic_s()
        if asked_s < self._due_s:
            return False
        self._due_s = asked_s + self._again_s  # should no answer come: else each connection would end in this question
        told = ask(FetchPadding(QUESTIONS[len(self._answers)]))
        self._due_s = asked_s
        if not isinstance(told, Padding):  # the server is busy: this is no time for measuring
            self._end_after(self._again_s)
            return True
        self._answers += (Answer(len(told.padding), self._clock.monotonic_s() - asked_s),)
        if len(self._answers) == len(QUESTIONS) or self._answers[-1].took_s > QUICK_S:
            self._judge(Look(self._answers))
        return True

    def _judge(self, look: Look) -> None:
        self.kbps = look.kbps
        self._narrow_looks = self._narrow_looks + 1 if look.narrow else 0
        self._end_after(self._again_s if look.narrow else DAILY_S)

    def _end_after(self, seconds: float) -> None:
        self._answers = ()
        self._due_s = self._clock.monotonic_s() + seconds
