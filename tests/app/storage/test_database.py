"""What a database error becomes, and what is done after it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app.domain.faults import Fault, FaultError
from app.storage.database import open_database, reading, writing


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path / "thenar.sqlite3")
    yield engine
    engine.dispose()


def break_off(engine: Engine, code: int) -> None:
    with writing(engine):
        original = sqlite3.OperationalError("as the library says it")
        original.sqlite_errorcode = code
        raise OperationalError("INSERT INTO badges VALUES (?)", ("17-4242",), original)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (sqlite3.SQLITE_FULL, Fault.STORE_FULL),
        (sqlite3.SQLITE_BUSY, Fault.SYSTEM_ERROR),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Fault.SYSTEM_ERROR),
        (sqlite3.SQLITE_IOERR_FSYNC, Fault.STORE_UNREADABLE),
        (sqlite3.SQLITE_CORRUPT, Fault.STORE_UNREADABLE),
        (sqlite3.SQLITE_NOTADB, Fault.STORE_UNREADABLE),
        (sqlite3.SQLITE_READONLY, Fault.STORE_UNREADABLE),
    ],
)
def test_an_error_of_the_engine_is_one_fault_and_tells_no_value(engine: Engine, code: int, fault: Fault) -> None:
    with pytest.raises(FaultError) as caught:
        break_off(engine, code)
    assert caught.value.fault is fault
    assert "4242" not in str(caught.value)
    assert caught.value.__cause__ is None


def connection_in_use(engine: Engine) -> int:
    with reading(engine) as connection:
        return id(connection.connection.dbapi_connection)


def test_after_an_error_of_the_disk_no_connection_is_used_again(engine: Engine) -> None:
    pool = engine.pool
    with pytest.raises(FaultError):
        break_off(engine, sqlite3.SQLITE_IOERR_FSYNC)
    assert engine.pool is not pool
    assert connection_in_use(engine)


def test_after_a_full_disk_the_connection_serves_on(engine: Engine) -> None:
    pool, before = engine.pool, connection_in_use(engine)
    with pytest.raises(FaultError):
        break_off(engine, sqlite3.SQLITE_FULL)
    assert engine.pool is pool
    assert connection_in_use(engine) == before
