"""A control plane behind its gateway."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import Plane


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[Plane]:
    with open_store(State(tmp_path, simulated=True)) as people:
        yield Plane(SqlControlStore(people))
