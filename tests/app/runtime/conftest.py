"""Palm codes of nobody: random bits."""

import numpy as np
import pytest

from app.biometrics.template import GRID, PalmCode


@pytest.fixture
def codes() -> list[PalmCode]:
    random = np.random.default_rng(7)
    return [
        PalmCode(random.integers(0, 2**63, (2, GRID), np.uint64), np.full(GRID, 2**64 - 1, np.uint64)) for _ in range(3)
    ]
