"""A terminal that locks itself, its agent and a real server: what is reported, what unlocks, what deactivates."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from app.domain.configuration_refusal import Unfit
from app.domain.device_commands import HEARTBEAT_S, CommandKind, CommandState
from app.domain.device_lock import Lock
from app.domain.faults import Fault
from app.domain.health_checks import Check
from app.operations.instances import (
    REMEDIATE_DEVICE,
    UPDATE_DEVICE_SERVICE,
    HealthWord,
    RemediateDevice,
    UpdateDeviceService,
)
from app.runtime.device_agent import DeviceAgent, Duties
from app.runtime.guard import Guard
from app.runtime.obeyed import Obeyed
from app.storage.terminal_memory import Kept
from drivers.simulated.clock import SteppedClock
from drivers.simulated.tamper import SimulatedTamper
from drivers.simulated.world import World
from tests.app.runtime.test_device_agent import Machine, machine, server

__all__ = ["machine", "server"]


@dataclass
class Terminal:
    """The same device with a guard, in a world of its own."""

    machine: Machine
    world: World
    guard: Guard
    agent: DeviceAgent
    failing: list[Check]

    def beat(self) -> None:
        self.machine.clock.pass_time(timedelta(seconds=HEARTBEAT_S))
        self.agent.step()

    def away_for(self, minutes: int) -> None:
        """It is cut off; its guard goes on looking."""
        for _ in range(minutes * 2):
            self.world.pass_time(30)
            self.guard.look()

    def locks_shown(self) -> tuple[Lock, ...]:
        return tuple(each.lock for each in self.machine.status().locks)

    def work_until(self, command: str, state: CommandState) -> None:
        while self.machine.state(command) is not state:
            self.agent.step()


@pytest.fixture
def terminal(machine: Machine) -> "Terminal":
    world = World(SteppedClock())
    guard = Guard(machine.memory, world.machine, SimulatedTamper(world), world.clock)

    def configure(kept: Kept) -> Unfit | None:
        machine.memory.configure(kept)
        return None

    def obey(kind: CommandKind) -> Obeyed:
        return guard.commands()[kind]()

    failing: list[Check] = []
    duties = Duties("1.0", lambda: tuple(failing), obey, configure, machine._forget, guard=guard)
    guard.look()
    return Terminal(machine, world, guard, DeviceAgent(machine.memory, duties, machine.clock, "first"), failing)


def shortly_away(terminal: Terminal) -> None:
    kept = terminal.machine.memory.configuration()
    assert kept is not None
    terminal.machine.told_to_be(replace(kept.configuration, maximum_offline_minutes=15))
    terminal.beat()


@pytest.mark.requirement("DEV-035", "DEV-038")
def test_one_that_was_away_too_long_is_locked_until_somebody_says_that_it_stands_there(terminal: Terminal) -> None:
    terminal.agent.step()
    shortly_away(terminal)
    terminal.away_for(16)
    assert terminal.guard.hold() is Fault.LOCKED_BY_INACTIVITY
    terminal.beat()
    terminal.beat()
    assert terminal.guard.hold() is Fault.LOCKED_BY_INACTIVITY
    assert terminal.locks_shown() == (Lock.INACTIVITY,)
    plane, instance = terminal.machine.plane, terminal.machine.instance
    (order,) = plane.call(REMEDIATE_DEVICE, RemediateDevice(instance, True)).command_ids
    terminal.work_until(order, CommandState.DONE)
    assert terminal.guard.hold() is None
    terminal.agent.step()
    assert terminal.locks_shown() == (), "it says at once how it is now"
    terminal.away_for(14)
    assert terminal.guard.hold() is None
    terminal.agent.stop()


@pytest.mark.requirement("DEV-039")
def test_one_that_stands_elsewhere_is_deactivated_and_forgets(terminal: Terminal) -> None:
    terminal.agent.step()
    terminal.world.open_case()
    terminal.guard.look()
    terminal.beat()
    plane, instance = terminal.machine.plane, terminal.machine.instance
    plane.call(REMEDIATE_DEVICE, RemediateDevice(instance, False))
    terminal.beat()
    terminal.guard.look()
    assert (terminal.machine.forgotten, terminal.machine.memory.identity()) == (1, None)
    assert terminal.guard.hold() is None, "it is nobody's, and has nothing to guard"
    terminal.agent.stop()


def test_a_server_that_was_silent_for_longer_than_the_terminal_knows_is_believed(terminal: Terminal) -> None:
    """The terminal was off for four days, and its clock says that no time has passed."""
    terminal.agent.step()
    terminal.agent.stop()
    plane = terminal.machine.plane
    with plane.store.transaction() as transaction:
        link = transaction.links.get(transaction.instances.page("", 1)[0].id)
        assert link is not None
        transaction.links.put(replace(link, seen_at=link.seen_at - timedelta(days=4)))
    terminal.world.machine.pull_the_plug()
    terminal.guard.look()
    assert terminal.guard.hold() is None
    terminal.beat()
    assert terminal.guard.hold() is Fault.LOCKED_BY_INACTIVITY
    terminal.agent.stop()


@pytest.mark.requirement("DEV-028", "DEV-029")
def test_out_of_service_and_back_reach_the_terminal(terminal: Terminal) -> None:
    terminal.agent.step()
    plane, instance = terminal.machine.plane, terminal.machine.instance
    for in_service, held_by in ((False, Fault.OUT_OF_SERVICE), (True, None)):
        order = plane.call(UPDATE_DEVICE_SERVICE, UpdateDeviceService(instance, in_service)).command_id
        terminal.work_until(order, CommandState.DONE)
        assert terminal.guard.hold() is held_by
    terminal.agent.stop()


@pytest.mark.requirement("MNT-001", "DIM-004")
def test_what_fails_is_told_with_the_heartbeat(terminal: Terminal) -> None:
    terminal.agent.step()
    for failing, health in (
        ((Check.CLOCK,), HealthWord.HEALTHY),
        ((Check.CLOCK, Check.DISK), HealthWord.CRITICAL),
        ((), HealthWord.HEALTHY),
    ):
        terminal.failing[:] = failing
        terminal.beat()
        shown = terminal.machine.status()
        assert (shown.failing_checks, shown.health) == (failing, health)
    terminal.agent.stop()


def test_what_time_it_is_at_the_server_is_heard_with_the_welcome_and_with_each_beat(terminal: Terminal) -> None:
    heard: list[int] = []
    agent = terminal.agent
    agent.step()
    agent.stop()
    duties = replace(agent._duties, told_time=heard.append)
    terminal.agent = DeviceAgent(terminal.machine.memory, duties, terminal.machine.clock, "second")
    terminal.agent.step()
    terminal.beat()
    welcomed, noted = heard
    now = int(terminal.machine.plane.now.timestamp() * 1000)
    assert now - 60_000 <= welcomed <= noted <= now + 60_000
    terminal.agent.stop()
