"""A terminal's agent over the real link: what it does once, what it learns, and when it forgets."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from app.config.paths import State
from app.credentials.certificates import RENEWED_FROM
from app.domain.configuration_refusal import RefusedConfiguration, Unfit
from app.domain.device_commands import HEARTBEAT_S, CommandKind, CommandState
from app.domain.device_configuration import DeviceConfiguration
from app.domain.faults import Fault, FaultError
from app.operations.configurations import CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration
from app.operations.instances import (
    DELETE_ASSOCIATED_DEVICE,
    GET_COMMAND,
    GET_INSTANCE,
    GET_STATUS,
    REBOOT_DEVICE,
    ConnectivityWord,
    DeleteAssociatedDevice,
    DeviceStatus,
    GetDeviceCommand,
    GetDeviceInstance,
    GetDeviceStatus,
    HealthWord,
    RebootDevice,
)
from app.runtime.device_agent import TRY_AGAIN_S, DeviceAgent, Duties
from app.runtime.obeyed import Obeyed
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from app.storage.terminal_memory import Entry, Identity, Kept, Step, TerminalMemory
from tests.app.control import REALM, Plane
from tests.app.domain.test_device_configuration import DOOR
from tests.app.gateway.running import Running
from tests.app.gateway.terminals import device_of, link
from tests.app.services.still_clock import StillClock


@dataclass
class Machine:
    """One device: its disk, what was done on it, and its clock, which the test moves."""

    plane: Plane
    memory: TerminalMemory
    instance: str
    clock: StillClock
    reboots: int = 0
    forgotten: int = 0
    configured: list[DeviceConfiguration] = field(default_factory=list)
    tried: list[int] = field(default_factory=list)
    unfit: Unfit | None = None
    """Why it cannot do what it is told to be."""
    obeys: Obeyed = Obeyed.WHEN_BACK

    def switched_on(self, boot: str = "first") -> DeviceAgent:
        duties = Duties("1.0", tuple, self._obey, self._configure, self._forget)
        return DeviceAgent(self.memory, duties, self.clock, boot)

    def _obey(self, command: CommandKind) -> Obeyed:
        assert command is CommandKind.REBOOT
        self.reboots += 1
        return self.obeys

    def _configure(self, kept: Kept) -> Unfit | None:
        self.tried.append(kept.version)
        if self.unfit is None:
            self.memory.configure(kept)
            self.configured.append(kept.configuration)
        return self.unfit

    def _forget(self) -> None:
        self.forgotten += 1
        self.memory.leave()
        self.memory.forget()

    def told_to_reboot(self) -> str:
        return self.plane.call(REBOOT_DEVICE, RebootDevice(self.instance)).command_id

    def told_to_be(self, configuration: DeviceConfiguration) -> None:
        self.plane.call(CREATE_CONFIGURATION, CreateDeviceInstanceConfiguration(self.instance, configuration))

    def status(self) -> DeviceStatus:
        return self.plane.call(GET_STATUS, GetDeviceStatus(self.instance))

    def state(self, command: str) -> CommandState:
        return self.plane.call(GET_COMMAND, GetDeviceCommand(self.instance, command)).state


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Plane, Running]]:
    with open_store(State(tmp_path, simulated=True)) as people:
        plane = Plane(SqlControlStore(people))
        with link(plane, tmp_path) as server:
            yield plane, server


@pytest.fixture
def machine(server: tuple[Plane, Running], tmp_path: Path) -> Machine:
    plane, running = server
    device = device_of(plane, tmp_path / "device")
    memory = TerminalMemory(tmp_path / "memory")
    root = running.certificate.read_text()
    identity = Identity(device.instance, REALM.account, f"localhost:{running.port}", root)
    memory.become(identity, device.certificate.read_text() + device.key.read_text())
    return Machine(plane, memory, device.instance, StillClock(datetime.now(UTC)))


@pytest.mark.requirement("ACT-019", "DIM-007")
def test_a_reboot_is_done_once_and_reported_when_the_machine_is_back(machine: Machine) -> None:
    order = machine.told_to_reboot()
    agent = machine.switched_on()
    agent.step()
    assert (machine.reboots, machine.state(order)) == (1, CommandState.ACKED)
    assert machine.configured == [DOOR]
    agent.stop()
    same = machine.switched_on()
    same.step()
    assert (machine.reboots, machine.state(order)) == (1, CommandState.ACKED), "it has not gone down yet"
    same.stop()
    back = machine.switched_on("second")
    back.step()
    back.stop()
    assert (machine.reboots, machine.state(order)) == (1, CommandState.DONE)
    assert machine.configured == [DOOR], "it has that one already"


def test_a_report_that_was_lost_is_made_again(machine: Machine) -> None:
    order = machine.told_to_reboot()
    machine.memory.note(Entry(order, Step.DONE, "first"))
    agent = machine.switched_on("second")
    agent.step()
    agent.stop()
    assert (machine.reboots, machine.state(order)) == (0, CommandState.DONE)


@pytest.mark.requirement("DIM-010")
def test_a_new_configuration_comes_with_the_next_heartbeat(machine: Machine) -> None:
    agent = machine.switched_on()
    agent.step()
    other = replace(DOOR, wifi=None)
    machine.told_to_be(other)
    machine.clock.pass_time(timedelta(seconds=HEARTBEAT_S))
    agent.step()
    agent.stop()
    assert machine.configured == [DOOR, other]
    assert machine.status().configuration_version == 2, "it said so at once"


@pytest.mark.requirement("DIM-003", "DIM-004", "DIM-005")
def test_a_refused_configuration_is_told_with_its_reason_and_not_tried_again(machine: Machine) -> None:
    agent = machine.switched_on()
    agent.step()
    machine.unfit = Unfit.NO_SUCH_LINE
    machine.told_to_be(replace(DOOR, wifi=None))
    for _ in range(3):
        machine.clock.pass_time(timedelta(seconds=HEARTBEAT_S))
        agent.step()
    agent.stop()
    assert machine.tried == [1, 2]
    shown = machine.plane.call(GET_INSTANCE, GetDeviceInstance(machine.instance)).status
    assert shown is not None
    assert (shown.connectivity, shown.health) == (ConnectivityWord.CONNECTED, HealthWord.HEALTHY)
    assert (shown.configuration_version, shown.software_version) == (1, "1.0")
    assert shown.refused_configuration == RefusedConfiguration(2, Unfit.NO_SUCH_LINE)
    assert machine.memory.configuration() == Kept(1, DOOR)


def test_a_first_one_that_was_refused_for_what_may_pass_is_tried_again_until_it_is_in_force(machine: Machine) -> None:
    machine.unfit = Unfit.WIFI_OUT_OF_RANGE
    agent = machine.switched_on()
    agent.step()
    assert machine.status().refused_configuration == RefusedConfiguration(1, Unfit.WIFI_OUT_OF_RANGE)
    for _ in range(3):
        machine.clock.pass_time(timedelta(seconds=HEARTBEAT_S))
        agent.step()
    assert machine.tried == [1], "a minute is not over"
    machine.unfit = None
    machine.clock.pass_time(timedelta(seconds=TRY_AGAIN_S))
    agent.step()
    agent.stop()
    assert (machine.tried, machine.configured) == ([1, 1], [DOOR])
    assert (machine.status().configuration_version, machine.status().refused_configuration) == (1, None)


def test_a_terminal_at_work_leaves_its_network_for_no_second_try(machine: Machine) -> None:
    agent = machine.switched_on()
    agent.step()
    machine.unfit = Unfit.WIFI_OUT_OF_RANGE
    machine.told_to_be(replace(DOOR, wifi=None))
    for _ in range(3):
        machine.clock.pass_time(timedelta(seconds=TRY_AGAIN_S))
        agent.step()
    agent.stop()
    assert machine.tried == [1, 2]


def test_a_newer_configuration_ends_the_refusal(machine: Machine) -> None:
    machine.unfit = Unfit.PANEL_UNFIT
    agent = machine.switched_on()
    agent.step()
    assert machine.status().refused_configuration == RefusedConfiguration(1, Unfit.PANEL_UNFIT)
    machine.unfit = None
    machine.told_to_be(replace(DOOR, wifi=None))
    machine.clock.pass_time(timedelta(seconds=HEARTBEAT_S))
    agent.step()
    agent.stop()
    assert (machine.status().configuration_version, machine.status().refused_configuration) == (2, None)
    assert machine.memory.refused() is None


@pytest.mark.requirement("DEV-020")
def test_what_the_disk_does_not_take_is_told_and_tried_again(machine: Machine) -> None:
    machine.unfit = Unfit.NOT_SAVED
    agent = machine.switched_on()
    agent.step()
    assert machine.status().refused_configuration == RefusedConfiguration(1, Unfit.NOT_SAVED)
    machine.unfit = None
    machine.clock.pass_time(timedelta(seconds=HEARTBEAT_S))
    agent.step()
    agent.stop()
    assert (machine.tried, machine.status().refused_configuration) == ([1, 1], None)


def test_a_reboot_that_the_machine_refuses_has_failed(machine: Machine) -> None:
    machine.obeys = Obeyed.FAILED
    order = machine.told_to_reboot()
    agent = machine.switched_on()
    agent.step()
    agent.stop()
    assert machine.state(order) is CommandState.FAILED
    again = machine.switched_on("second")
    again.step()
    again.stop()
    assert machine.reboots == 1


def test_how_long_there_is_no_connection_is_counted_from_its_loss(machine: Machine) -> None:
    agent = machine.switched_on()
    machine.clock.pass_time(timedelta(seconds=7))
    assert agent.silent_for_s == 7.0
    agent.step()
    assert agent.silent_for_s == 0.0
    agent.stop()
    machine.clock.pass_time(timedelta(seconds=5))
    assert agent.silent_for_s == 5.0


def test_whoever_has_left_is_nobody_even_when_killed_before_everything_has_gone(machine: Machine) -> None:
    machine.memory.leave()
    again = TerminalMemory(machine.memory.identity_file.parent)
    assert (again.identity(), again.leaving, again.identity_file.exists()) == (None, True, True)
    again.forget()
    assert (again.leaving, again.identity_file.exists(), again.configuration()) == (False, False, None)
    again.forget()


@pytest.mark.requirement("DIM-016")
def test_a_deactivated_terminal_forgets_who_it_was(machine: Machine) -> None:
    agent = machine.switched_on()
    agent.step()
    machine.plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(machine.instance))
    machine.clock.pass_time(timedelta(seconds=HEARTBEAT_S))
    agent.step()
    assert (machine.forgotten, machine.memory.identity()) == (1, None)
    assert machine.memory.configuration() is None
    agent.step()
    assert machine.forgotten == 1
    agent.stop()


def test_one_that_was_deactivated_while_it_was_off_is_turned_away(machine: Machine) -> None:
    machine.plane.call(DELETE_ASSOCIATED_DEVICE, DeleteAssociatedDevice(machine.instance))
    agent = machine.switched_on()
    agent.step()
    agent.stop()
    assert machine.memory.identity() is None


def test_a_server_that_is_gone_is_tried_again_later_and_later(machine: Machine) -> None:
    identity = machine.memory.identity()
    assert identity is not None
    machine.memory.keep(replace(identity, link_address="localhost:1"))
    agent = machine.switched_on()
    for _ in range(3):
        agent.step()
        machine.clock.pass_time(timedelta(seconds=60))
    machine.memory.keep(identity)
    agent.step()
    agent.stop()
    assert machine.configured == [DOOR]


def test_a_terminal_whose_clock_is_wrong_asks_for_a_certificate_in_vain(machine: Machine) -> None:
    """The server's clock says that it is not due yet; the terminal keeps what it has, and its connection."""
    before = machine.memory.identity_file.read_bytes()
    agent = machine.switched_on()
    agent.step()
    machine.clock.pass_time(RENEWED_FROM)
    agent.step()
    order = machine.told_to_reboot()
    while machine.state(order) is not CommandState.ACKED:
        agent.step()
    agent.stop()
    assert machine.memory.identity_file.read_bytes() == before
    assert machine.memory.identity() is not None
    assert len(x509.load_pem_x509_certificates(before)) == 2


def test_a_key_that_others_may_read_is_a_fault(machine: Machine) -> None:
    machine.memory.identity_file.chmod(0o644)
    with pytest.raises(FaultError) as caught:
        machine.memory.identity()
    assert caught.value.fault is Fault.KEY_EXPOSED
