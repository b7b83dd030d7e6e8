"""The console's books over this machine's own store: people, and the audit.

    people = PeopleDesk(store, store, logbook)
    people.delete(people.holder(badge))

A terminal that runs beside the console takes notice of a deletion with its next look (`keep_current`), and of an end
with the next palm.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from app.biometrics.gallery import Gallery
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.people import PersonId
from app.ports.records import AuditQuery, AuditRow, Page, PeopleQuery, PersonRow, Records
from app.ports.store import Store
from app.services.delete_person import DeletionReason, delete_person
from app.services.end_access import end_access
from app.services.logbook import Logbook


@dataclass(frozen=True)
class PeopleDesk:
    """Implements `app.ports.oversight.PeopleBook`."""

    store: Store
    records: Records
    logbook: Logbook

    def page(self, query: PeopleQuery) -> Page[PersonRow]:
        return self.records.people_page(query)

    def holder(self, badge: Badge) -> PersonId | None:
        return self.store.person_with(badge)

    def receipt(self, person: PersonId) -> ConsentReceipt | None:
        return self.store.receipt_of(person)

    def end_access(self, people: Collection[PersonId], ends_at: datetime | None) -> int:
        return end_access(self.store, people, ends_at, self.logbook)

    def delete(self, person: PersonId) -> bool:
        return delete_person(self.store, Gallery(), person, DeletionReason.REQUESTED, self.logbook)


@dataclass(frozen=True)
class AuditDesk:
    """Implements `app.ports.oversight.AuditBook`."""

    records: Records

    def page(self, query: AuditQuery) -> Page[AuditRow]:
        return self.records.audit_page(query)

    def first_broken(self) -> int | None:
        return self.records.broken_audit_row()
