"""The real NetworkManager, in a network, a mount and a bus of its own: nothing of it reaches the machine.

with bed(folder) as running:
    running.provider.lead("PORTAL")
    NetworkManagerNetwork(running.bus).check()

Rules: needs root, NetworkManager, dnsmasq, dbus-daemon and iproute2; `forbidden()` says why it may not run. sysfs is
mounted read-only, upon which NetworkManager does without udev. What it would keep under /etc, /var and /run goes into
memory.
"""

import ctypes
import os
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from app.gateway.certificate import make_certificate
from app.gateway.outward import ServerPlace, is_there
from tests.drivers.networkmanager import provider
from tests.drivers.networkmanager.private_bus import PATH, PATIENCE_S, hear, owned, private_bus, running
from tests.drivers.networkmanager.provider import ADDRESS, FAR_END, FOREIGN, OWN, SERVER_PORT
from tests.peers.installed import installed

NEAR_END = "near0"
LOOK_AGAIN_S = 0.25
"""A change may be visible a moment after the signal that told of it."""
SERVER_S = 3.0
CLONE_NEWNET = 0x40000000
"""Of sched.h."""
NAME = "org.freedesktop.NetworkManager"
_TOOLS = ("NetworkManager", "dnsmasq", "dbus-daemon", "ip", "unshare")

_SETTINGS = """[main]
plugins=keyfile
dhcp=internal
dns=none
rc-manager=unmanaged
hostname-mode=none
auth-polkit=false
no-auto-default={without}
[connection]
ipv4.dhcp-timeout=3
ipv6.ra-timeout=3
[device]
carrier-wait-timeout=500
[connectivity]
uri=http://{address}/check
interval=300
enabled={checks}
"""

_SCRIPT = """set -eu
mount -t sysfs -o ro sysfs /sys
for folder in /etc/NetworkManager /var/lib/NetworkManager /run; do mount -t tmpfs tmpfs $folder; done
mkdir -p /etc/NetworkManager/conf.d /etc/NetworkManager/system-connections /run/NetworkManager
cp "$1" /etc/NetworkManager/NetworkManager.conf
echo there
read -r _
ip link set lo up
exec NetworkManager --debug --log-level=INFO
"""


def forbidden() -> str | None:
    """Why it may not run here: a test of whoever is not root makes no networks."""
    if os.geteuid() != 0:
        return "needs root, for a network namespace"
    tried = subprocess.run(
        ["unshare", "-n", "-m", "mount", "-t", "sysfs", "-o", "ro", "sysfs", "/sys"], capture_output=True
    )
    return None if tried.returncode == 0 else "needs to make network and mount namespaces"


@dataclass(frozen=True)
class FarEnd:
    process: "subprocess.Popen[str]"

    def lead(self, where: str) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{where}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n", "the provider ended"

    def pull(self) -> None:
        """The cable comes out of its far end: the near one has no carrier."""
        _within(self.process.pid, f"ip link set {FAR_END} down")

    def plug(self) -> None:
        _within(self.process.pid, f"ip link set {FAR_END} up")


@dataclass(frozen=True)
class Bed:
    bus: str
    """The bus's address."""
    provider: FarEnd
    manager: "subprocess.Popen[str]"
    ears: DBusConnection
    """Hears every signal of NetworkManager."""
    trust: Path
    """Whom the terminal believes that it is our server."""

    def server(self, device: str) -> bool:
        """Whether our server answers, asked in the terminal's network: the proof that the driver is given."""
        trust = ssl.create_default_context(cafile=str(self.trust))
        place = ServerPlace(ADDRESS, SERVER_PORT, trust)
        return asked_within(self.manager.pid, lambda: is_there(place, device, SERVER_S))

    def run(self, command: str) -> None:
        """In the terminal's network."""
        _within(self.manager.pid, command)

    @property
    def profiles(self) -> list[Path]:
        """Those on its disk."""
        return list(Path(f"/proc/{self.manager.pid}/root/etc/NetworkManager/system-connections").iterdir())

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Looks again after each signal, and now and then without one; fails after a while."""
        until_s = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < until_s, f"not within {PATIENCE_S} s: {what}"
            with suppress(TimeoutError):
                self.ears.receive(timeout=LOOK_AGAIN_S)


@contextmanager
def bed(folder: Path, *, checks: bool = True, profile: bool = True) -> Iterator[Bed]:
    """`checks`: it looks whether it is online. `profile`: it makes a profile for the cable by itself."""
    for tool in _TOOLS:
        installed(shutil.which(tool, path=PATH), tool)
    with ExitStack() as stack:
        settings = folder / "NetworkManager.conf"
        without = "" if profile else "*"
        settings.write_text(_SETTINGS.format(address=ADDRESS, checks=str(checks).lower(), without=without))
        _certificates(folder)
        address = stack.enter_context(private_bus(folder))
        ears = stack.enter_context(open_dbus_connection(address))
        hear(ears, NAME)
        far = stack.enter_context(
            running(["unshare", "-n", sys.executable, provider.__file__, str(folder)], "there", ended_by_input=True),
        )
        command = ["unshare", "-n", "-m", "-u", "sh", "-c", _SCRIPT, "sh", str(settings)]
        manager = stack.enter_context(running(command, "there", address, folder / "NetworkManager.log"))
        link = f"ip link add {NEAR_END} netns {manager.pid} type veth peer name {FAR_END} netns {far.pid}"
        subprocess.run(link.split(), check=True, env={"PATH": PATH})
        made = Bed(address, FarEnd(far), manager, ears, folder / OWN)
        made.provider.lead("up")
        made.provider.lead("INTERNET")
        assert manager.stdin is not None
        manager.stdin.write("go\n")
        manager.stdin.flush()
        made.wait_until(lambda: owned(address, NAME), "NetworkManager on its bus")
        made.wait_until(lambda: _started(address), "that it knows its devices")
        yield made


def _certificates(folder: Path) -> None:
    """Two for the same address, of which the terminal believes one."""
    for name in (OWN, FOREIGN):
        made = make_certificate([ADDRESS], datetime.now(UTC))
        (folder / name).write_bytes(made.certificate + made.key)


def asked_within(pid: int, ask: Callable[[], bool]) -> bool:
    """The answer to a question that is asked in the network of a process: a thread goes there by itself (setns(2))."""

    def go() -> bool:
        with Path(f"/proc/{pid}/ns/net").open() as network:
            assert ctypes.CDLL(None, use_errno=True).setns(network.fileno(), CLONE_NEWNET) == 0, ctypes.get_errno()
        return ask()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(go).result()


def _started(bus: str) -> bool:
    """It has taken its name before it can answer."""
    with open_dbus_connection(bus) as connection:
        manager = DBusAddress("/org/freedesktop/NetworkManager", NAME, NAME)
        reply = connection.send_and_get_reply(new_method_call(manager, "GetDevices"), timeout=PATIENCE_S)
    return reply.header.message_type is MessageType.method_return and len(reply.body[0]) > 1


def _within(pid: int, command: str) -> None:
    subprocess.run(["nsenter", "-t", str(pid), "-n", *command.split()], check=True, env={"PATH": PATH})
