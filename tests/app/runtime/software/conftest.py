"""A scene for each test, copied from one that was made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.gateway.update_fetcher import update_client
from tests.app.file_server import serving
from tests.app.publishing import Publishing, published
from tests.app.runtime.software.scene import Scene


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Publishing:
    return published(tmp_path_factory.mktemp("pristine"))


@pytest.fixture
def scene(pristine: Publishing, tmp_path: Path) -> Iterator[Scene]:
    publishing = Publishing(tmp_path / "site", pristine.now)
    shutil.copytree(pristine.folder, publishing.folder, symlinks=True)
    with serving(publishing.repository) as web, update_client() as client:
        yield Scene(publishing, web, client)
