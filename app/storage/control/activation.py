"""Implements `app.ports.control.activation`."""

from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.activation import ActivationClaim, IssuedCode
from app.domain.device_instances import InstanceId
from app.domain.faults import Fault, FaultError
from app.ports.control.activation import StoredAuthority, TerminalCertificate
from app.ports.control.seals import Seals
from app.storage.control.activation_tables import activation_codes, certificate_authority, terminal_certificates

_AUTHORITY = "certificate_authority"
_ONLY = 1
"""There is one authority, and its row's number says so."""


class SqlActivationCodes:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def issue(self, code: IssuedCode) -> None:
        fresh = {"wrong_answers": 0, "confirmed": False, "finished": False}
        self._connection.execute(insert(activation_codes).values(**vars(code), **fresh))

    def find(self, reference_hash: bytes) -> IssuedCode | None:
        table = activation_codes.c
        columns = (table.reference_hash, table.instance, table.site, table.issued_at, table.expires_at)
        row = self._connection.execute(select(*columns).where(table.reference_hash == reference_hash)).first()
        return None if row is None else IssuedCode(**row._mapping)

    def claim(self, reference_hash: bytes, claim_hash: bytes, at: datetime) -> ActivationClaim | None:
        table = activation_codes.c
        there = (table.reference_hash == reference_hash) & (table.claimed_at.is_(None)) & (table.expires_at > at)
        spent = update(activation_codes).where(there).values(claimed_at=at, claim_hash=claim_hash)
        row = self._connection.execute(spent.returning(*activation_codes.c)).first()
        return None if row is None else _claim(row)

    def hold(self, claim_hash: bytes) -> ActivationClaim | None:
        mine = activation_codes.c.claim_hash == claim_hash
        row = self._connection.execute(select(activation_codes).where(mine).with_for_update()).first()
        return None if row is None else _claim(row)

    def change(self, claim: ActivationClaim) -> None:
        values = {
            "wrong_answers": claim.wrong_answers,
            "confirmed": claim.confirmed,
            "finished": claim.finished,
        }
        mine = activation_codes.c.claim_hash == claim.claim_hash
        self._connection.execute(update(activation_codes).where(mine).values(values))

    def forget(self, before: datetime) -> int:
        return self._connection.execute(delete(activation_codes).where(activation_codes.c.issued_at < before)).rowcount


def _claim(row: Row[tuple[object, ...]]) -> ActivationClaim:
    return ActivationClaim(
        claim_hash=row.claim_hash,
        instance=row.instance,
        site=row.site,
        claimed_at=row.claimed_at,
        wrong_answers=row.wrong_answers,
        confirmed=row.confirmed,
        finished=row.finished,
    )


class SqlCertificates:
    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def authority(self) -> StoredAuthority | None:
        row = self._connection.execute(select(certificate_authority)).first()
        if row is None:
            return None
        return StoredAuthority(
            row.root, row.issuer, self._open(row.root_key, "root"), self._open(row.issuer_key, "issuer")
        )

    def keep_authority(self, authority: StoredAuthority) -> None:
        values = {
            "number": _ONLY,
            "root": authority.root,
            "issuer": authority.issuer,
            "root_key": self._seals.seal(authority.root_key, _AUTHORITY, "root"),
            "issuer_key": self._seals.seal(authority.issuer_key, _AUTHORITY, "issuer"),
        }
        dialect = postgresql if self._connection.dialect.name == "postgresql" else sqlite
        self._connection.execute(dialect.insert(certificate_authority).values(values).on_conflict_do_nothing())

    def add(self, certificate: TerminalCertificate) -> None:
        self._connection.execute(insert(terminal_certificates).values(**vars(certificate)))

    def find(self, serial: str) -> TerminalCertificate | None:
        mine = terminal_certificates.c.serial == serial
        row = self._connection.execute(select(terminal_certificates).where(mine)).first()
        return None if row is None else TerminalCertificate(**row._mapping)

    def standing(self, instance: InstanceId) -> list[TerminalCertificate]:
        table = terminal_certificates.c
        mine = (table.instance == instance) & table.revoked_at.is_(None)
        rows = self._connection.execute(
            select(terminal_certificates).where(mine).order_by(table.issued_at.desc(), table.serial)
        )
        return [TerminalCertificate(**row._mapping) for row in rows]

    def revoke(self, instance: InstanceId, at: datetime) -> int:
        table = terminal_certificates.c
        mine = (table.instance == instance) & table.revoked_at.is_(None)
        return self._connection.execute(update(terminal_certificates).where(mine).values(revoked_at=at)).rowcount

    def revoked(self, now: datetime) -> list[tuple[str, datetime]]:
        table = terminal_certificates.c
        counted = table.revoked_at.is_not(None) & (table.ends_at > now)
        rows = self._connection.execute(select(table.serial, table.revoked_at).where(counted).order_by(table.serial))
        return [(row.serial, row.revoked_at) for row in rows]

    def _open(self, sealed: bytes, which: str) -> bytes:
        content = self._seals.open(sealed, _AUTHORITY, which)
        if content is None:
            raise FaultError(Fault.STORE_UNREADABLE, f"a row of {_AUTHORITY} was altered outside Thenar")
        return content
