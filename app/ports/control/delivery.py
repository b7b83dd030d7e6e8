"""What delivering events needs from the store and from the world outside.

Rules it keeps: one server process at a time serves a target, for as long as its lease lasts; an attempt is recorded by
whoever still holds the lease, and by nobody else. A process that dies in between leaves its letters to the next one,
which sends them again under the same id.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from app.domain.destinations import Destination, Target
from app.domain.retries import DeliveryFault, Outcome, Settlement, Waiting


@dataclass(frozen=True, slots=True)
class Letter:
    """One event on its way to one target."""

    delivery: int
    """The row."""
    event: str
    """The event's id, the same at every attempt."""
    detail_type: str
    published_at: datetime
    text: str = field(repr=False)
    """The envelope, JSON."""
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Claim:
    """A target that is ours until the lease ends, with its oldest letters that are due."""

    target: Target
    token: str
    failures: int
    """Of the target, in a row."""
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class TargetState:
    """What a look at the target tells after a round."""

    failures: int
    held_until: datetime | None
    """Nothing is tried before; None when the target answers."""
    fault: DeliveryFault | None


class Deliveries(Protocol):
    def claim(self, now: datetime, lease_s: float, most: int) -> Claim | None:
        """The target that has waited longest, with up to `most` letters; None when nothing is due."""
        ...

    def settle(
        self, claim: Claim, settled: Sequence[tuple[Letter, Settlement]], state: TargetState, now: datetime
    ) -> bool:
        """Records a round and gives the target free. False, and nothing is recorded, when the lease was lost."""
        ...

    def forget(self, before: datetime, most: int) -> int:
        """Deletes up to `most` events published before then that nobody waits for; how many there were."""
        ...


DestinationT_contra = TypeVar("DestinationT_contra", bound=Destination, contravariant=True)


class Carrier(Protocol[DestinationT_contra]):
    """Takes letters to one kind of destination."""

    def carry(self, destination: DestinationT_contra, secret: str, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Tries the letters in order and stops at the first Unavailable: one outcome for each that was tried, at least
        one. Never raises for what the target does."""
        ...
