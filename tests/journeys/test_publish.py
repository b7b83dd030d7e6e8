"""A version's whole way by the commands that operators use: packed, signed, planted, served, fetched, tried."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.__main__ import main
from app.domain.updates import Fetched
from app.gateway.update_fetcher import update_client
from app.runtime.clock import SystemClock
from app.runtime.software_updates import Place, SoftwareUpdates
from app.storage.software.slots import Slots
from tests.app.publishing import make_tree
from tests.device.image import installers_commands
from tests.journeys.server_process import server_process

ROOT = Path(__file__).resolve().parents[2]


def publish(step: str, folder: Path, *words: object) -> int:
    return main(["publish", step, str(folder), *map(str, words)])


def started(terminal: Path) -> list[str]:
    command = [sys.executable, str(terminal / "launcher.py"), "--", "word"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[::2]


def test_a_version_goes_from_the_publisher_to_a_terminal_and_is_tried(tmp_path: Path) -> None:
    repository, keys, terminal = tmp_path / "updates", tmp_path / "keys", tmp_path / "terminal"
    assert publish("begin", repository, "--keys", keys) == 0
    assert publish("add", repository, make_tree(tmp_path / "1", "0.1.0"), "--version", "0.1.0", "--keys", keys) == 0
    assert publish("plant", repository, terminal) == 0
    (old,) = started(terminal)
    assert publish("add", repository, make_tree(tmp_path / "2", "0.2.0"), "--version", "0.2.0", "--keys", keys) == 0
    assert publish("renew", repository, "--keys", keys) == 0
    assert publish("replace-key", repository, "timestamp", "--keys", keys) == 0
    with (
        server_process(tmp_path, "--updates", str(repository)) as server,
        update_client(server.certificate_context()) as client,
    ):
        place = Place(terminal, f"{server.url}/updates")
        updates = SoftwareUpdates(place, client, SystemClock(), old)
        assert updates.fetch(lambda share: None) is Fetched.NEWER
        updates.install()
    new, *after = started(terminal)
    assert (new.split("-")[0], after) == ("0.2.0", [old])
    assert Slots(terminal).failed() is not None


def test_a_bundle_of_this_checkout_starts_from_wherever_it_lies(tmp_path: Path) -> None:
    subprocess.run([str(ROOT / "packaging" / "bundle"), str(tmp_path / "tree"), "--bare"], check=True)
    (tmp_path / "tree").rename(tmp_path / "elsewhere")
    ended = subprocess.run(
        [str(tmp_path / "elsewhere" / "start"), "publish", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env={"THENAR_PYTHON": sys.executable, "PATH": "/usr/bin:/bin"},
    )
    assert "replace-key" in ended.stdout
    assert not list((tmp_path / "elsewhere").rglob("__pycache__"))


def test_a_bundle_has_all_that_the_manual_takes_from_it(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    subprocess.run([str(ROOT / "packaging" / "bundle"), str(bundle), "--bare"], check=True)
    lines = installers_commands((ROOT / "resources" / "manual" / "terminal.md").read_text("utf-8"))
    taken = re.findall(r"\bbundle/(\S+)", lines)
    assert len(taken) >= 5
    assert [word for word in taken if not list(bundle.glob(word))] == []


def test_keys_in_the_folder_that_everybody_reads_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish("begin", tmp_path / "updates", "--keys", tmp_path / "updates" / "keys") == 2
    assert "outside the repository" in capsys.readouterr().err
    assert not (tmp_path / "updates").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_of_the_versions_does_not_own_the_trust(tmp_path: Path) -> None:
    repository, keys = tmp_path / "updates", tmp_path / "keys"
    publish("begin", repository, "--keys", keys)
    publish("add", repository, make_tree(tmp_path / "1", "0.1.0"), "--version", "0.1.0", "--keys", keys)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        terminal = Path(folder) / "terminal"
        assert publish("plant", repository, terminal, "--owner", "nobody") == 0
        may = f"cd {terminal} && touch trial && ln -sfn versions/x current && rm -r versions && mkdir versions"
        assert as_nobody(may) == 0
        for trust in ("root.json", "launcher.py"):
            assert as_nobody(f"rm -f {terminal}/{trust}") != 0
            assert as_nobody(f"echo > {terminal}/{trust}") != 0
            assert as_nobody(f"touch {terminal}/x && mv -f {terminal}/x {terminal}/{trust}") != 0


def as_nobody(line: str) -> int:
    return subprocess.run(["sh", "-c", line], user="nobody", group="nogroup", extra_groups=[], check=False).returncode


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "{}/none", "{}/tree", "--version", "0.1.0", "--keys", "{}/keys"], "missing or unreadable"),
        (["add", "{}/none", "{}", "--version", "0.1.0", "--keys", "{}/keys"], "start: missing"),
        (["renew", "{}/none", "--keys", "{}/keys"], "missing or unreadable"),
        (["plant", "{}/none", "{}/terminal"], "missing or unreadable"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    make_tree(tmp_path / "tree", "0.1.0")
    assert main(["publish", *(word.format(tmp_path) for word in words)]) == 2
    assert told in capsys.readouterr().err
