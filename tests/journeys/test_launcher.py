"""The launcher as a process of its own: what starts, what stays, and what is rolled back."""

import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.updates import FailedVersion, TrialEnd
from tests.app.publishing import KIND, TELL, Publishing, published

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = ROOT / "packaging" / "launcher.py"
AGAIN = 75
NEW = "0.3.0"


@pytest.fixture
def publishing(tmp_path: Path) -> Publishing:
    return published(tmp_path)


def command(publishing: Publishing, trial_s: float = 60.0) -> list[str]:
    options = ["--folder", str(publishing.terminal), "--trial-seconds", str(trial_s)]
    return [sys.executable, str(LAUNCHER), *options, "--", "kiosk", "--managed"]


def launch(
    publishing: Publishing, trial_s: float = 60.0, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(publishing, trial_s), capture_output=True, text=True, check=False, preexec_fn=before)


def try_out(publishing: Publishing, script: str) -> str:
    """Installs a version that does so when it starts. Returns its name."""
    publishing.publish(NEW, script)
    release, bundle, size = publishing.records.newest(KIND)
    publishing.slots.install(release, bundle, size)
    return release.name


def call(what: str) -> str:
    """A script that says its name and calls that of `Slots`, as the application would."""
    return f"""{TELL}
PYTHONPATH={ROOT} {sys.executable} -c '
import os
from pathlib import Path
from app.domain.updates import TrialEnd
from app.storage.software.slots import Slots
slots, name = Slots(Path(os.environ["THENAR_SOFTWARE"])), os.environ["THENAR_RELEASE"]
{what}'"""


def test_the_version_that_was_kept_starts_with_the_words_and_ends_with_its_code(publishing: Publishing) -> None:
    ended = launch(publishing)
    assert ended.stdout == f"{publishing.slots.current()} kiosk --managed\n"
    assert ended.returncode == 0


def test_a_version_that_is_kept_goes_on_and_starts_the_next_time(publishing: Publishing) -> None:
    name = try_out(publishing, f"{call('slots.commit(name)')}; exit 3")
    for _ in range(2):
        ended = launch(publishing)
        assert (ended.stdout, ended.returncode) == (f"{name} kiosk --managed\n", 3)
    assert (publishing.slots.current(), publishing.slots.failed()) == (name, None)


ENDS = [
    ("exit 1", TrialEnd.EXITED),
    ("exit 0", TrialEnd.EXITED),
    ("kill -9 $$", TrialEnd.EXITED),
    (call("slots.roll_back(name, TrialEnd.UNHEALTHY)"), TrialEnd.UNHEALTHY),
    ("exec sleep 600", TrialEnd.LATE),
    ("trap '' TERM; exec sleep 600", TrialEnd.LATE),
    (f"exit {AGAIN}", TrialEnd.STARTS),
]


@pytest.mark.parametrize(("script", "end"), ENDS)
def test_a_version_that_fails_its_trial_is_rolled_back_at_once(
    publishing: Publishing, script: str, end: TrialEnd
) -> None:
    old = publishing.slots.current()
    try_out(publishing, script)
    ended = launch(publishing, 0.3 if end is TrialEnd.LATE else 60.0)
    assert ended.stdout.endswith(f"{old} kiosk --managed\n")
    assert ended.returncode == 0
    assert publishing.slots.failed() == FailedVersion(NEW, end)
    assert (publishing.slots.current(), publishing.slots.trial()) == (old, None)
    assert launch(publishing).stdout == f"{old} kiosk --managed\n"


def test_a_version_that_cannot_be_started_is_rolled_back(publishing: Publishing) -> None:
    name = try_out(publishing, TELL)
    (publishing.terminal / "versions" / name / "start").write_text("no program")
    (publishing.terminal / "versions" / name / "start").chmod(0o644)
    assert launch(publishing).stdout == f"{publishing.slots.current()} kiosk --managed\n"
    assert publishing.slots.failed() == FailedVersion(NEW, TrialEnd.EXITED)


def test_power_cuts_use_up_the_starts_of_a_trial(publishing: Publishing) -> None:
    name = try_out(publishing, f"{TELL}; exec sleep 600")
    for starts in range(1, 4):
        with subprocess.Popen(command(publishing), stdout=subprocess.PIPE, text=True) as launcher:
            assert launcher.stdout is not None
            assert launcher.stdout.readline().startswith(name)
            trial = publishing.slots.trial()
            assert trial is not None
            assert trial.starts == starts
            children = Path(f"/proc/{launcher.pid}/task/{launcher.pid}/children").read_text().split()
            subprocess.run(["kill", "-9", str(launcher.pid), *children], check=True)
    assert launch(publishing).stdout == f"{publishing.slots.current()} kiosk --managed\n"
    assert publishing.slots.failed() == FailedVersion(NEW, TrialEnd.STARTS)


def test_being_told_to_end_is_passed_on_and_is_no_failure(publishing: Publishing) -> None:
    try_out(publishing, f"trap 'echo bye; exit 0' TERM; {TELL}; while :; do sleep 0.05; done")
    with subprocess.Popen(command(publishing), stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        launcher.stdout.readline()
        launcher.send_signal(signal.SIGTERM)
        assert launcher.stdout.read() == "bye\n"
        assert launcher.wait(10) == 0
    assert publishing.slots.trial() is not None
    assert publishing.slots.failed() is None


def test_a_kept_version_that_asks_for_it_is_started_anew(publishing: Publishing) -> None:
    script = f'{TELL}; [ -e "$THENAR_SOFTWARE/seen" ] && exit 4; touch "$THENAR_SOFTWARE/seen"; exit {AGAIN}'
    name = try_out(publishing, script)
    publishing.slots.commit(name)
    ended = launch(publishing)
    assert (ended.stdout, ended.returncode) == (f"{name} kiosk --managed\n" * 2, 4)


def test_a_full_disk_puts_the_trial_off(publishing: Publishing) -> None:
    """A start that cannot be counted would be one of endlessly many."""
    old = publishing.slots.current()
    name = try_out(publishing, f"{TELL}; exit 1")
    ended = launch(publishing, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert ended.stdout == f"{old} kiosk --managed\n"
    trial = publishing.slots.trial()
    assert trial is not None
    assert (trial.name, trial.starts) == (name, 0)


def test_the_software_answers_the_watchdog_itself(publishing: Publishing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_PID", "1")
    monkeypatch.setenv("WATCHDOG_USEC", "1000")
    name = try_out(publishing, 'echo "[$WATCHDOG_PID] $WATCHDOG_USEC"')
    publishing.slots.commit(name)
    assert launch(publishing).stdout == "[] 1000\n"


def test_where_nothing_is_installed_it_says_so(tmp_path: Path) -> None:
    ended = launch(Publishing(tmp_path / "nowhere", published(tmp_path).now))
    assert ended.returncode == 1
    assert "no version is installed" in ended.stderr
