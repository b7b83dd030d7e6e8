"""The software download over real HTTP: what is newer comes, and nothing else does, whatever a server does."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from tuf.api.metadata import Root, Snapshot, Targets, Timestamp

from app.domain.updates import Fetched, TrialEnd
from app.gateway.update_fetcher import update_client
from app.runtime.clock import SystemClock
from app.runtime.software_updates import SoftwareUpdates
from tests.app.file_server import Web, serving
from tests.app.publishing import Publishing, published

OLD, NEW = "0.1.0", "0.2.0"


class HurryingClock(SystemClock):
    """Moves on by twenty seconds whenever somebody looks at it, and says so."""

    def __init__(self, looked: Callable[[], None]) -> None:
        self._looked = looked
        self._s = 0.0

    def monotonic_s(self) -> float:
        self._looked()
        self._s += 20.0
        return self._s


@dataclass
class Scene:
    publishing: Publishing
    web: Web
    client: httpx.Client

    def updates(self, clock: SystemClock | None = None) -> SoftwareUpdates:
        return self.publishing.updates(self.web.url, self.client, clock or SystemClock())

    def fetch(self, clock: SystemClock | None = None) -> Fetched:
        return self.updates(clock).fetch(lambda share: None)

    def parts(self) -> list[Path]:
        return list((self.publishing.terminal / "download").glob("*.zip"))


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Publishing:
    return published(tmp_path_factory.mktemp("pristine"))


@pytest.fixture
def scene(pristine: Publishing, tmp_path: Path) -> Iterator[Scene]:
    publishing = Publishing(tmp_path / "site", pristine.now)
    shutil.copytree(pristine.folder, publishing.folder, symlinks=True)
    with serving(publishing.repository) as web, update_client() as client:
        yield Scene(publishing, web, client)


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


def test_a_server_without_ranges_begins_anew(scene: Scene) -> None:
    content = scene.publishing.bundle().read_bytes()
    scene.web.cut_after = len(content) // 2
    scene.fetch()
    scene.web.answer(".zip", 200, content)
    assert scene.fetch() is Fetched.NEWER


def test_a_part_that_a_power_cut_spoilt_is_downloaded_anew(scene: Scene) -> None:
    scene.web.cut_after = scene.publishing.bundle().stat().st_size // 2
    scene.fetch()
    part = scene.parts()[0]
    part.write_bytes(bytes(part.stat().st_size))
    scene.web.cut_after = None
    assert scene.fetch() is Fetched.NEWER


def flip(publishing: Publishing) -> None:
    bundle = publishing.bundle()
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(content)


def lengthen(publishing: Publishing) -> None:
    with publishing.bundle().open("ab") as bundle:
        bundle.write(b"more")


def swap(role: str) -> Callable[[Publishing], None]:
    """The record before, under the newest's name: good each, but not published together."""

    def spoil(publishing: Publishing) -> None:
        newest = publishing.last(role)
        version, _, rest = newest.partition(".")
        shutil.copy(publishing.metadata / f"{int(version) - 1}.{rest}", publishing.metadata / newest)

    return spoil


def end(record: Root | Targets | Snapshot | Timestamp) -> None:
    record.expires = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)


def freeze(publishing: Publishing) -> None:
    publishing.forge(Timestamp, "timestamp.json", end, publishing.keys.get("timestamp"))


def end_snapshot(publishing: Publishing) -> None:
    publishing.forge(Snapshot, publishing.last("snapshot"), end, publishing.keys.get("snapshot"))
    publishing.relink()


def end_targets(publishing: Publishing) -> None:
    publishing.forge(Targets, publishing.last("targets"), end, publishing.keys.get("targets"))
    publishing.relink()


def end_root(publishing: Publishing) -> None:
    def change(record: Root) -> None:
        record.version = 2
        end(record)

    signers = publishing.keys.present(("root-1", "root-2"))
    publishing.forge(Root, "1.root.json", change, *signers, into="2.root.json")


def next_root(*names: str) -> Callable[[Publishing], None]:
    """A root that hands everything to others, signed by so many of the keys of before."""

    def change(record: Root) -> None:
        record.version = 2
        record.roles["root"].threshold = 1

    def spoil(publishing: Publishing) -> None:
        signers = publishing.keys.present(names)
        publishing.forge(Root, "1.root.json", change, *signers, into="2.root.json")

    return spoil


def unsign(publishing: Publishing) -> None:
    publishing.forge(Timestamp, "timestamp.json", lambda record: None)


def sign_twice_with_one(publishing: Publishing) -> None:
    """Two signatures, by one of the two keys that are needed."""
    next_root("root-1", "root-1")(publishing)


