"""The landmark network, opened once; and hands made of numbers for what needs no network."""

from collections.abc import Iterator

import pytest

from app.biometrics.landmarks import HandFinder
from app.config.paths import model_path


@pytest.fixture(scope="session")
def finder() -> Iterator[HandFinder]:
    with HandFinder(model_path().read_bytes()) as opened:
        yield opened
