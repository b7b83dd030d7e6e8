"""Implements `app.ports.control.people.People` on the rows of the people's store."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, or_, select

from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.people import PersonId
from app.ports.control.people import REQUESTED, Enrolled
from app.ports.store import AuditEntry
from app.storage.schema import badges, consent_receipts, people
from app.storage.transaction import SqlTransaction

SERVER = TerminalId("server")
"""In the log of visits: the control plane, and no terminal."""


class SqlPeople:
    """`open_badge` is the store's (key slot, sealed badge, person); `changes` is None in a reading."""

    def __init__(
        self,
        connection: Connection,
        open_badge: Callable[[int, bytes, PersonId], Badge | None],
        changes: SqlTransaction | None,
        simulated: bool,
    ) -> None:
        self._connection = connection
        self._open_badge = open_badge
        self._changes = changes
        self._simulated = simulated

    def page(self, after: str, most: int) -> list[Enrolled]:
        query = (
            select(
                people.c.person,
                people.c.key_slot,
                people.c.enrolled_at,
                people.c.ends_at,
                badges.c.sealed,
                consent_receipts.c.terminal,
            )
            .join(badges, badges.c.person == people.c.person)
            .outerjoin(consent_receipts, consent_receipts.c.person == people.c.person)
            .where(people.c.person > after)
            .order_by(people.c.person)
            .limit(most)
        )
        return [
            Enrolled(
                PersonId(row.person),
                row.enrolled_at,
                None if row.terminal is None else TerminalId(row.terminal),
                row.ends_at,
                self._open_badge(row.key_slot, row.sealed, PersonId(row.person)),
            )
            for row in self._connection.execute(query)
        ]

    def overdue(self, unused_since: datetime, enrolled_before: datetime, most: int) -> list[PersonId]:
        late = or_(people.c.last_used_at < unused_since, people.c.enrolled_at < enrolled_before)
        rows = self._connection.execute(select(people.c.person).where(late).order_by(people.c.person).limit(most))
        return [PersonId(person) for person in rows.scalars()]

    def ended(self, at: datetime, most: int) -> list[PersonId]:
        query = select(people.c.person).where(people.c.ends_at <= at).order_by(people.c.person).limit(most)
        return [PersonId(person) for person in self._connection.execute(query).scalars()]

    def end_access(self, person: PersonId, ends_at: datetime | None) -> bool:
        """Raises RuntimeError in a reading."""
        return self._writing().end_access(person, ends_at)

    def remove(self, person: PersonId, at: datetime, why: str = REQUESTED) -> bool:
        """Raises RuntimeError in a reading."""
        changes = self._writing()
        known = changes.delete_person(person)
        if known:
            entry = AuditEntry(AuditAction.DELETE_PERSON, why, at, SERVER, self._simulated, person)
            changes.add_audit(entry)
        return known

    def _writing(self) -> SqlTransaction:
        if self._changes is None:
            raise RuntimeError("a reading changes nothing")
        return self._changes
