"""The software download over real HTTP: what is newer comes, and nothing else does, whatever a server does."""

import resource
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.domain.updates import Fetched, TrialEnd
from app.gateway.update_fetcher import update_client
from app.runtime.clock import SystemClock
from tests.app.runtime.software.scene import HurryingClock, Scene

OLD, NEW = "0.1.0", "0.2.0"


@contextmanager
def file_size_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


def test_what_is_newer_is_downloaded_tried_and_kept(scene: Scene) -> None:
    seen: list[float] = []
    updates = scene.updates()
    assert updates.fetch(seen.append) is Fetched.NEWER
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert seen == sorted(seen)
    assert len(seen) > 3
    updates.install()
    assert (updates.version(), updates.on_trial()) == (OLD, False)
    tried = scene.updates()
    assert (tried.version(), tried.on_trial()) == (NEW, True)
    tried.commit()
    assert (tried.version(), tried.on_trial()) == (NEW, False)
    assert tried.fetch(seen.append) is Fetched.CURRENT
    assert scene.parts() == []


def test_a_version_that_failed_is_told_of_and_not_downloaded_again(scene: Scene) -> None:
    updates = scene.updates()
    updates.fetch(lambda share: None)
    updates.install()
    scene.updates().roll_back()
    scene.web.sent.clear()
    after = scene.updates()
    assert after.version() == OLD
    assert after.fetch(lambda share: None) is Fetched.FAILED_BEFORE
    failed = after.failed()
    assert failed is not None
    assert (failed.version, failed.end) == (NEW, TrialEnd.UNHEALTHY)
    assert not [path for path in scene.web.sent if path.startswith("/targets/")]


def test_after_a_failed_version_the_next_one_is_tried(scene: Scene) -> None:
    updates = scene.updates()
    updates.fetch(lambda share: None)
    updates.install()
    scene.updates().roll_back()
    scene.publishing.publish("0.2.1")
    after = scene.updates()
    assert after.fetch(lambda share: None) is Fetched.NEWER
    after.install()
    tried = scene.updates()
    assert tried.version() == "0.2.1"
    tried.commit()
    assert tried.failed() is None


def test_a_cut_download_goes_on_where_it_was_cut(scene: Scene) -> None:
    whole = scene.publishing.bundle().stat().st_size
    scene.web.cut_after = whole // 2
    assert scene.fetch() is Fetched.UNREACHABLE
    there = scene.parts()[0].stat().st_size
    assert 0 < there <= whole // 2
    scene.web.cut_after = None
    scene.web.sent.clear()
    seen: list[float] = []
    assert scene.updates().fetch(seen.append) is Fetched.NEWER
    assert scene.web.ranges == [f"bytes={there}-"]
    assert sum(scene.web.sent[path] for path in scene.web.sent if path.startswith("/targets/")) == whole - there
    assert (seen[0], seen[-1]) == (there / whole, 1.0)


def test_a_hundred_cuts_cost_no_byte_twice(scene: Scene) -> None:
    """So many that each answer brings a few hundred bytes."""
    whole = scene.publishing.bundle().stat().st_size
    scene.web.cut_after = whole // 100 + 1
    while (fetched := scene.fetch()) is Fetched.UNREACHABLE:
        pass
    assert fetched is Fetched.NEWER
    assert len(scene.web.ranges) == 99
    assert sum(scene.web.sent[path] for path in scene.web.sent if path.startswith("/targets/")) <= whole + 99


def test_a_download_that_is_broken_off_goes_on_later(scene: Scene) -> None:
    class BrokenOff(Exception):
        """Somebody touched Cancel."""

    def cancel(share: float) -> None:
        if share > 0.5:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        scene.updates().fetch(cancel)
    assert scene.parts()[0].stat().st_size > 0
    assert scene.fetch() is Fetched.NEWER
    assert len(scene.web.ranges) == 1


def test_a_server_without_ranges_begins_anew_and_sends_it_once(scene: Scene) -> None:
    content = scene.publishing.bundle().read_bytes()
    scene.web.cut_after = len(content) // 2
    scene.fetch()
    scene.web.asked.clear()
    scene.web.answer(".zip", 200, content)
    assert scene.fetch() is Fetched.NEWER
    assert len([path for path in scene.web.asked if path.endswith(".zip")]) == 1


def test_another_part_than_was_asked_for_is_not_taken(scene: Scene) -> None:
    content = scene.publishing.bundle().read_bytes()
    scene.web.cut_after = len(content) // 2
    scene.fetch()
    there = scene.parts()[0].read_bytes()
    scene.web.answer(".zip", 206, content, content_range=f"bytes 0-{len(content) - 1}/{len(content)}")
    assert scene.fetch() is Fetched.UNREACHABLE
    assert scene.parts()[0].read_bytes() == there


