"""What every test stands on: a Qt without a display, reproducible examples, no thread left behind."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QSG_RENDER_LOOP", "basic")

import pytest
from hypothesis import settings

from tests.peers.installed import installed
from tests.peers.postgres import Postgres, binaries, server
from tests.peers.service_model import know_ours_alone

settings.register_profile("thenar", derandomize=True, deadline=None)
settings.load_profile("thenar")

ROOT = Path(__file__).resolve().parents[1]

THREAD_GRACE_S = 2.0
"""A thread that has been told to stop may finish what it is at."""


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture
def service_model(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3 finds it, and nothing else."""
    know_ours_alone(root, monkeypatch)


@pytest.fixture(scope="session")
def real() -> Path:
    """Photographs of real hands, which are never part of the repository."""
    folder = ROOT.parent / "shared" / "palms"
    if not folder.is_dir():
        pytest.skip("needs photographs of real hands, which do not come with the repository")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server a session; a fresh database of it whenever a test asks."""
    with server(installed(binaries(), "a PostgreSQL server")) as running:
        yield running


@pytest.fixture(autouse=True)
def _no_thread_is_left_behind() -> Iterator[None]:
    """A thread that outlives its test would keep the process, a camera or a door alive."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + THREAD_GRACE_S
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(max(0.0, until - time.monotonic()))
    alive = [thread.name for thread in left if thread.is_alive()]
    assert not alive, f"threads left running: {alive}"
