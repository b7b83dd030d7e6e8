"""What the tests of the store stand on: a terminal's store, and a database at the newest revision on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.config.paths import State
from app.storage.database import open_database
from app.storage.opening import open_store
from app.storage.postgresql import open_postgresql
from app.storage.store import SqlStore
from tests.peers.postgres import Postgres


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path, simulated=True)


@pytest.fixture
def people(state: State) -> Iterator[SqlStore]:
    """On SQLite; afterwards its chain holds, and no key is there that nobody needs."""
    with open_store(state) as people:
        yield people
        assert people.broken_audit_row() is None
        assert len(people.vault.live_slots()) == len(people.people()) + len(people.transform_keys())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_database(tmp_path / "thenar.sqlite3")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        engine = open_postgresql(postgres.new_database())
    yield engine
    engine.dispose()
