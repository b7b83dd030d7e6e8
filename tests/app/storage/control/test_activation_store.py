"""Activation codes and certificates on SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.contracts.activation_contract import AUTHORITY, ActivationContract
from tests.peers.postgres import Postgres


class TestSqliteActivation(ActivationContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True)) as people:
            yield SqlControlStore(people)


@pytest.mark.peer
class TestPostgresActivation(ActivationContract):
    @pytest.fixture
    def store(self, tmp_path: Path, postgres: Postgres) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True), database=postgres.new_database()) as people:
            yield SqlControlStore(people)


def test_the_authoritys_keys_lie_only_sealed(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as people, SqlControlStore(people).transaction() as transaction:
        transaction.certificates.keep_authority(AUTHORITY)
    content = state.database.read_bytes()
    assert AUTHORITY.issuer in content
    assert AUTHORITY.root_key not in content
    assert AUTHORITY.issuer_key not in content
