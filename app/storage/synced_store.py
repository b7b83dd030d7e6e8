"""Implements `app.ports.synced_store` on the people's store of a terminal.

store = SqlSyncedStore(people)
with store.transaction() as transaction:
    transaction.put(page)
    transaction.keep(replace(transaction.state(), version=7))
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy import Connection, select, update

from app.domain.people import PersonId
from app.ports.records import AuditRow
from app.ports.synced_store import EnrolledHere, SyncState
from app.ports.transform import TransformKey
from app.storage.gallery_tables import sync_state
from app.storage.records import audit_entry
from app.storage.schema import audit, people
from app.storage.store import SqlStore
from app.storage.synced_people import SyncedPeople
from app.storage.transforms import live_keys


class SqlSyncTransaction(SyncedPeople):
    """Implements `app.ports.synced_store.SyncTransaction`."""

    def state(self) -> SyncState:
        return _state(self.people.connection)

    def transform_keys(self) -> tuple[TransformKey, ...]:
        return live_keys(self.people.connection, self._vault)

    def keep(self, state: SyncState) -> None:
        self.people.connection.execute(update(sync_state).values(asdict(state)))


class SqlSyncedStore:
    """Threads may share it."""

    def __init__(self, people: SqlStore) -> None:
        self._people = people

    @contextmanager
    def transaction(self) -> Iterator[SqlSyncTransaction]:
        with self._people.transaction() as transaction:
            yield SqlSyncTransaction(transaction, self._people.account, self._people.vault)

    def state(self) -> SyncState:
        with self._people.reading() as connection:
            return _state(connection)

    def records_after(self, number: int, most: int) -> list[AuditRow]:
        query = select(audit).where(audit.c.seq > number).order_by(audit.c.seq).limit(most)
        with self._people.reading() as connection:
            return [AuditRow(row.seq, audit_entry(row)) for row in connection.execute(query)]

    def enrolled_here(self, person: PersonId) -> EnrolledHere | None:
        ours = select(people.c.person).where(people.c.person == person, people.c.synced.is_(None))
        with self._people.reading() as connection:
            if connection.execute(ours).first() is None:
                return None
        badge, receipt = self._people.badge_of(person), self._people.receipt_of(person)
        templates = tuple(self._people.templates_of([person]))
        if badge is None or receipt is None or not templates:
            return None
        return EnrolledHere(person, receipt, badge, templates)


def _state(connection: Connection) -> SyncState:
    row = connection.execute(select(sync_state)).one()
    return SyncState(
        row.stream,
        row.lineage,
        row.version,
        row.covered,
        row.sweeping,
        row.ready,
        row.closed,
        row.sent,
    )
