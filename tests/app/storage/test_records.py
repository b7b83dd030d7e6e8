"""An administrator's pages on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.contracts.records_contract import RecordsContract
from tests.peers.postgres import Postgres


class TestSqliteRecords(RecordsContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlStore]:
        with open_store(State(tmp_path, simulated=True)) as store:
            yield store


@pytest.mark.peer
class TestPostgresRecords(RecordsContract):
    @pytest.fixture
    def store(self, tmp_path: Path, postgres: Postgres) -> Iterator[SqlStore]:
        with open_store(State(tmp_path, simulated=True), database=postgres.new_database()) as store:
            yield store
