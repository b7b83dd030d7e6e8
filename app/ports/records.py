"""What an administrator reads of the store, a page at a time: people by opaque id, and the audit.

Rules it keeps: no name and no badge in a row; sorting, filtering and counting are the store's own work, so that a page
costs the same among a hundred people and among a hundred thousand.

    page = records.people_page(PeopleQuery(order=PeopleOrder.USED, limit=50))
    print(f"{len(page.rows)} of {page.total}")
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, Protocol, TypeVar

from app.domain.audit_action import AuditAction
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.ports.store import AuditEntry

Row = TypeVar("Row")

PAGE_ROWS = 50
"""Rows of one page: two screens full, read in a moment."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`total` counts all rows that the query has, on every page."""

    rows: tuple[Row, ...]
    total: int


class PeopleOrder(Enum):
    PERSON = "person"
    SITE = "site"
    ENROLLED = "enrolled"
    USED = "used"


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """`person` alone when given; those of equal rank come in the order of their ids."""

    order: PeopleOrder = PeopleOrder.ENROLLED
    descending: bool = True
    person: PersonId | None = None
    offset: int = 0
    limit: int = PAGE_ROWS


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Times are aware and UTC; `left` and `right` count stored samples of that palm."""

    person: PersonId
    site: SiteId
    enrolled_at: datetime
    last_used_at: datetime
    ends_at: datetime | None
    """From when on the person is refused."""
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Newest first; of these actions alone, and of this person alone, when given."""

    actions: Collection[AuditAction] = ()
    person: PersonId | None = None
    offset: int = 0
    limit: int = PAGE_ROWS


@dataclass(frozen=True, slots=True)
class AuditRow:
    """`number` is the row's place in the chain, from 1."""

    number: int
    entry: AuditEntry


@dataclass(frozen=True, slots=True)
class Enrolled:
    people: int
    palms: int


class Records(Protocol):
    def people_page(self, query: PeopleQuery) -> Page[PersonRow]: ...

    def audit_page(self, query: AuditQuery) -> Page[AuditRow]: ...

    def enrolled(self) -> Enrolled: ...

    def broken_audit_row(self) -> int | None:
        """The number of the first audit row that was edited, removed or moved; None when the chain holds."""
        ...
