"""What the guest's tests stand on. Elsewhere they are skipped, in so many words."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guest.chip import SIMULATOR, SimulatedChip, simulated_chip

NAMED = {17: "CASE"}


@pytest.fixture
def chip(tmp_path: Path) -> Iterator[SimulatedChip]:
    if not SIMULATOR.is_dir() and "THENAR_GUEST" not in os.environ:
        pytest.skip("needs a kernel that simulates GPIO chips: make guest")
    with simulated_chip(NAMED, tmp_path / "chip") as chip:
        yield chip