def sign_targets_with_the_timestamps_key(publishing: Publishing) -> None:
    """Who has the key that is online may not say what is published."""
    publishing.forge(Targets, publishing.last("targets"), lambda record: None, publishing.keys.get("timestamp"))
    publishing.relink()


def publish_as_somebody_else(publishing: Publishing) -> None:
    other = published(publishing.folder / "other")
    shutil.rmtree(publishing.repository)
    shutil.copytree(other.repository, publishing.repository)


def scribble(publishing: Publishing) -> None:
    (publishing.metadata / "timestamp.json").write_text("<html>Welcome! Please sign in.</html>")


def withdraw(publishing: Publishing) -> None:
    def change(record: Targets) -> None:
        record.targets.clear()

    publishing.forge(Targets, publishing.last("targets"), change, publishing.keys.get("targets"))
    publishing.relink()


def describe_badly(publishing: Publishing) -> None:
    def change(record: Targets) -> None:
        for target in record.targets.values():
            target.unrecognized_fields["custom"] = {"version": "../../etc", "unpacked_bytes": 1}

    publishing.forge(Targets, publishing.last("targets"), change, publishing.keys.get("targets"))
    publishing.relink()


REFUSED = [
    (flip, Fetched.TAMPERED),
    (lengthen, Fetched.OVERSIZED),
    (swap("snapshot"), Fetched.MIXED),
    (swap("targets"), Fetched.MIXED),
    (freeze, Fetched.EXPIRED),
    (end_snapshot, Fetched.EXPIRED),
    (end_targets, Fetched.EXPIRED),
    (end_root, Fetched.EXPIRED),
    (next_root("root-1"), Fetched.UNSIGNED),
    (sign_twice_with_one, Fetched.UNSIGNED),
    (next_root("targets", "snapshot", "timestamp"), Fetched.UNSIGNED),
    (unsign, Fetched.UNSIGNED),
    (sign_targets_with_the_timestamps_key, Fetched.UNSIGNED),
    (publish_as_somebody_else, Fetched.UNSIGNED),
    (scribble, Fetched.UNREADABLE),
    (withdraw, Fetched.UNREADABLE),
    (describe_badly, Fetched.UNREADABLE),
]


@pytest.mark.parametrize(("spoil", "fetched"), REFUSED)
def test_what_is_wrong_is_refused_with_its_reason(
    scene: Scene, spoil: Callable[[Publishing], None], fetched: Fetched
) -> None:
    before = scene.publishing.slots.current()
    spoil(scene.publishing)
    for _ in range(2):
        updates = scene.updates()
        assert updates.fetch(lambda share: None) is fetched
        updates.install()
        assert (scene.publishing.slots.current(), scene.publishing.slots.trial()) == (before, None)
    assert scene.parts() == []


def older_timestamp(publishing: Publishing, before: Path) -> None:
    shutil.rmtree(publishing.metadata)
    shutil.copytree(before, publishing.metadata)


def newer_timestamp_of_older_snapshot(publishing: Publishing, before: Path) -> None:
    version = int(publishing.last("snapshot").partition(".")[0])
    for path in publishing.metadata.glob(f"{version}.*.json"):
        path.unlink()

    def change(record: Timestamp) -> None:
        record.version += 1

    publishing.forge(Timestamp, "timestamp.json", change, publishing.keys.get("timestamp"))
    publishing.relink()


def newer_snapshot_of_older_targets(publishing: Publishing, before: Path) -> None:
    newest = publishing.last("snapshot")
    version = int(newest.partition(".")[0])
    (publishing.metadata / publishing.last("targets")).unlink()

    def change(record: Snapshot | Timestamp) -> None:
        record.version += 1

    signer = publishing.keys.get("snapshot")
    publishing.forge(Snapshot, newest, change, signer, into=f"{version + 1}.snapshot.json")
    publishing.forge(Timestamp, "timestamp.json", change, publishing.keys.get("timestamp"))
    publishing.relink()


@pytest.mark.parametrize(
    "roll_back", [older_timestamp, newer_timestamp_of_older_snapshot, newer_snapshot_of_older_targets]
)
def test_nothing_goes_back_behind_what_was_seen(
    scene: Scene, tmp_path: Path, roll_back: Callable[[Publishing, Path], None]
) -> None:
    before = tmp_path / "before"
    shutil.copytree(scene.publishing.metadata, before)
    scene.publishing.publish("0.3.0")
    assert scene.fetch() is Fetched.NEWER
    roll_back(scene.publishing, before)
    assert scene.fetch() is Fetched.OLDER
    assert scene.fetch() is Fetched.OLDER


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
