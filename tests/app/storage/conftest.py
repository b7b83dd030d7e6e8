"""What the tests of revisions stand on: a database at the newest one, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.storage.database import open_database
from app.storage.postgresql import open_postgresql
from tests.peers.postgres import Postgres


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_database(tmp_path / "thenar.sqlite3")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        engine = open_postgresql(postgres.new_database())
    yield engine
    engine.dispose()
