"""How long a terminal may still be without its server: a lease, reckoned on time that nobody can set.

Rules it keeps: while the machine runs, its running time counts and the wall clock does not; what is used next is paid
for on the disk before it is used, so that a power cut takes time away and never gives any; a time in which the machine
was off counts by the wall clock where that went on, and for at least what had been paid; what is left never grows but
by the server's word.

>>> day = 24 * 3_600_000
>>> lease = granted(3 * day, Moment("run-1", 0, 0))
>>> left(lease, Moment("run-1", 2 * day, 9 * day)) // day     # the wall clock was moved: it does not matter
1
>>> left(lease, Moment("run-2", 0, 4 * day))                  # it was off for four days
0

Limits: while the machine is off only its wall clock counts the time, so whoever can wind that back, or forward before
he turns the machine off, hides that time; the server, which knows how long it heard nothing, does not go by it.
Whoever can write the terminal's disk can put back an older lease.
"""

from dataclasses import dataclass
from typing import Annotated

from app.domain.limits import Text

SLICE_MILLIS = 60_000
"""Paid in advance: what a power cut costs at most. Each slice is a synced write; a minute of some days is little."""


@dataclass(frozen=True)
class Moment:
    """A time as the machine knows it."""

    boot: Annotated[str, Text(1, 64)]
    """Names the run of the machine."""
    running_millis: int
    """Since it was started; nobody can set it."""
    wall_millis: int
    """Since 1970, by a clock that anybody may have set."""


@dataclass(frozen=True)
class Lease:
    rest_millis: int
    """Not paid for yet."""
    paid_millis: int
    """Paid for, from `at` on."""
    at: Moment


def granted(allowed_millis: int, now: Moment) -> Lease:
    """The whole of it, from now on."""
    paid = min(SLICE_MILLIS, allowed_millis)
    return Lease(allowed_millis - paid, paid, now)


def left(lease: Lease, now: Moment) -> int:
    """Milliseconds, never below 0."""
    return max(lease.rest_millis + lease.paid_millis - _used(lease, now), 0)


def carried(lease: Lease, now: Moment) -> Lease:
    """The same lease with its next slice paid: to be on the disk before the last one is used up."""
    return granted(left(lease, now), now)


def covered(lease: Lease, now: Moment) -> bool:
    """Whether what is on the disk pays for this moment."""
    return now.boot == lease.at.boot and _used(lease, now) < lease.paid_millis


def capped(lease: Lease, allowed_millis: int, now: Moment) -> Lease:
    """No more than may be had by now: the configuration may have become stricter. Never more than there is."""
    return granted(min(left(lease, now), allowed_millis), now)


def _used(lease: Lease, now: Moment) -> int:
    before = lease.at
    if now.boot == before.boot:
        return max(now.running_millis - before.running_millis, 0)
    return max(now.wall_millis - before.wall_millis, now.running_millis, lease.paid_millis)
