"""Killed before any change that an update makes to the disk: one whole version starts, always, and the next try ends
well."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.updates import Fetched
from app.gateway.update_fetcher import update_client
from app.runtime.clock import SystemClock
from tests.app.file_server import serving
from tests.app.publishing import KIND, Publishing, published

LAUNCHER = Path(__file__).resolve().parents[2] / "packaging" / "launcher.py"
MOST = 200
"""Changes of one step; far fewer are made."""

Kill = Callable[..., int]


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    """Takes a step that is killed before its n-th change, and returns how it ended."""
    command = [sys.executable, "-m", "tests.journeys.updating_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        orders, words = process.stdin, process.stdout
        assert orders is not None
        assert words is not None

        def order(step: str, terminal: Path, boundary: int, *facts: object) -> int:
            orders.write(" ".join([step, str(terminal), str(boundary), *map(str, facts)]) + "\n")
            orders.flush()
            return int(words.readline().split()[1])

        yield order
        orders.close()
        assert process.wait(10) == 0


@pytest.fixture(scope="module")
def publishing(tmp_path_factory: pytest.TempPathFactory) -> Publishing:
    return published(tmp_path_factory.mktemp("publishing"))


def each_cut(kill: Kill, publishing: Publishing, prepare: Callable[[Publishing], None], *step: object) -> Iterator[int]:
    """A terminal cut off at each change of a step in turn, until the step ends by itself."""
    name, *facts = step
    pristine = publishing.terminal.with_name("pristine")
    if not pristine.exists():
        shutil.copytree(publishing.terminal, pristine, symlinks=True)
    for boundary in range(1, MOST):
        shutil.rmtree(publishing.terminal)
        shutil.copytree(pristine, publishing.terminal, symlinks=True)
        prepare(publishing)
        end = kill(name, publishing.terminal, boundary, *facts)
        assert end in (0, -signal.SIGKILL)
        yield boundary
        if end == 0:
            return
    raise AssertionError("the step never ended")


def start(publishing: Publishing) -> list[str]:
    """What the launcher starts until something stays, each whole: its start says its name, and its load is there."""
    ended = subprocess.run(
        [sys.executable, str(LAUNCHER), "--folder", str(publishing.terminal), "--", "word"],
        capture_output=True,
        text=True,
        check=True,
    )
    started = [line.removesuffix(" word") for line in ended.stdout.splitlines()]
    for name in started:
        assert (publishing.terminal / "versions" / name / "app" / "load").stat().st_size > 0
    return started


def facts_of_the_newest(publishing: Publishing) -> tuple[str, str, Path, int]:
    release, bundle, size = publishing.records.newest(KIND)
    return release.version, release.digest, bundle, size


def install(publishing: Publishing) -> None:
    release, bundle, size = publishing.records.newest(KIND)
    publishing.slots.install(release, bundle, size)


def names(publishing: Publishing) -> tuple[str, str]:
    old = publishing.terminal.with_name("pristine") / "current"
    return old.readlink().name, publishing.records.newest(KIND)[0].name


def test_an_installation_that_is_killed_leaves_the_version_before(kill: Kill, publishing: Publishing) -> None:
    for _ in each_cut(kill, publishing, lambda _: None, "install", *facts_of_the_newest(publishing)):
        old, new = names(publishing)
        assert start(publishing) in ([old], [new, old])
        (publishing.terminal / "failed").unlink(missing_ok=True)
        install(publishing)
        assert start(publishing) == [new, old]
        publishing.slots.make_room(old)
        assert {path.name for path in (publishing.terminal / "versions").iterdir()} == {old}


def test_keeping_a_version_that_is_killed_leaves_the_one_or_the_other(kill: Kill, publishing: Publishing) -> None:
    new = publishing.records.newest(KIND)[0].name
    for _ in each_cut(kill, publishing, install, "commit", new):
        old, new = names(publishing)
        assert start(publishing) in ([new], [new, old])


def test_rolling_back_that_is_killed_never_keeps_the_failed_version(kill: Kill, publishing: Publishing) -> None:
    release = publishing.records.newest(KIND)[0]
    for _ in each_cut(kill, publishing, install, "roll_back", release.name):
        old, new = names(publishing)
        assert publishing.slots.trial() is not None or publishing.slots.has_failed(release)
        assert start(publishing) in ([old], [new, old])
        assert publishing.slots.current() == old
        assert start(publishing) == [old]


def test_a_launcher_that_is_killed_starts_again(kill: Kill, publishing: Publishing) -> None:
    for _ in each_cut(kill, publishing, install, "launch", LAUNCHER):
        old, new = names(publishing)
        assert start(publishing) in ([old], [new, old])
        assert start(publishing) == [old]


def test_a_look_that_is_killed_is_followed_by_one_that_brings_the_version(kill: Kill, publishing: Publishing) -> None:
    with serving(publishing.repository) as web, update_client() as client:
        for _ in each_cut(kill, publishing, lambda _: None, "fetch", web.url):
            updates = publishing.updates(web.url, client, SystemClock())
            assert updates.fetch(lambda share: None) is Fetched.NEWER
