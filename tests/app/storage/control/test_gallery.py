"""The gallery's changes on both engines, and what a restored backup does to them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.ports.control.transaction import ControlStore
from app.ports.store import Store
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.contracts.gallery_contract import HERE, GalleryContract, enrol, leave, told
from tests.peers.postgres import Postgres


class TestSqliteGallery(GalleryContract):
    @pytest.fixture
    def store(self, people: SqlStore) -> ControlStore:
        return SqlControlStore(people)


@pytest.mark.peer
class TestPostgresGallery(GalleryContract):
    @pytest.fixture
    def people(self, state: State, postgres: Postgres) -> Iterator[Store]:
        with open_store(state, database=postgres.new_database()) as people:
            yield people
            assert people.broken_audit_row() is None

    @pytest.fixture
    def store(self, people: SqlStore) -> ControlStore:
        return SqlControlStore(people)


def lineage(people: SqlStore) -> str:
    with SqlControlStore(people).reading() as reading:
        return reading.gallery.head().lineage


def test_opening_again_leaves_the_lineage(state: State) -> None:
    with open_store(state) as people:
        before = lineage(people)
        enrol(people)
    with open_store(state) as people:
        assert lineage(people) == before


def test_a_restored_backup_counts_anew_and_lets_nobody_back_in(state: State, tmp_path: Path) -> None:
    """Somebody enrolled and somebody left since: terminals know it, and the backup does not."""
    with open_store(state) as people:
        before, stays, leaver = lineage(people), enrol(people, 1), enrol(people, 2)
    shutil.copy(state.database, tmp_path / "backup")
    with open_store(state) as people:
        enrol(people, 3)
        leave(people, leaver)
    shutil.copy(tmp_path / "backup", state.database)
    with open_store(state) as people:
        assert lineage(people) != before
        assert people.people() == {stays}
        assert [person for person, kind in told(SqlControlStore(people), HERE) if kind == "put"] == [stays]
