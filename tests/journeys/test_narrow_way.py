"""A terminal behind a way to its server that is as narrow as may be, and one that is narrower."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.peers.installed import installed

PATIENCE_S = 300.0
pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]


def forbidden() -> str | None:
    """Why no network can be made here."""
    if os.geteuid() != 0:
        return "needs root, for a network namespace"
    bucket = "ip link set lo up && tc qdisc add dev lo root tbf rate 10mbit burst 16kb latency 400ms"
    tried = subprocess.run(["unshare", "-n", "sh", "-c", bucket], capture_output=True)
    return None if tried.returncode == 0 else "needs to make a network namespace with a shaped link"


FORBIDDEN = forbidden()


def said_behind(rate: str, folder: Path) -> dict[str, object]:
    unshare = installed(shutil.which("unshare"), "unshare")
    command = [unshare, "-n", sys.executable, "-m", "tests.journeys.narrow_way", str(folder), rate]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert ended.returncode == 0, ended.stderr
    said: dict[str, object] = json.loads(ended.stdout)
    return said


@pytest.mark.requirement("REQ-009")
@pytest.mark.skipif(FORBIDDEN is not None, reason=str(FORBIDDEN))
@pytest.mark.parametrize(
    ("rate", "least", "most", "narrow"), [("4mbit", 2_500, 4_000, True), ("10mbit", 8_000, 10_000, False)]
)
def test_everything_works_within_ten_megabits_and_less_is_told(
    tmp_path: Path, rate: str, least: int, most: int, narrow: bool
) -> None:
    said = said_behind(rate, tmp_path)
    failing = said["failing"]
    assert isinstance(failing, list)
    assert ("BANDWIDTH" in failing) is narrow, "the clock, which leaps there, may fail as well"
    assert least <= int(str(said["kbps"])) <= most
