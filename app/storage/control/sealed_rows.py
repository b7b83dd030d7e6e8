"""A value inside a row: as JSON or as text, sealed to its table and row."""

import json
from typing import TypeVar

from app.domain.faults import Fault, FaultError
from app.operations.reading import read
from app.operations.refusals import Refusal
from app.operations.writing import whole
from app.ports.control.seals import Seals

ValueT = TypeVar("ValueT")


def seal_value(seals: Seals, value: object, table: str, row: str) -> bytes:
    return seals.seal(json.dumps(whole(value), ensure_ascii=False).encode(), table, row)


def open_value(seals: Seals, kind: type[ValueT], sealed: bytes, table: str, row: str) -> ValueT:
    """Raises FaultError(STORE_UNREADABLE) for a row that somebody altered or moved."""
    content = seals.open(sealed, table, row)
    value = None if content is None else read(kind, json.loads(content))
    if value is None or isinstance(value, Refusal):
        raise FaultError(Fault.STORE_UNREADABLE, f"a row of {table} was altered outside Thenar")
    return value


def open_text(seals: Seals, sealed: bytes, table: str, row: str) -> str:
    """Raises FaultError(STORE_UNREADABLE) as `open_value` does."""
    content = seals.open(sealed, table, row)
    if content is None:
        raise FaultError(Fault.STORE_UNREADABLE, f"a row of {table} was altered outside Thenar")
    return content.decode()
