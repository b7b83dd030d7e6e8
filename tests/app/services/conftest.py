"""A store of its own for each test, and the gallery of whoever is in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.biometrics.gallery import Gallery
from app.config.paths import State
from app.services.load_gallery import load_gallery
from app.storage.opening import open_store
from app.storage.store import SqlStore


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path, simulated=True)


@pytest.fixture
def store(state: State) -> Iterator[SqlStore]:
    with open_store(state) as store:
        yield store


@pytest.fixture
def gallery(store: SqlStore) -> Gallery:
    gallery = Gallery()
    load_gallery(store, gallery)
    return gallery
