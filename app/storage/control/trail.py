"""The audit of calls over SQL: `app.ports.control.trail.TrailLog`, inside somebody's transaction.

hash = SHA-256(0x00 || previous || record), the record a JSON list of number, event id, time, action, user name, access
key, read-only, resources in order, and the record's text; so what it is found by cannot be changed either. Writers
queue at the account's row, since there is one chain.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from app.domain.audit_record import AuditedCall, looked_up_as, record_text
from app.ports.control.trail import Attribute, DigestPlan, FiledDigest, Head, Question, TrailEntry
from app.storage.audit_chain import link_words, origin
from app.storage.control.trail_tables import trail, trail_digests, trail_resources
from app.storage.schema import account

_ROWS_AT_ONCE = 500
"""A megabyte of records."""
_QUEUE = select(account.c.id).with_for_update()
_NEWEST = select(trail.c.number, trail.c.hash).order_by(trail.c.number.desc()).limit(1)
_APPEND, _APPEND_ABOUT = insert(trail), insert(trail_resources)
"""Made once: every call takes them, and making a statement costs more than running it."""


class SqlTrail:
    """Implements `app.ports.control.trail.TrailLog`. `store` is the id of the store: no chain passes for another's."""

    def __init__(self, connection: Connection, store: str) -> None:
        self._connection = connection
        self._origin = origin(f"trail of {store}")

    def append(self, call: AuditedCall) -> None:
        self._queue()
        head = self._newest()
        entry = TrailEntry(
            head.number + 1,
            call.event_id,
            call.at,
            call.action,
            looked_up_as(call.caller),
            call.caller.access_key,
            call.read_only,
            tuple(sorted(set(call.resources))),
            record_text(call),
        )
        previous = bytes.fromhex(head.hash)
        row = {
            "number": entry.number,
            "event": entry.event,
            "at": entry.at,
            "action": entry.action,
            "username": entry.username,
            "access_key": entry.access_key,
            "read_only": entry.read_only,
            "record": entry.text,
        }
        self._connection.execute(_APPEND, {**row, "previous": previous, "hash": _link(previous, entry)})
        about = [{"number": entry.number, "resource": resource} for resource in entry.resources]
        if about:
            self._connection.execute(_APPEND_ABOUT, about)

    def find(self, question: Question, before: int, most: int) -> Sequence[TrailEntry]:
        query = select(trail.c.number).order_by(trail.c.number.desc()).limit(most)
        if before:
            query = query.where(trail.c.number < before)
        for condition in _conditions(question):
            query = query.where(condition)
        numbers = self._connection.execute(query).scalars().all()
        return sorted(self._told(trail.c.number.in_(numbers)), key=lambda entry: -entry.number)

    def entries(self, first: int, last: int) -> Iterator[TrailEntry]:
        return self._told(trail.c.number.between(first, last))

    def head(self) -> Head:
        return self._newest()

    def hash_of(self, number: int) -> str | None:
        if number == 0:
            return self._origin.hex()
        hashed = self._connection.execute(select(trail.c.hash).where(trail.c.number == number)).scalar()
        return None if hashed is None else hashed.hex()

    def first_broken(self) -> int | None:
        """A resource without a record, which the database's own reference refuses, is not looked for."""
        head = self._origin
        chain = select(trail.c.previous, trail.c.hash).order_by(trail.c.number)
        links = self._connection.execute(chain.execution_options(yield_per=_ROWS_AT_ONCE))
        pairs = zip(self._told(None), links, strict=True)
        for expected, (entry, link) in enumerate(pairs, start=1):
            if entry.number != expected or link.previous != head or link.hash != _link(head, entry):
                return expected
            head = link.hash
        return None

    def digests(self, after: int = 0) -> Sequence[FiledDigest]:
        written = trail_digests.c.key.is_not(None) & (trail_digests.c.number > after)
        rows = self._connection.execute(select(trail_digests).where(written).order_by(trail_digests.c.number))
        return [FiledDigest(_plan(row), row.key, row.hash, row.signature) for row in rows]

    def newest_digest(self) -> FiledDigest | None:
        newest = select(func.max(trail_digests.c.number)).where(trail_digests.c.key.is_not(None))
        number = self._connection.execute(newest).scalar()
        return None if number is None else self.digests(number - 1)[0]

    def plan_digest(self, start: datetime, end: datetime) -> DigestPlan:
        self._queue()
        newest = self._connection.execute(
            select(trail_digests).order_by(trail_digests.c.number.desc()).limit(1)
        ).first()
        if newest is not None and newest.key is None:
            return _plan(newest)
        head = self._newest()
        plan = DigestPlan(
            1 if newest is None else newest.number + 1,
            start if newest is None else newest.end,
            end,
            1 if newest is None else newest.last + 1,
            head.number,
            head.hash,
        )
        row = {"number": plan.number, "start": plan.start, "end": plan.end, "first": plan.first, "last": plan.last}
        self._connection.execute(insert(trail_digests).values(**row, last_hash=plan.last_hash))
        return plan

    def file_digest(self, filed: FiledDigest) -> bool:
        waiting = (trail_digests.c.number == filed.plan.number) & trail_digests.c.key.is_(None)
        written = {"key": filed.key, "hash": filed.hash, "signature": filed.signature}
        done = update(trail_digests).where(waiting).values(written).returning(trail_digests.c.number)
        return self._connection.execute(done).first() is not None

    def _queue(self) -> None:
        """One chain: writers come one after the other. On SQLite they do anyway."""
        if self._connection.dialect.name != "sqlite":
            self._connection.execute(_QUEUE)

    def _newest(self) -> Head:
        row = self._connection.execute(_NEWEST).first()
        return Head(0, self._origin.hex()) if row is None else Head(row.number, row.hash.hex())

    def _told(self, wanted: ColumnElement[bool] | None) -> Iterator[TrailEntry]:
        query = select(trail, trail_resources.c.resource).outerjoin(trail_resources)
        if wanted is not None:
            query = query.where(wanted)
        ordered = query.order_by(trail.c.number, trail_resources.c.resource)
        rows = self._connection.execute(ordered.execution_options(yield_per=_ROWS_AT_ONCE))
        for _, about in groupby(rows, key=lambda row: row.number):
            row, *others = about
            resources = tuple(each.resource for each in (row, *others) if each.resource is not None)
            yield _entry(row, tuple(sorted(resources)))


