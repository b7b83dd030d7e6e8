"""What a terminal of a server remembers: the server's people of its site, how far it is, and what the server has taken.

Rules it keeps: a page and the version it brings are one transaction; whoever was enrolled here stays until the server
has taken or refused him.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.people import Hand, PersonId
from app.ports.records import AuditRow
from app.ports.store import StoredTemplate, Transaction
from app.ports.transform import TransformKey


@dataclass(frozen=True, slots=True)
class SyncState:
    stream: str
    """32 hexadecimal digits: what the server knows this log by. Drawn with the store."""
    lineage: str | None = None
    """None before the first page."""
    version: int = 0
    covered: int = 0
    """Tombstones of versions up to here are none of this terminal's business."""
    sweeping: bool = False
    """A page that began afresh is in, the complete one is not."""
    ready: bool = False
    """Everybody was here at once, at some time: since then a palm or a badge that is somebody else's is noticed."""
    closed: bool = False
    """The server said that its customer key refuses: no palm is compared until it says otherwise."""
    sent: int = 0
    """The number of the newest record that the server has taken."""


@dataclass(frozen=True, slots=True)
class SealedSample:
    hand: Hand
    epoch: int
    """Of the transform key that it is under."""
    template: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SyncedPerson:
    person: PersonId
    version: int
    enrolled_at: datetime
    badge: Badge = field(repr=False)
    samples: tuple[SealedSample, ...] = field(repr=False)
    """By hand, in the order of capture."""
    ends_at: datetime | None = None
    """From when on he is refused."""


@dataclass(frozen=True, slots=True)
class EnrolledHere:
    """Somebody whom the server does not know yet."""

    person: PersonId
    receipt: ConsentReceipt
    badge: Badge = field(repr=False)
    templates: tuple[StoredTemplate, ...] = field(repr=False)


class SyncTransaction(Protocol):
    @property
    def people(self) -> Transaction: ...

    def state(self) -> SyncState: ...

    def keep(self, state: SyncState) -> None: ...

    def adopt(self, keys: Collection[TransformKey]) -> list[PersonId]:
        """The server's keys take the place of ours; one that nothing is under any more dies. Where they are another
        tenant's than those people here are under, these are gone, and returned."""
        ...

    def transform_keys(self) -> tuple[TransformKey, ...]:
        """As `app.ports.store.Store` has them."""
        ...

    def put(self, people: Sequence[SyncedPerson]) -> list[PersonId]:
        """New, or in place of what was here of them. Returns who lost his badge to one of them, and is gone."""
        ...

    def remove(self, people: Collection[PersonId]) -> list[PersonId]:
        """Those who were here, and are gone with badge, templates and key."""
        ...

    def unmark(self) -> None:
        """Whoever came from the server is to be confirmed, or goes with `unconfirmed`."""
        ...

    def unconfirmed(self) -> list[PersonId]: ...


class SyncedStore(Protocol):
    def transaction(self) -> AbstractContextManager[SyncTransaction]:
        """As `app.ports.store.Store.transaction`."""
        ...

    def state(self) -> SyncState: ...

    def records_after(self, number: int, most: int) -> list[AuditRow]:
        """Of the log, in order."""
        ...

    def enrolled_here(self, person: PersonId) -> EnrolledHere | None:
        """None for one who has gone, or whom the server brought."""
        ...
