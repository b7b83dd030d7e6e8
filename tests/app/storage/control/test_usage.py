"""The counts of a month on SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.contracts.usage_contract import UsageContract
from tests.peers.postgres import Postgres


class TestSqliteUsage(UsageContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True)) as people:
            yield SqlControlStore(people)


@pytest.mark.peer
class TestPostgresUsage(UsageContract):
    @pytest.fixture
    def store(self, tmp_path: Path, postgres: Postgres) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True), database=postgres.new_database()) as people:
            yield SqlControlStore(people)
