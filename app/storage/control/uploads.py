"""Implements `app.ports.control.uploads.Uploads` on the rows of the people's store."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.domain.badges import Badge
from app.domain.device_instances import InstanceId
from app.domain.people import PersonId
from app.ports.control.uploads import Newcomer, Standing, StreamState
from app.ports.store import AuditEntry
from app.storage.control.link_tables import terminal_streams
from app.storage.schema import badges, consent_receipts, people
from app.storage.transaction import SqlTransaction


class SqlUploads:
    """`open_badge` is the store's (key slot, sealed badge, person); `changes` is None in a reading."""

    def __init__(
        self,
        connection: Connection,
        open_badge: Callable[[int, bytes, PersonId], Badge | None],
        changes: SqlTransaction | None,
    ) -> None:
        self._connection = connection
        self._open_badge = open_badge
        self._changes = changes

    def hold(self, instance: InstanceId, stream: str) -> StreamState:
        table = terminal_streams.c
        mine = select(table.through, table.refused).where(table.instance == instance, table.stream == stream)
        row = self._connection.execute(mine.with_for_update()).first()
        return StreamState(0) if row is None else StreamState(row.through, row.refused)

    def keep(self, instance: InstanceId, stream: str, state: StreamState) -> None:
        table = terminal_streams.c
        values = {"through": state.through, "refused": state.refused}
        mine = update(terminal_streams).where(table.instance == instance, table.stream == stream)
        if not self._connection.execute(mine.values(values)).rowcount:
            self._connection.execute(insert(terminal_streams).values(instance=instance, stream=stream, **values))

    def append(self, entries: Sequence[AuditEntry]) -> None:
        self._writing.add_audits(entries)

    def standing(self, person: PersonId) -> Standing:
        if self._connection.execute(select(people.c.person).where(people.c.person == person)).first():
            return Standing.ENROLLED
        agreed = select(consent_receipts.c.person).where(consent_receipts.c.person == person)
        return Standing.GONE if self._connection.execute(agreed).first() else Standing.UNKNOWN

    def enrol(self, newcomer: Newcomer) -> None:
        writing = self._writing
        writing.add_person(newcomer.person, newcomer.badge, newcomer.receipt, newcomer.site)
        epoch = writing.transform_key().epoch
        for each in newcomer.templates:
            writing.add_template(newcomer.person, each.hand, each.template, epoch)

    def badge_of(self, person: PersonId) -> Badge | None:
        query = select(people.c.key_slot, badges.c.sealed).join(badges).where(people.c.person == person)
        row = self._connection.execute(query).first()
        return None if row is None else self._open_badge(row.key_slot, row.sealed, person)

    def record_use(self, person: PersonId, at: datetime) -> None:
        mine = (people.c.person == person) & (people.c.last_used_at < at)
        self._connection.execute(update(people).where(mine).values(last_used_at=at))

    @property
    def _writing(self) -> SqlTransaction:
        if self._changes is None:
            raise RuntimeError("a reading changes nothing")
        return self._changes
