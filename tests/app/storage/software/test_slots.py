"""Versions side by side, where the kill and launcher tests do not look: room, damage, and what a full disk leaves."""

import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.domain.updates import Release, TrialEnd
from tests.app.publishing import KIND, Publishing, published


@pytest.fixture
def publishing(tmp_path: Path) -> Publishing:
    return published(tmp_path)


def versions(publishing: Publishing) -> set[str]:
    return {path.name for path in (publishing.terminal / "versions").iterdir()}


def test_room_is_made_by_versions_that_nobody_needs(publishing: Publishing) -> None:
    slots = publishing.slots
    old = slots.current()
    assert old is not None
    release, bundle, size = publishing.records.newest(KIND)
    slots.install(release, bundle, size)
    (publishing.terminal / ".trial.12345678").write_text("cut off")
    (publishing.terminal / "versions" / ".0.0.9.12345678").mkdir()
    (publishing.terminal / ".somebodys").mkdir()
    assert 0 < slots.make_room(old) <= shutil.disk_usage(publishing.terminal).free * 1.1
    assert versions(publishing) == {old, release.name}
    slots.commit(release.name)
    slots.make_room(release.name)
    assert versions(publishing) == {release.name}
    assert {path.name for path in publishing.terminal.iterdir()} == {"current", "root.json", "versions", ".somebodys"}


def test_only_the_version_on_trial_judges_itself(publishing: Publishing) -> None:
    slots = publishing.slots
    old = slots.current()
    assert old is not None
    release, bundle, size = publishing.records.newest(KIND)
    slots.install(release, bundle, size)
    slots.commit(old)
    slots.roll_back(old, TrialEnd.UNHEALTHY)
    trial = slots.trial()
    assert trial is not None
    assert (slots.current(), trial.name, slots.failed()) == (old, release.name, None)


def test_a_bundle_that_is_none_leaves_all_as_it_was(publishing: Publishing) -> None:
    before = versions(publishing)
    publishing.bundle().write_bytes(b"no zip")
    with pytest.raises(FaultError) as caught:
        publishing.slots.install(Release("0.2.0", "0" * 64), publishing.folder / "0.2.0.zip", 1)
    assert caught.value.fault is Fault.UPDATE_UNREADABLE
    assert (versions(publishing), publishing.slots.trial()) == (before, None)


def test_a_disk_that_fills_while_unpacking_leaves_all_as_it_was(publishing: Publishing) -> None:
    """No file may grow beyond 100 kB: the version's load is larger."""
    release, bundle, size = publishing.records.newest(KIND)
    program = (
        "import sys; from pathlib import Path; from app.domain.updates import Release; "
        "from app.storage.software.slots import Slots; terminal, version, digest, bundle, size = sys.argv[1:]; "
        "Slots(Path(terminal)).install(Release(version, digest), Path(bundle), int(size))"
    )

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    words = [str(publishing.terminal), release.version, release.digest, str(bundle), str(size)]
    before = versions(publishing)
    ended = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False, preexec_fn=small_files
    )
    assert ended.stderr.rstrip().endswith("TH-202 store_full: software")
    assert (versions(publishing), publishing.slots.trial()) == (before, None)


@pytest.mark.parametrize("content", ["", "one", "one two three", "name many"])
def test_a_trial_that_makes_no_sense_is_none(publishing: Publishing, content: str) -> None:
    (publishing.terminal / "trial").write_text(content)
    assert publishing.slots.trial() is None


def test_a_record_that_cannot_be_read_is_a_fault(publishing: Publishing) -> None:
    (publishing.terminal / "trial").write_bytes(b"\xff")
    with pytest.raises(FaultError) as caught:
        publishing.slots.trial()
    assert caught.value.fault is Fault.STORE_UNREADABLE
