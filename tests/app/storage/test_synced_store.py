"""A terminal's store on SQLite, and what it leaves behind of keys and people."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.config.paths import State
from app.storage.opening import open_store
from app.storage.store import SqlStore
from app.storage.synced_store import SqlSyncedStore
from tests.contracts.synced_store_contract import KEYS, SyncedStoreContract, bring, somebody, stop_halfway
from tests.peers.postgres import Postgres


class TestSqliteSyncedStore(SyncedStoreContract):
    @pytest.fixture
    def store(self, people: SqlStore) -> SqlSyncedStore:
        return SqlSyncedStore(people)


@pytest.mark.peer
class TestPostgresSyncedStore(SyncedStoreContract):
    @pytest.fixture
    def people(self, state: State, postgres: Postgres) -> Iterator[SqlStore]:
        with open_store(state, database=postgres.new_database()) as people:
            yield people

    @pytest.fixture
    def store(self, people: SqlStore) -> SqlSyncedStore:
        return SqlSyncedStore(people)


def test_nothing_of_whoever_was_brought_lies_open(state: State) -> None:
    someone = somebody()
    with open_store(state) as people:
        bring(SqlSyncedStore(people), someone)
    content = b"".join(path.read_bytes() for path in state.folder.rglob("*") if path.is_file())
    assert someone.person.encode() in content
    for secret in (someone.badge.number.encode(), someone.samples[0].template[:40], KEYS[0].key):
        assert secret not in content


def test_keys_that_were_made_for_a_page_that_failed_are_dead(state: State) -> None:
    with open_store(state) as people:
        with pytest.raises(KeyboardInterrupt):
            stop_halfway(SqlSyncedStore(people), somebody(1), somebody(2))
        assert len(people.vault.live_slots()) == 1, "the transform's"


def test_whoever_left_is_in_no_row(state: State) -> None:
    someone = somebody()
    with open_store(state) as people:
        store = SqlSyncedStore(people)
        bring(store, someone)
        with store.transaction() as transaction:
            transaction.remove([someone.person])
    with closing(sqlite3.connect(state.database)) as connection:
        for table in ("people", "badges", "templates"):
            assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)
