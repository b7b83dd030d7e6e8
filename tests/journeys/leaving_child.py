"""A process that changes what a terminal is, and dies in the middle of it. Run by the kill tests, never collected.

It reads orders from its input, one a line: `ACTION FOLDER DIES_AT`. For each it forks a child, which prints `done` if
it came to the end; when it is dead, `end STATUS` follows. DIES_AT = n kills itself, as by `kill -9`, before the n-th
change of a file within FOLDER: the interpreter itself tells of each (PEP 578), so that none is forgotten.
"""

import os
import signal
import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.config.paths import State
from app.domain.network import Joined, Link, NetworkState, Reach, WifiLogin, WifiNetwork
from app.domain.terminal_phase import AtWork
from app.entrypoints.terminal_home import Place
from app.ports.network import INTERNET, Goal
from app.runtime.configuring import Configuring, Joining
from app.runtime.life import Flows, Life, Wipe
from app.runtime.memory import Memory
from app.runtime.terminal import Terminal
from app.storage.atomic_write import atomic_write
from app.storage.terminal_memory import Identity, Kept
from tests.app.domain.test_device_configuration import DOOR
from tests.app.runtime.fakes import ToldClock
from tests.app.runtime.test_configuring import OTHER

FIRST, SECOND = Kept(1, DOOR), Kept(2, replace(DOOR, wifi=OTHER))
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR


class FiledNetwork:
    """Keeps the network that was joined in a file, as a machine does, beyond the death of whoever asked for it."""

    simulated = True
    name = "filed"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "network-of-the-machine"

    @property
    def on(self) -> str:
        return self._file.read_text() if self._file.exists() else ""

    def links(self) -> frozenset[Link]:
        return frozenset(Link)

    def state(self) -> NetworkState:
        return NetworkState(Link.WIFI, Reach.ONLINE)

    check = state

    def scan(self) -> tuple[WifiNetwork, ...]:
        return ()

    def use_ethernet(self, goal: Goal = INTERNET) -> Joined:
        return Joined.NO_CABLE

    def join(self, login: WifiLogin, goal: Goal = INTERNET) -> Joined:
        atomic_write(self._file, login.ssid.encode())
        assert goal.server is None or goal.server("")
        return Joined.OK

    def address(self) -> str | None:
        return None


def configuring(place: Place) -> Configuring:
    joining = Joining(FiledNetwork(place.state.data), lambda device: True, ToldClock())
    return Configuring(place.memory, lambda configuration: None, joining)


def life(place: Place) -> Life:
    """One that nobody ever sets up or gives work."""
    flows = Flows(_nothing, lambda fault: _nothing(), _no_work, _no_home, place.clear)
    wipe = Wipe(lambda: False, lambda: None)
    return Life(place.memory, flows, lambda: None, wipe, lambda flow: None, lambda: None, ToldClock())


def _nothing() -> Terminal:
    raise _Began


def _no_work(phase: AtWork, memory: Memory) -> Terminal:
    raise _Began


class _Began(Exception):
    """The life has come to its next flow."""


def _no_home(identity: Identity) -> AbstractContextManager[Memory]:
    raise _Began


def come_to_set_up(place: Place) -> None:
    try:
        life(place).look()
    except _Began:
        return


def act(action: str, place: Place) -> None:
    if action == "configure":
        assert configuring(place).apply(SECOND) is None
    else:
        place.memory.leave()
        come_to_set_up(place)


def dies_at(left: int, folder: str) -> None:
    """Any: whatever the interpreter tells of an event."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        writes = event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING)
        if writes and str(arguments[0]).startswith(folder):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)


def main() -> None:
    for line in sys.stdin:
        action, folder, number = line.split()
        child = os.fork()
        if child == 0:
            dies_at(int(number), folder)
            act(action, Place(State(Path(folder), simulated=True)))
            print("done", flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(f"end {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main()
