"""Implements `app.ports.control.credentials`."""

import json
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.domain.faults import Fault, FaultError
from app.domain.lockout import FORGOTTEN_AFTER, Attempts
from app.ports.control.credentials import AccessKey, Factor, FactorKind, StoredPassword
from app.ports.control.seals import Seals
from app.storage.control.authority_tables import access_keys, factors, guesses, passwords, recovery_codes, spent

_SPEND = {
    "sqlite": sqlite.insert(spent).on_conflict_do_nothing().returning(spent.c.what),
    "postgresql": postgresql.insert(spent).on_conflict_do_nothing().returning(spent.c.what),
}
"""By engine. On PostgreSQL the second of two at once waits for the first, and spends what that one took back."""


def _opened(seals: Seals, sealed: bytes, table: str, row: str) -> bytes:
    content = seals.open(sealed, table, row)
    if content is None:
        raise FaultError(Fault.STORE_UNREADABLE, f"a row of {table} was altered outside Thenar")
    return content


class SqlSecrets:
    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def password(self, holder: str) -> StoredPassword | None:
        row = self._connection.execute(select(passwords).where(passwords.c.holder == holder)).first()
        if row is None:
            return None
        hashed, *earlier = json.loads(_opened(self._seals, row.sealed, "passwords", holder))
        return StoredPassword(hashed, tuple(earlier), row.must_change, row.changed_at)

    def put_password(self, holder: str, password: StoredPassword) -> None:
        self.remove_password(holder)
        content = json.dumps([password.hashed, *password.earlier]).encode()
        row = {
            "holder": holder,
            "sealed": self._seals.seal(content, "passwords", holder),
            "must_change": password.must_change,
            "changed_at": password.changed_at,
        }
        self._connection.execute(insert(passwords).values(row))

    def remove_password(self, holder: str) -> bool:
        return self._connection.execute(delete(passwords).where(passwords.c.holder == holder)).rowcount > 0

    def factors_of(self, holder: str) -> list[Factor]:
        query = select(factors).where(factors.c.holder == holder).order_by(factors.c.created_at, factors.c.id)
        return [self._factor(row) for row in self._connection.execute(query)]

    def put_factor(self, factor: Factor) -> None:
        self.remove_factor(factor.id)
        row = {
            "id": factor.id,
            "holder": factor.holder,
            "kind": factor.kind,
            "sealed": self._seals.seal(factor.secret, "factors", factor.id),
            "credential": factor.credential,
            "used": factor.used,
            "active": factor.active,
            "created_at": factor.created_at,
        }
        self._connection.execute(insert(factors).values(row))

    def remove_factor(self, factor: str) -> None:
        self._connection.execute(delete(factors).where(factors.c.id == factor))

    def put_recovery_codes(self, holder: str, digests: tuple[bytes, ...]) -> None:
        self._connection.execute(delete(recovery_codes).where(recovery_codes.c.holder == holder))
        if digests:
            rows = [{"holder": holder, "digest": digest} for digest in digests]
            self._connection.execute(insert(recovery_codes), rows)

    def spend_recovery_code(self, holder: str, digest: bytes) -> bool:
        one = (recovery_codes.c.holder == holder) & (recovery_codes.c.digest == digest)
        return self._connection.execute(delete(recovery_codes).where(one)).rowcount > 0

    def recovery_codes_left(self, holder: str) -> int:
        mine = recovery_codes.c.holder == holder
        return self._connection.execute(select(func.count()).select_from(recovery_codes).where(mine)).scalar_one()

    def forget(self, holder: str) -> None:
        for table in (passwords, factors, recovery_codes, access_keys):
            self._connection.execute(delete(table).where(table.c.holder == holder))

    def _factor(self, row: Row[tuple[object, ...]]) -> Factor:
        secret = _opened(self._seals, row.sealed, "factors", row.id)
        kind = FactorKind(row.kind)
        return Factor(row.id, row.holder, kind, secret, row.credential, row.used, row.active, row.created_at)


class SqlAccessKeys:
    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def add(self, key: AccessKey) -> None:
        row = {
            "id": key.id,
            "holder": key.holder,
            "sealed": self._seals.seal(key.secret.encode(), "access_keys", key.id),
            "active": key.active,
            "created_at": key.created_at,
            "used_at": key.used_at,
            "used_for": key.used_for,
        }
        self._connection.execute(insert(access_keys).values(row))

    def get(self, key: str) -> AccessKey | None:
        row = self._connection.execute(select(access_keys).where(access_keys.c.id == key)).first()
        return None if row is None else self._key(row)

    def of(self, holder: str) -> list[AccessKey]:
        mine = access_keys.c.holder == holder
        query = select(access_keys).where(mine).order_by(access_keys.c.created_at, access_keys.c.id)
        return [self._key(row) for row in self._connection.execute(query)]

    def set_active(self, key: str, active: bool) -> None:
        self._connection.execute(update(access_keys).where(access_keys.c.id == key).values(active=active))

    def note_use(self, key: str, at: datetime, service: str) -> None:
        values = {"used_at": at, "used_for": service}
        self._connection.execute(update(access_keys).where(access_keys.c.id == key).values(values))

    def remove(self, key: str) -> None:
        self._connection.execute(delete(access_keys).where(access_keys.c.id == key))

    def _key(self, row: Row[tuple[object, ...]]) -> AccessKey:
        secret = _opened(self._seals, row.sealed, "access_keys", row.id).decode()
        return AccessKey(row.id, row.holder, secret, row.active, row.created_at, row.used_at, row.used_for)


class SqlGuesses:
    """Whoever asks for attempts holds their row until the transaction ends, so that two guesses count as two."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def attempts(self, name: bytes) -> Attempts:
        with suppress(IntegrityError), self._connection.begin_nested():  # it may be there already
            self._connection.execute(insert(guesses).values(name=name, failures=0, last=None))
        row = self._connection.execute(select(guesses).where(guesses.c.name == name).with_for_update()).first()
        return Attempts() if row is None else Attempts(row.failures, row.last)

    def put_attempts(self, name: bytes, attempts: Attempts) -> None:
        row = {"failures": attempts.failures, "last": attempts.last}
        self.attempts(name)
        self._connection.execute(update(guesses).where(guesses.c.name == name).values(row))

    def spend(self, what: bytes, until: datetime) -> bool:
        first = _SPEND[self._connection.dialect.name]
        return self._connection.execute(first, {"what": what, "until": until}).first() is not None

    def spent_until(self, what: bytes) -> datetime | None:
        return self._connection.execute(select(spent.c.until).where(spent.c.what == what)).scalar()

    def forget(self, now: datetime) -> None:
        self._connection.execute(delete(spent).where(spent.c.until < now))
        stale = or_(guesses.c.last < now - FORGOTTEN_AFTER, guesses.c.last.is_(None))
        self._connection.execute(delete(guesses).where(stale))