def test_an_answer_that_just_ends_is_a_cut(scene: Scene) -> None:
    content = scene.publishing.bundle().read_bytes()[:50_000]
    scene.web.answer_briefly(".zip", content)
    assert scene.fetch() is Fetched.UNREACHABLE
    assert scene.parts()[0].read_bytes() == content


def test_a_part_that_a_power_cut_spoilt_is_downloaded_anew(scene: Scene) -> None:
    scene.web.cut_after = scene.publishing.bundle().stat().st_size // 2
    scene.fetch()
    part = scene.parts()[0]
    part.write_bytes(bytes(part.stat().st_size))
    scene.web.cut_after = None
    assert scene.fetch() is Fetched.NEWER


ANSWERS = [
    ("timestamp.json", 503, Fetched.UNREACHABLE),
    ("timestamp.json", 302, Fetched.UNREACHABLE),
    ("timestamp.json", 404, Fetched.UNREADABLE),
    ("2.root.json", 500, Fetched.UNREACHABLE),
    (".zip", 503, Fetched.UNREACHABLE),
    (".zip", 404, Fetched.UNREADABLE),
    (".zip", 206, Fetched.UNREACHABLE),
]


@pytest.mark.parametrize(("end_of_path", "status", "fetched"), ANSWERS)
def test_a_server_that_is_unwell_is_told_from_one_that_is_none(
    scene: Scene, end_of_path: str, status: int, fetched: Fetched
) -> None:
    scene.web.answer(end_of_path, status, b"sign in", location="/elsewhere")
    assert scene.fetch() is fetched


def test_where_nobody_answers_there_is_no_server(scene: Scene) -> None:
    url, clock = "http://127.0.0.1:9", SystemClock()
    assert scene.publishing.updates(url, scene.client, clock).fetch(lambda share: None) is Fetched.UNREACHABLE


@pytest.mark.parametrize("end_of_path", ["timestamp.json", "2.root.json", ".zip"])
def test_data_without_end_is_left(scene: Scene, end_of_path: str) -> None:
    scene.web.answer_endlessly(end_of_path)
    assert scene.fetch() is Fetched.OVERSIZED
    assert scene.parts() == []


@pytest.mark.parametrize("end_of_path", ["timestamp.json", ".zip"])
def test_a_server_that_hardly_sends_anything_is_left(scene: Scene, end_of_path: str) -> None:
    scene.web.trickle(end_of_path)
    assert scene.fetch(HurryingClock(scene.web.looked.release)) is Fetched.SLOW


def test_a_disk_that_is_too_small_is_told_before_the_download(scene: Scene) -> None:
    scene.publishing.publish("0.3.0", unpacked_bytes=2**60)
    scene.web.sent.clear()
    assert scene.fetch() is Fetched.NO_SPACE
    assert not [path for path in scene.web.sent if path.startswith("/targets/")]
    assert scene.parts() == []


def test_a_disk_that_fills_meanwhile_is_told_and_freed(scene: Scene) -> None:
    """No file may grow beyond 100 kB: the bundle is larger."""
    with file_size_most(100_000):
        assert scene.fetch() is Fetched.NO_SPACE
        assert scene.parts() == []
    assert scene.fetch() is Fetched.NEWER


def test_a_proxy_is_asked_as_the_environment_says(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", scene.web.url)
    with update_client() as client:
        updates = scene.publishing.updates("http://updates.invalid", client, SystemClock())
        assert updates.fetch(lambda share: None) is Fetched.NEWER


def test_a_download_leaves_no_other_versions_part(scene: Scene) -> None:
    scene.web.cut_after = 20_000
    scene.fetch()
    scene.web.cut_after = None
    scene.publishing.publish("0.3.0")
    assert scene.fetch() is Fetched.NEWER
    assert len(scene.parts()) == 1


def test_a_key_that_was_replaced_is_followed(scene: Scene) -> None:
    for name in ("timestamp", "root-2", "targets", "snapshot", "root-1"):
        scene.publishing.records.replace_key(name)
    assert scene.fetch() is Fetched.NEWER


def test_records_are_whole_files_that_only_their_owner_writes(scene: Scene) -> None:
    scene.fetch()
    records = scene.publishing.terminal / "download" / "records"
    names = {path.name for path in records.glob("*.json")}
    assert names == {"timestamp.json", "snapshot.json", "targets.json"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o644 for path in records.glob("*.json"))
