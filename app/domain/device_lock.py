"""What keeps a terminal from working though nothing in it is broken: locks, and being out of service.

Rules it keeps: a lock has a name, since when it holds and what releases it; a second reason for the same lock does not
make it younger; what is released is named, so that a word that was meant for one lock opens no other.

>>> standing = locked(Standing(), Lock.TAMPER, 1000)
>>> locked(standing, Lock.TAMPER, 2000).locks
(Locked(lock=<Lock.TAMPER: 'TAMPER'>, since_in_millis=1000),)
>>> released(standing, Lock.INACTIVITY) == standing
True
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from app.domain.faults import Fault
from app.domain.limits import Many, Number
from app.domain.offline_lease import Lease

MILLIS_MOST = 2**53 - 1


class Lock(StrEnum):
    TAMPER = "TAMPER"
    """Its case was opened, or the switch that guards it cannot be read."""
    INACTIVITY = "INACTIVITY"
    """It was without its server for longer than it may be: it may stand elsewhere now."""


FAULTS = {Lock.TAMPER: Fault.LOCKED_BY_TAMPER, Lock.INACTIVITY: Fault.LOCKED_BY_INACTIVITY}
"""What the screen shows; of two locks the first one's."""


@dataclass(frozen=True)
class Locked:
    lock: Lock
    since_in_millis: Annotated[int, Number(0, MILLIS_MOST)]
    """By the terminal's own clock, which may be wrong."""


@dataclass(frozen=True)
class Standing:
    """How a terminal stands that is somebody's. It is on the disk before it counts."""

    locks: Annotated[tuple[Locked, ...], Many(len(Lock))] = ()
    out_of_service: bool = False
    wipe_due: bool = False
    """Its people and their keys are to go, and have not gone yet."""
    lease: Lease | None = None
    """How long it may still be without its server; None before this was first reckoned."""

    @property
    def fault(self) -> Fault | None:
        """Why it serves nobody."""
        held = {locked.lock for locked in self.locks}
        for lock, fault in FAULTS.items():
            if lock in held:
                return fault
        return Fault.OUT_OF_SERVICE if self.out_of_service else None


LOST = Standing((Locked(Lock.INACTIVITY, 0),))
"""Of a terminal that is somebody's and has no record of how it stands: somebody took the record away."""


def locked(standing: Standing, lock: Lock, at_millis: int) -> Standing:
    if any(each.lock is lock for each in standing.locks):
        return standing
    return replace(standing, locks=(*standing.locks, Locked(lock, at_millis)))


def released(standing: Standing, lock: Lock) -> Standing:
    return replace(standing, locks=tuple(each for each in standing.locks if each.lock is not lock))
