"""One correction at a time, steady enough to be read.

A correction stays for at least 0.8 s and changes only after five frames agree on another (UI.md, "Guidance"). Only what
is shown is steadied: a palm that is good is taken at once.

>>> advice = Guidance().advise(Cause.TOO_FAR, Arrow.NEARER, now_s=0.0)
>>> advice.cause
<Cause.TOO_FAR: 'too_far'>
>>> advice.advise(None, Arrow.NONE, now_s=0.1).cause
<Cause.TOO_FAR: 'too_far'>
"""

from dataclasses import dataclass, replace

from app.domain.capture import Arrow, Cause

STAYS_S = 0.8
"""Seconds: shorter and people could not finish reading the hint."""

AGREEING_FRAMES = 5
"""About a third of a second at 15 frames a second: shorter and two causes would flicker."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What is being shown, since when, and what the latest frames would rather show."""

    cause: Cause | None = None
    arrow: Arrow = Arrow.NONE
    since_s: float = float("-inf")
    other: Cause | None = None
    agreeing: int = 0
    begun: bool = False

    def advise(self, cause: Cause | None, arrow: Arrow, now_s: float) -> "Guidance":
        """The guidance after one more frame, seen at `now_s` (monotonic seconds)."""
        if not self.begun:
            return Guidance(cause, arrow, now_s, cause, 0, begun=True)
        if cause is self.cause:
            return replace(self, arrow=arrow, other=cause, agreeing=0)
        agreeing = self.agreeing + 1 if cause is self.other else 1
        if agreeing >= AGREEING_FRAMES and now_s - self.since_s >= STAYS_S:
            return Guidance(cause, arrow, now_s, cause, 0, begun=True)
        return replace(self, other=cause, agreeing=agreeing)
