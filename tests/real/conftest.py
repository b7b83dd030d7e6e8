from collections.abc import Iterator

import pytest

from app.biometrics.landmarks import HandFinder
from app.config.paths import model_path


@pytest.fixture(scope="session")
def finder() -> Iterator[HandFinder]:
    with HandFinder(model_path().read_bytes(), patient=True) as opened:
        yield opened
