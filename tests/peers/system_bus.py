"""A system bus of our own with python-dbusmock's services on it, started by the bus when they are first called.

with system_bus(folder, {"logind": LOGIND.name}) as bus:
    call(bus.connect, LOGIND, "CanReboot")
    bus.calls(LOGIND, "Reboot")
"""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drivers.systemd.bus import PATIENCE_S, Line, Peer, call
from tests.peers.installed import installed

PYTHON = "/usr/bin/python3"
"""The distribution's, which has python3-dbusmock and python3-gi."""


def mock_python() -> str:
    """The system's interpreter, which has dbusmock: its own library is no package that pip brings."""
    installed(shutil.which("dbus-daemon"), "dbus-daemon")
    asked = subprocess.run([PYTHON, "-c", "import dbusmock, gi"], check=False, capture_output=True, timeout=30)
    return installed(PYTHON if asked.returncode == 0 else None, "python3-dbusmock")


@dataclass(frozen=True)
class Bus:
    address: str
    """The path of its socket."""

    def connect(self) -> Line:
        return Line(self.address, PATIENCE_S)

    def calls(self, peer: Peer, method: str) -> int:
        """How often the mock was asked."""
        mock = Peer(peer.name, peer.path, "org.freedesktop.DBus.Mock")
        found = call(self.connect, mock, "GetMethodCalls", "s", (method,))
        assert isinstance(found, list)
        return len(found)


@contextmanager
def system_bus(folder: Path, services: Mapping[str, str]) -> Iterator[Bus]:
    """`services`: names on the bus by dbusmock's template."""
    place = folder / "bus"
    address = f"unix:path={place}"
    for template, name in services.items():
        mock = f"/usr/bin/env DBUS_SYSTEM_BUS_ADDRESS={address} {mock_python()} -m dbusmock --template {template}"
        (folder / f"{name}.service").write_text(f"[D-BUS Service]\nName={name}\nExec={mock}\n")
    settings = folder / "bus.conf"
    settings.write_text(
        "<busconfig><type>session</type><keep_umask/>"
        f"<listen>{address}</listen><servicedir>{folder}</servicedir><auth>EXTERNAL</auth>"
        '<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>'
        '<allow own="*"/></policy></busconfig>'
    )
    command = ["dbus-daemon", "--config-file", str(settings), "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline(), "the bus ended"
            yield Bus(str(place))
        finally:
            process.terminate()
            process.communicate(timeout=30)
