"""The audit of calls on both engines, and what of it cannot be changed unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.config.paths import State
from app.domain.faults import FaultError
from app.storage.control.store import SqlControlStore
from app.storage.database import migrate, open_database, reading, writing
from app.storage.opening import open_store
from app.storage.postgresql import open_postgresql
from tests.app.storage.control.test_control_store import downgrade
from tests.contracts.trail_contract import CALLS, TrailContract, add
from tests.peers.postgres import Postgres

BEFORE = "0009"
"""The revision below the trail's."""


class TestTrailOnSqlite(TrailContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True)) as people:
            yield SqlControlStore(people)


@pytest.mark.peer
class TestTrailOnPostgresql(TrailContract):
    @pytest.fixture
    def store(self, tmp_path: Path, postgres: Postgres) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True), database=postgres.new_database()) as people:
            yield SqlControlStore(people)


CHANGES = [
    "UPDATE trail SET username = 'eve' WHERE number = 2",
    "DELETE FROM trail_resources",
    "DELETE FROM trail WHERE number = 3",
    "UPDATE trail_resources SET resource = 'x'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_sqlite_itself_refuses_to_change_the_trail(tmp_path: Path, change: str) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as people:
        add(SqlControlStore(people), CALLS)
    engine = open_database(state.database)
    with pytest.raises(FaultError), writing(engine) as connection:
        connection.execute(text(change))
    engine.dispose()


@pytest.mark.peer
@pytest.mark.parametrize("change", [*CHANGES, "TRUNCATE trail CASCADE"])
def test_postgresql_itself_refuses_to_change_the_trail(tmp_path: Path, postgres: Postgres, change: str) -> None:
    url = postgres.new_database()
    with open_store(State(tmp_path, simulated=True), database=url) as people:
        add(SqlControlStore(people), CALLS)
    engine = open_postgresql(url)
    with pytest.raises(FaultError, match="P0001"), writing(engine) as connection:
        connection.execute(text(change))
    engine.dispose()


def unguarded(engine: Engine, statement: str) -> None:
    """What somebody does who can write the file."""
    with writing(engine) as connection:
        triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for trigger in triggers:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE trail SET username = 'eve' WHERE number = 2", 2),
        ("UPDATE trail SET record = replace(record, 'GetSite', 'ListSites') WHERE number = 2", 2),
        ("UPDATE trail SET at = '2026-03-01 08:00:00.000000' WHERE number = 3", 3),
        ("UPDATE trail SET read_only = 1 WHERE number = 4", 4),
        ("UPDATE trail_resources SET resource = 'arn:x' WHERE number = 1", 1),
        ("DELETE FROM trail_resources WHERE number = 4", 4),
        ("INSERT INTO trail_resources VALUES ('arn:x', 3)", 3),
        ("UPDATE trail SET hash = x'00' WHERE number = 1", 1),
        ("UPDATE trail SET number = 7 WHERE number = 3", 3),
    ],
)
def test_the_first_record_that_was_changed_is_named(tmp_path: Path, change: str, broken: int) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as people:
        store = SqlControlStore(people)
        add(store, CALLS)
        engine = open_database(state.database)
        unguarded(engine, change)
        engine.dispose()
        with store.reading() as transaction:
            assert transaction.trail.first_broken() == broken


def test_a_chain_of_another_store_does_not_pass(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with open_store(State(tmp_path / name, simulated=True)) as people:
            add(SqlControlStore(people), CALLS)
    other = State(tmp_path / "two", simulated=True).database
    with open_store(State(tmp_path / "one", simulated=True)) as people:
        engine = open_database(State(tmp_path / "one", simulated=True).database)
        unguarded(engine, "DELETE FROM trail_resources")
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("ATTACH ? AS other", (str(other),))
            raw.execute("DELETE FROM trail")
            raw.execute("INSERT INTO trail SELECT * FROM other.trail")
            raw.execute("INSERT INTO trail_resources SELECT * FROM other.trail_resources")
        engine.dispose()
        with SqlControlStore(people).reading() as transaction:
            assert transaction.trail.first_broken() == 1


def test_the_trail_goes_and_comes_back_while_events_stay(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "thenar.sqlite3")
    try:
        with writing(engine) as connection:
            connection.execute(
                text("INSERT INTO event_rules VALUES ('doors', '{}', 1, '', '2026-03-01 09:00:00.000000')")
            )
        downgrade(engine, BEFORE)
        with reading(engine) as connection:
            names = set(connection.execute(text("SELECT name FROM sqlite_master")).scalars())
        assert not {"trail", "trail_resources", "trail_digests", "trail_refuses_update"} & names
        migrate(engine)
        with reading(engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM trail")).scalar() == 0
            assert connection.execute(text("SELECT name FROM event_rules")).scalar() == "doors"
    finally:
        engine.dispose()
