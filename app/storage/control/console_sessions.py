"""Implements `app.ports.control.console_sessions`."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from app.domain.caller import CallerKind
from app.domain.console_sessions import MOST_IDLE, ConsoleSession
from app.domain.principals import PrincipalId
from app.storage.control.console_tables import console_sessions as table


class SqlConsoleSessions:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: ConsoleSession) -> None:
        self._connection.execute(insert(table).values(asdict(session)))

    def get(self, session: str) -> ConsoleSession | None:
        row = self._connection.execute(select(table).where(table.c.id == session)).first()
        return None if row is None else _session(row)

    def note_use(self, session: str, at: datetime) -> None:
        self._connection.execute(update(table).where(table.c.id == session).values(used_at=at))

    def end(self, session: str) -> None:
        self._connection.execute(delete(table).where(table.c.id == session))

    def end_of(self, principal: PrincipalId) -> None:
        self._connection.execute(delete(table).where(or_(table.c.principal == principal, table.c.role == principal)))

    def of(self, principal: PrincipalId, name: str = "") -> list[ConsoleSession]:
        his = (table.c.principal == principal) & (table.c.name == name)
        query = select(table).where(his).order_by(table.c.began_at, table.c.id)
        return [_session(row) for row in self._connection.execute(query)]

    def forget(self, now: datetime) -> None:
        over = or_(table.c.ends_at <= now, table.c.used_at <= now - MOST_IDLE)
        self._connection.execute(delete(table).where(over))


def _session(row: Row[tuple[object, ...]]) -> ConsoleSession:
    return ConsoleSession(
        id=row.id,
        principal=PrincipalId(row.principal),
        kind=CallerKind(row.kind),
        name=row.name,
        began_at=row.began_at,
        used_at=row.used_at,
        ends_at=row.ends_at,
        mfa_at=row.mfa_at,
        role=None if row.role is None else PrincipalId(row.role),
    )
