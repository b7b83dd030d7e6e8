"""Opens a database and makes sure of what we rely on: durable commits, foreign keys, zeroed pages, sound pages, schema.

Rules it keeps: WAL with synchronous=FULL (NORMAL lost acknowledged rows in 46 of 100 power cuts); every setting is
read back; foreign exceptions leave as a FaultError that holds no value of any row.

    engine = open_database(path)
    with writing(engine) as connection: ...
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from app.domain.faults import Fault, FaultError
from app.storage.atomic_write import PRIVATE_FILE, sync_folder

BUSY_S = 5.0
"""How long one writer waits for another. Two seconds of sync on a slow card, twice, and some."""

READER_S = 0.5
"""How long emptying the log waits for a reader to finish; reading a whole gallery takes less."""

WRITES = "thenar_writes"
"""The execution option of a connection that is going to write."""
_SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2}
_FAULTS = {
    sqlite3.SQLITE_FULL: Fault.STORE_FULL,
    sqlite3.SQLITE_BUSY: Fault.SYSTEM_ERROR,
    sqlite3.SQLITE_LOCKED: Fault.SYSTEM_ERROR,
}
"""SQLite's primary result codes; every other one means that the store cannot be relied on."""
_STATES = {
    "53100": Fault.STORE_FULL,
    "40001": Fault.SYSTEM_ERROR,
    "40P01": Fault.SYSTEM_ERROR,
    "55P03": Fault.SYSTEM_ERROR,
}
"""PostgreSQL's: disk full, serialisation failure, deadlock, lock not available."""
_MIGRATING = 0x7468656E6172
"""PostgreSQL's advisory lock that whoever migrates holds: "thenar" in ASCII."""


def open_database(path: Path) -> Engine:
    """Creates, checks and migrates. Raises FaultError(STORE_UNREADABLE or STORE_FULL)."""
    with translated():
        _claim(path)
        place = URL.create("sqlite", database=str(path))
        engine = create_engine(place, connect_args={"timeout": BUSY_S}, hide_parameters=True)
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
        try:
            check(engine)
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that has the write lock from its first statement on."""
    with translated(engine), engine.connect() as connection:
        connection = connection.execution_options(**{WRITES: True})
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view; waits for no writer."""
    with translated(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def translated(engine: Engine | None = None) -> Iterator[None]:
    """Turns the library's exceptions into faults; the statement and its values are not repeated. After an error of
    the disk no handle is trusted again: what a failed sync left in the cache is not what is on the disk."""
    try:
        yield
    except DBAPIError as error:
        fault = fault_of(error)
        if engine is not None and fault.fault is Fault.STORE_UNREADABLE:
            engine.dispose()
        raise fault from None  # the original's text holds the values of the row
    except CommandError as error:
        raise FaultError(Fault.STORE_UNREADABLE, "the database was written by a newer version of Thenar") from error
    except OSError as error:
        raise FaultError(Fault.STORE_UNREADABLE, "the database file") from error


def fault_of(error: DBAPIError) -> FaultError:
    if (state := getattr(error.orig, "sqlstate", None)) is not None:
        return FaultError(_STATES.get(state, Fault.STORE_UNREADABLE), f"database: {state}")
    code = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    name = getattr(error.orig, "sqlite_errorname", type(error.orig).__name__)
    return FaultError(_FAULTS.get(code & 0xFF, Fault.STORE_UNREADABLE), f"database: {name}")


def check(engine: Engine) -> None:
    """Raises FaultError(STORE_UNREADABLE) when a page or a reference is broken."""
    with reading(engine) as connection:
        verdict = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if verdict != "ok" or orphans is not None:
        raise FaultError(Fault.STORE_UNREADABLE, "the database is damaged: restore a backup")


def migrate(engine: Engine) -> None:
    """Brings the schema to the newest revision, in one transaction."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def truncate_log(engine: Engine) -> None:
    """Empties SQLite's write-ahead log into the database, so that deleted content is in neither. Best effort while
    somebody reads; the next opening does it again. PostgreSQL keeps its log for replicas and backups: there, what was
    deleted stays as a seal without a key."""
    if engine.dialect.name != "sqlite":
        return
    with translated(engine):
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA busy_timeout={int(READER_S * 1000)}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(f"PRAGMA busy_timeout={int(BUSY_S * 1000)}")
        finally:
            raw.close()


def _claim(path: Path) -> None:
    """The file is ours alone from its first byte on; SQLite gives its log the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE))
    sync_folder(path.parent)


def _configure(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    cursor = connection.cursor()
    for name, value in _SETTINGS.items():
        cursor.execute(f"PRAGMA {name}={value}")
        cursor.execute(f"PRAGMA {name}")
        if (row := cursor.fetchone()) is None or row[0] != value:
            raise FaultError(Fault.STORE_UNREADABLE, f"the database refuses {name}={value}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
