"""Palm codes of nobody: random bits."""

import numpy as np
import pytest

from app.biometrics.features import encode
from app.biometrics.template import PalmCode


@pytest.fixture
def codes() -> list[PalmCode]:
    random = np.random.default_rng(7)
    return [encode(random.integers(0, 255, (128, 128)).astype(np.uint8), None) for _ in range(3)]
