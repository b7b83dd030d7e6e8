"""What time it is at least, by a reckoning that nobody at a terminal can set back: what ends somebody's access there.

Rules it keeps: while the machine runs, its running time carries the reckoning and the wall clock does not; over a time
in which the machine was off it goes on by the wall clock, and by no less than the machine has run since; a wall clock
that follows a time server takes it forward; nothing but the server's word takes it back.

>>> hour = 3_600_000
>>> mark = told(100 * hour, Moment("run-1", 0, 0))
>>> reckoned(mark, Moment("run-1", 2 * hour, 9_999 * hour)) // hour     # the wall clock was moved: it does not matter
102
>>> reckoned(mark, Moment("run-2", hour, 0)) // hour                    # set back while the machine was off
101

Limits: a wall clock that is wound back while the machine is off hides that time, and one that is wound forward then is
believed until the server says otherwise; whoever can write the terminal's disk can put back an older mark.
"""

from dataclasses import dataclass
from typing import Annotated

from app.domain.limits import Text
from app.domain.offline_lease import Moment

CARRY_MILLIS = 60_000
"""Between two marks on the disk: by so much a power cut takes the reckoning back at most. A synced write a minute."""
STRAY_MILLIS = 300_000
"""A wall clock that differs by more is wrong: Kerberos's five minutes (RFC 4120, 5.2.6 and its "clock skew")."""


@dataclass(frozen=True)
class Mark:
    at_millis: int
    """Since 1970: it was not earlier ..."""
    boot: Annotated[str, Text(1, 64)]
    running_millis: int
    """... when this run of the machine had lasted so long."""


def told(at_millis: int, now: Moment) -> Mark:
    """The server's word: it counts whatever was reckoned before."""
    return Mark(at_millis, now.boot, now.running_millis)


def reckoned(mark: Mark | None, now: Moment) -> int:
    """Milliseconds since 1970. Before the first mark there is the wall clock alone."""
    if mark is None:
        return now.wall_millis
    if now.boot == mark.boot:
        return mark.at_millis + max(now.running_millis - mark.running_millis, 0)
    return max(mark.at_millis + now.running_millis, now.wall_millis)


def carried(mark: Mark | None, now: Moment, *, synchronised: bool) -> Mark:
    """The same reckoning from this moment on; `synchronised` says that the wall clock follows a time server."""
    at_millis = reckoned(mark, now)
    return told(max(at_millis, now.wall_millis) if synchronised else at_millis, now)


def strays(mark: Mark | None, now: Moment) -> bool:
    """Whether the wall clock is not to be believed."""
    return abs(reckoned(mark, now) - now.wall_millis) > STRAY_MILLIS