def _conditions(question: Question) -> Iterator[ColumnElement[bool]]:
    if question.start is not None:
        yield trail.c.at >= question.start
    if question.end is not None:
        yield trail.c.at <= question.end
    value = question.value
    match question.attribute:
        case Attribute.EVENT_ID:
            yield trail.c.event == value
        case Attribute.EVENT_NAME:
            yield trail.c.action == value
        case Attribute.READ_ONLY:
            yield trail.c.read_only == (value == "true")
        case Attribute.USERNAME:
            yield trail.c.username == value
        case Attribute.ACCESS_KEY_ID:
            yield trail.c.access_key == value
        case Attribute.RESOURCE_NAME:
            about = select(trail_resources.c.number).where(trail_resources.c.resource == value)
            yield trail.c.number.in_(about)
        case None:
            return


def _link(previous: bytes, entry: TrailEntry) -> bytes:
    words = [
        entry.number,
        entry.event,
        entry.at.astimezone(UTC).isoformat(),
        entry.action,
        entry.username,
        entry.access_key,
        entry.read_only,
        list(entry.resources),
        entry.text,
    ]
    return link_words(previous, words)


def _entry(row: Row[tuple[object, ...]], resources: tuple[str, ...]) -> TrailEntry:
    return TrailEntry(
        row.number,
        row.event,
        row.at,
        row.action,
        row.username,
        row.access_key,
        row.read_only,
        resources,
        row.record,
    )


def _plan(row: Row[tuple[object, ...]]) -> DigestPlan:
    return DigestPlan(row.number, row.start, row.end, row.first, row.last, row.last_hash)
