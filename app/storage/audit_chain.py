"""Chains audit rows by hash, so that an edited, removed or moved row shows.

hash = SHA-256(0x00 || previous || record); the record is the row's fields in order as a JSON list, its time in ISO
8601, UTC. A row without `liveness` has a list that is one shorter, as all rows had before there was that field. The
first `previous` is the hash of the account's id, so that no chain passes for another store's.
Limits: whoever can write the database can cut rows off the end or forge a whole chain; only a head that is kept
elsewhere shows that.

>>> row = ChainedRow(1, "enrol", "saved", datetime(2026, 3, 1, 9, tzinfo=UTC), "desk-1", False, None, None)
>>> head = origin("0" * 32)
>>> first_broken("0" * 32, [(row, head, link(head, row))]) is None
True
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class ChainedRow:
    seq: int
    action: str
    outcome: str
    at: datetime
    terminal: str
    simulated: bool
    person: str | None
    attempt: int | None
    liveness: str | None = None


def origin(account: str) -> bytes:
    return sha256(account.encode()).digest()


def link(previous: bytes, row: ChainedRow) -> bytes:
    values = [getattr(row, field.name) for field in fields(row)]
    if row.liveness is None:
        values.pop()
    words = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in values]
    return link_words(previous, words)


def link_words(previous: bytes, words: Sequence[object]) -> bytes:
    """Of any record that JSON can hold."""
    record = json.dumps(words, separators=(",", ":"), ensure_ascii=False).encode()
    return sha256(b"\x00" + previous + record).digest()


def first_broken(account: str, rows: Iterable[tuple[ChainedRow, bytes, bytes]]) -> int | None:
    """The number of the first row that does not follow from those before it; rows are (row, previous, hash) in
    order. None when all do."""
    head = origin(account)
    for expected, (row, previous, hashed) in enumerate(rows, start=1):
        if row.seq != expected or previous != head or link(head, row) != hashed:
            return expected
        head = hashed
    return None
