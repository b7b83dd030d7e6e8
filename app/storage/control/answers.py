"""Implements `app.ports.control.answers.KeptAnswers`."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from app.domain.faults import Fault, FaultError
from app.ports.control.answers import KeptAnswer
from app.ports.control.seals import Seals
from app.storage.control.tables import kept_answers

_DIGEST_BYTES = 32
_TABLE = "kept_answers"


class SqlKeptAnswers:
    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def find(self, key: bytes, since: datetime) -> KeptAnswer | None:
        """Whoever asks for the same key meanwhile waits until this transaction ends: on SQLite anyway, on PostgreSQL
        by a lock that goes with it."""
        if self._connection.dialect.name == "postgresql":
            number = int.from_bytes(key[:8], signed=True)
            self._connection.execute(select(func.pg_advisory_xact_lock(number)))
        mine = (kept_answers.c.key == key) & (kept_answers.c.at >= since)
        sealed = self._connection.execute(select(kept_answers.c.sealed).where(mine)).scalar()
        if sealed is None:
            return None
        content = self._seals.open(sealed, _TABLE, key.hex())
        if content is None:
            raise FaultError(Fault.STORE_UNREADABLE, f"a row of {_TABLE} was altered outside Thenar")
        return KeptAnswer(content[:_DIGEST_BYTES], content[_DIGEST_BYTES:])

    def keep(self, key: bytes, kept: KeptAnswer, at: datetime) -> None:
        self._connection.execute(delete(kept_answers).where(kept_answers.c.key == key))
        sealed = self._seals.seal(kept.digest + kept.answer, _TABLE, key.hex())
        self._connection.execute(insert(kept_answers).values(key=key, sealed=sealed, at=at))

    def forget(self, before: datetime) -> int:
        return self._connection.execute(delete(kept_answers).where(kept_answers.c.at < before)).rowcount
