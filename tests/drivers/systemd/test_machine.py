"""The machine as systemd runs it: logind and timedated are python-dbusmock's, the supervisor is a socket of ours."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from jeepney.fds import FileDescriptor

from drivers.systemd.bus import Connect, Line, NotAnswered, call, read_property
from drivers.systemd.machine import LOGIND, TIMEDATED, SystemdMachine
from drivers.systemd.notify import Supervisor
from tests.contracts.machine_contract import MachineContract, MachineRig
from tests.peers.system_bus import Bus, system_bus

SERVICES = {"logind": LOGIND.name, "timedated": TIMEDATED.name}


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    with system_bus(tmp_path_factory.mktemp("bus"), SERVICES) as running:
        yield running


class Ear:
    """The supervisor's end of the socket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)
        self._heard: list[str] = []

    def heard(self) -> list[str]:
        with suppress(BlockingIOError):
            while True:
                self._heard += self._socket.recv(4096).decode().split("\n")
        return self._heard

    def pats(self) -> int:
        return self.heard().count("WATCHDOG=1")

    def status(self) -> str:
        return [word for word in self.heard() if word.startswith("STATUS=")][-1].removeprefix("STATUS=")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    ear = Ear(tmp_path / "notify")
    yield ear
    ear.close()


@pytest.mark.peer
class TestSystemdMachine(MachineContract):
    @pytest.fixture
    def rig(self, bus: Bus, ear: Ear) -> MachineRig:
        restarts: list[None] = []
        supervisor = Supervisor({"NOTIFY_SOCKET": str(ear.path)}, pid=1)
        before = bus.calls(LOGIND, "Reboot")

        def synchronise(follows: bool) -> None:
            call(bus.connect, TIMEDATED, "SetNTP", "bb", (follows, False))

        return MachineRig(
            SystemdMachine(lambda: restarts.append(None), supervisor, bus.connect),
            reboots=lambda: bus.calls(LOGIND, "Reboot") - before,
            restarts=lambda: len(restarts),
            pats=ear.pats,
            status=ear.status,
            synchronise=synchronise,
        )


def machine_on(connect: Connect) -> SystemdMachine:
    return SystemdMachine(lambda: None, Supervisor({}, 1), connect)


@pytest.mark.peer
def test_a_descriptor_that_comes_with_an_answer_does_not_hang_the_line(bus: Bus) -> None:
    """logind's Inhibit answers with one; a line that was not opened for descriptors waits for ever."""
    what = ("sleep", "thenar", "an update is being installed", "delay")
    descriptor = call(bus.connect, LOGIND, "Inhibit", "ssss", what)
    assert isinstance(descriptor, FileDescriptor)
    descriptor.close()


@pytest.mark.peer
def test_what_is_not_there_is_not_answered(bus: Bus) -> None:
    with pytest.raises(NotAnswered):
        call(bus.connect, LOGIND, "MakeCoffee")
    with pytest.raises(NotAnswered):
        read_property(bus.connect, TIMEDATED, "Weather")


def test_without_a_bus_the_machine_says_that_it_cannot(tmp_path: Path) -> None:
    machine = machine_on(Bus(str(tmp_path / "nowhere")).connect)
    assert not machine.reboot()
    assert not machine.synchronised()


@pytest.mark.parametrize("greeting", [b"", b"OK 0123\r\nAGREE_UNIX_FD\r\n"], ids=["at_all", "after_letting_us_in"])
def test_a_bus_that_is_silent_is_not_waited_for_for_ever(tmp_path: Path, greeting: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "bus"))
        server.listen()

        def answer() -> None:
            with server.accept()[0] as end:
                end.sendall(greeting)
                while end.recv(4096):
                    pass

        silent = threading.Thread(target=answer)
        silent.start()
        assert not machine_on(lambda: Line(str(tmp_path / "bus"), 0.2)).reboot()
        silent.join()


def test_without_a_supervisor_nobody_is_told_and_nothing_fails() -> None:
    assert not Supervisor({}, 1).tell("READY=1")
    assert not Supervisor({"NOTIFY_SOCKET": "vsock:2:1234"}, 1).tell("READY=1")
    assert not Supervisor({"NOTIFY_SOCKET": "/nowhere/notify"}, 1).tell("READY=1")


def test_the_supervisor_may_listen_in_the_abstract_space() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind("\0thenar-test-notify")
        assert Supervisor({"NOTIFY_SOCKET": "@thenar-test-notify"}, 1).tell("READY=1", "STATUS=up")
        assert end.recv(100) == b"READY=1\nSTATUS=up"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "43"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "-1"}, None),
    ],
)
def test_the_watchdog_waits_for_the_process_that_it_names(environment: dict[str, str], expected: float | None) -> None:
    assert Supervisor(environment, 42).watchdog_s == expected


def test_no_status_can_say_anything_else(ear: Ear) -> None:
    machine = SystemdMachine(lambda: None, Supervisor({"NOTIFY_SOCKET": str(ear.path)}, 1))
    machine.say("a\nREADY=1")
    assert ear.heard() == ["STATUS=a READY=1"]
