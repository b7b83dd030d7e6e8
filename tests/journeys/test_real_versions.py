"""The application itself as published software: the real bundle, started by the real launcher, fetched over TLS, tried,
kept when it is well, and taken back when it is broken. Without a screen; NetworkManager is stood in for on a bus."""

import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.updates import FailedVersion, Fetched, TrialEnd
from app.gateway.update_fetcher import update_client
from app.runtime.clock import SystemClock
from app.runtime.software_updates import Place, SoftwareUpdates
from app.storage.software.slots import Slots
from tests.drivers.networkmanager.mocked_air import mocked_air
from tests.journeys.publisher import Publisher
from tests.journeys.server_process import Server, server_process
from tests.peers.panel import eventually

pytestmark = pytest.mark.peer

START_S = 90.0
END_S = 30.0
CREDENTIALS = struct.Struct("3i")
"""ucred of unix(7): process, user and group of whoever speaks."""


@dataclass(frozen=True)
class Terminal:
    """A disk with versions, its settings, and the socket on which its supervisor listens."""

    folder: Path
    server: Server
    bus: str

    @property
    def software(self) -> Path:
        return self.folder / "software"

    @property
    def slots(self) -> Slots:
        return Slots(self.software)

    def looks(self) -> Fetched:
        """What its own code for updates finds, and installs when it is newer."""
        place = Place(self.software, f"{self.server.url}/updates")
        with update_client(self.server.certificate_context()) as client:
            updates = SoftwareUpdates(place, client, SystemClock(), self.slots.current() or "")
            found = updates.fetch(lambda share: None)
            updates.install()
        return found

    @contextmanager
    def switched_on(self) -> Iterator[str]:
        """The name of the version that says that it is ready, first of all that the launcher starts."""
        heard = self.folder / "supervisor"
        heard.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
            supervisor.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            supervisor.bind(str(heard))
            supervisor.settimeout(START_S)
            with subprocess.Popen(self._command(), cwd=self.folder, env=self._environment(heard)) as launcher:
                try:
                    yield release_of(ready(supervisor))
                finally:
                    launcher.terminate()
                    launcher.wait(END_S)

    def _command(self) -> list[str]:
        settings = self.folder / "thenar.toml"
        lines = {
            "mode": "managed",
            "camera": "v4l2:0",
            "badge_reader": "keyboard",
            "door": "none",
            "data": str(self.folder / "data"),
            "updates": f"{self.server.url}/updates",
            "updates_authority": self.server.certificate,
        }
        settings.write_text("".join(f'{key} = "{value}"\n' for key, value in lines.items()))
        return [sys.executable, str(self.software / "launcher.py"), "--", "kiosk", "--settings", str(settings)]

    def _environment(self, heard: Path) -> dict[str, str]:
        ours = {"THENAR_PYTHON": sys.executable, "QT_QPA_PLATFORM": "offscreen"}
        return {**os.environ, **ours, "NOTIFY_SOCKET": str(heard), "DBUS_SYSTEM_BUS_ADDRESS": self.bus}


def ready(supervisor: socket.socket) -> int:
    """The process that says that it is up."""
    while True:
        words, beside, _, _ = supervisor.recvmsg(4096, socket.CMSG_SPACE(CREDENTIALS.size))
        if b"READY=1" in words.splitlines():
            process, _, _ = CREDENTIALS.unpack(beside[0][2])
            assert isinstance(process, int)
            return process


def release_of(process: int) -> str:
    """Of the folder whose code it runs."""
    environment = Path(f"/proc/{process}/environ").read_bytes().decode().split("\0")
    (path,) = (line.partition("=")[2] for line in environment if line.startswith("PYTHONPATH="))
    return Path(path.split(":")[0]).name


@pytest.fixture
def bundle(root: Path, tmp_path: Path) -> Path:
    subprocess.run([str(root / "packaging" / "bundle"), str(tmp_path / "0.1.0"), "--bare"], check=True)
    return tmp_path / "0.1.0"


def changed(bundle: Path, version: str, line: str) -> Path:
    """Another version, with a line at the top of what starts first."""
    other = Path(shutil.copytree(bundle, bundle.with_name(version)))
    main = other / "app" / "__main__.py"
    main.write_text(f"{line}\n{main.read_text('utf-8')}")
    return other


def test_a_version_that_is_well_is_kept_and_one_that_is_broken_is_taken_back(bundle: Path, tmp_path: Path) -> None:
    publisher = Publisher(tmp_path)
    publisher.publishes(bundle, "0.1.0")
    (tmp_path / "server").mkdir()
    (tmp_path / "air").mkdir()
    with (
        mocked_air(tmp_path / "air") as air,
        server_process(tmp_path / "server", "--updates", str(publisher.repository)) as server,
    ):
        terminal = Terminal(tmp_path, server, air.bus)
        publisher.plants(terminal.software)
        planted = terminal.slots.current()
        with terminal.switched_on() as release:
            assert release == planted

        publisher.publishes(changed(bundle, "0.2.0", "# Newer."), "0.2.0")
        assert terminal.looks() is Fetched.NEWER
        with terminal.switched_on() as newer:
            assert newer.startswith("0.2.0-")
            assert eventually(lambda: terminal.slots.current() == newer, END_S), "it was well, and is kept"
            assert terminal.slots.trial() is None

        publisher.publishes(changed(bundle, "0.3.0", "raise ImportError"), "0.3.0")
        assert terminal.looks() is Fetched.NEWER
        with terminal.switched_on() as release:
            assert release == newer, "the one before is up, and nobody had to come"
        assert terminal.slots.failed() == FailedVersion("0.3.0", TrialEnd.EXITED)
        assert terminal.slots.current() == newer
        assert terminal.looks() is Fetched.FAILED_BEFORE
