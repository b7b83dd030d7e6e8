"""Requests that somebody else's program makes up from our document: some for every operation, in and out of form. Two
thousand and more are a measurement: `make bench BENCH=schemathesis`."""

from pathlib import Path

import pytest

from app.services.control.handlers import HANDLERS
from tests.app.gateway.running import Running
from tests.peers.fuzzing import fuzz

pytestmark = pytest.mark.peer


def test_nothing_that_is_made_up_breaks_the_server_or_its_document(server: Running, root: Path, tmp_path: Path) -> None:
    fuzzed = fuzz(server, root, tmp_path, "--phases", "fuzzing", "--max-examples", "1")
    assert fuzzed.passed, fuzzed.report
    assert fuzzed.cases >= len(HANDLERS)
