"""An installation that has had its first run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.operations.sign_in import SetUpDone
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.services.control.identity.house import House


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    """Before the first run."""
    with open_store(State(tmp_path, simulated=True)) as people:
        yield House(SqlControlStore(people))


@pytest.fixture
def house(empty: House) -> House:
    assert isinstance(empty.set_up(), SetUpDone)
    return empty
