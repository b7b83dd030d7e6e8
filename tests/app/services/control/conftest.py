"""A control plane over a fresh SQLite database, and the people's store beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.app.control import Plane


@pytest.fixture
def people(tmp_path: Path) -> Iterator[SqlStore]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield people


@pytest.fixture
def plane(people: SqlStore) -> Plane:
    return Plane(SqlControlStore(people, simulated=True))
