"""What can come of looking for newer software, and of trying it.

>>> Fetched.TAMPERED.fault.row.code
'TH-622'
>>> Fetched.CURRENT.fault is None
True
"""

import re
from dataclasses import dataclass
from enum import Enum

from app.domain.faults import Fault


class Fetched(Enum):
    """What came of one look. Whatever it is, the version before is there and starts."""

    NEWER = "newer"
    """Downloaded, verified, and to be installed."""
    CURRENT = "current"
    """The newest one is the one that runs."""
    FAILED_BEFORE = "failed_before"
    """The newest one was tried here and did not hold: it is not tried again. The terminal goes on with its own."""
    UNREACHABLE = "unreachable"
    """No answer, or a cut: what arrived is kept, and the next look goes on from there."""
    TAMPERED = "tampered"
    """Of other content than was signed."""
    UNSIGNED = "unsigned"
    """Signed by others than this terminal trusts, or by too few of them."""
    OLDER = "older"
    """Records that go back behind what this terminal has seen."""
    EXPIRED = "expired"
    """Records past their date: nobody renews them, or somebody keeps newer ones back."""
    MIXED = "mixed"
    """Records, each of them good, that were not published together."""
    OVERSIZED = "oversized"
    """More bytes than were announced."""
    SLOW = "slow"
    """Fewer bytes in a while than any line gives."""
    UNREADABLE = "unreadable"
    """No update server speaks like this; or what it publishes is no software for this terminal."""
    NO_SPACE = "no_space"
    """Known before the download begins; nothing is left of it."""

    @property
    def fault(self) -> Fault | None:
        """What to show. None where there is nothing to put right now."""
        return _FAULTS.get(self)

    @property
    def refused(self) -> bool:
        """Whether what was offered is not to be believed or not to be used, whatever the network."""
        return self in _REFUSED

    @property
    def goes_on(self) -> bool:
        """Whether a terminal that is being set up may go on to the next step."""
        return self in (Fetched.NEWER, Fetched.CURRENT, Fetched.FAILED_BEFORE)


_REFUSED = frozenset(
    {
        Fetched.TAMPERED,
        Fetched.UNSIGNED,
        Fetched.OLDER,
        Fetched.EXPIRED,
        Fetched.MIXED,
        Fetched.OVERSIZED,
        Fetched.UNREADABLE,
    }
)
_FAULTS = {
    Fetched.UNREACHABLE: Fault.UPDATE_UNREACHABLE,
    Fetched.TAMPERED: Fault.UPDATE_TAMPERED,
    Fetched.UNSIGNED: Fault.UPDATE_UNSIGNED,
    Fetched.OLDER: Fault.UPDATE_OLDER,
    Fetched.EXPIRED: Fault.UPDATE_EXPIRED,
    Fetched.MIXED: Fault.UPDATE_MIXED,
    Fetched.OVERSIZED: Fault.UPDATE_OVERSIZED,
    Fetched.SLOW: Fault.UPDATE_SLOW,
    Fetched.UNREADABLE: Fault.UPDATE_UNREADABLE,
    Fetched.NO_SPACE: Fault.STORE_FULL,
    Fetched.FAILED_BEFORE: Fault.UPDATE_FAILED,
}


class TrialEnd(Enum):
    """Why a version that was tried did not stay."""

    EXITED = "exited"
    """It ended by itself before it was found healthy."""
    UNHEALTHY = "unhealthy"
    """Its own health check found so."""
    LATE = "late"
    """It was not found healthy in the time there is for that."""
    STARTS = "starts"
    """The machine went down during each of the starts it was given."""


@dataclass(frozen=True)
class FailedVersion:
    """The version that was tried last and rolled back."""

    version: str
    end: TrialEnd


VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}([a-z]{1,5}[0-9]{0,4})?", re.ASCII)
"""As in 0.2.0 or 1.4.0rc1: what a release may be called. It is part of a folder's name."""
DIGEST_SHOWN = 16
"""Hexadecimal digits of a bundle's SHA-256 in a folder's name: what is published anew under a version of before has
another folder."""


@dataclass(frozen=True)
class Release:
    """One published version, for one kind of machine.

    >>> Release("0.2.0", "ab" * 32).name
    '0.2.0-abababababababab'
    """

    version: str
    digest: str
    """SHA-256 of the bundle, in hexadecimal digits."""

    @property
    def name(self) -> str:
        """Of its folder on a terminal."""
        return f"{self.version}-{self.digest[:DIGEST_SHOWN]}"


def version_of(name: str) -> str:
    """The version in a folder's name.

    >>> version_of("0.2.0-abababababababab")
    '0.2.0'
    """
    return name.partition("-")[0]
