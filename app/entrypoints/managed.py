"""Puts a terminal of a control plane together, with or without a screen.

with eyes() as observe:
    terminal = managed_terminal(equipment, place, Seeing(observe, show), set_up, held, screen.turn_to)
    terminal.start()
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.biometrics.liveness.judge import Profile
from app.domain.faults import Fault, FaultError
from app.domain.network import MachineLogin
from app.entrypoints.terminal_home import Place, home, in_step, reaches
from app.ports.camera import Pixels
from app.ports.clock import Clock
from app.ports.code_reader import CodeReader
from app.ports.gauges import Gauges
from app.ports.machine import Machine
from app.ports.network import Network, Proof
from app.ports.tamper import Tamper
from app.ports.updates import Updates
from app.runtime.capture import Observe
from app.runtime.managed import Body, Doors, ManagedTerminal, Outside
from app.runtime.restarting import Restarting
from app.runtime.setup_terminal import SetupInsides, setup_terminal
from app.runtime.support import named
from app.runtime.terminal import Devices, ShownFlow, Terminal
from app.storage.terminal_memory import TerminalMemory


@dataclass(frozen=True)
class Equipment:
    """What the terminal was started with; everything else it is told by its server."""

    devices: Devices
    doors: Doors
    network: Network
    machine: Machine
    updates: Updates
    code_reader: CodeReader
    asset_tag: str
    """What an inventory knows it by."""
    liveness: Profile
    tamper: Tamper | None = None
    """None for a case without a switch."""
    gauges: Gauges | None = None
    """None where nobody reads the machine's own."""
    machine_login: Callable[[], MachineLogin] = MachineLogin
    """What an administrator has put here for networks with names of one's own."""
    server: Proof | None = None
    """Whether the server of the software answers; None where none is named."""
    support: str = ""
    """Whom to call where its server names nobody, or there is none yet."""

    @property
    def simulated(self) -> bool:
        return self.devices.camera.simulated or self.devices.badge_reader.simulated


@dataclass(frozen=True)
class Seeing:
    observe: Observe
    on_frame: Callable[[Pixels], None]
    screen_lives: Callable[[], bool] = lambda: True


def managed_terminal(
    equipment: Equipment,
    place: Place,
    seeing: Seeing,
    clock: Clock,
    set_up: Callable[[TerminalMemory], Terminal],
    held: Callable[[Restarting, Fault], Terminal],
    turn_to: Callable[[ShownFlow], None],
) -> ManagedTerminal:
    memory = place.memory
    whom = partial(contact, memory, equipment.support)
    restarting = Restarting(place.restarts, place.runs, equipment.machine, clock, whom)
    body = Body(
        memory,
        equipment.devices,
        equipment.doors,
        seeing.observe,
        seeing.on_frame,
        equipment.liveness,
        clock,
        equipment.network,
        equipment.machine,
        equipment.updates,
        restarting,
        partial(reaches, memory),
        seeing.screen_lives,
        equipment.tamper,
        equipment.gauges,
        sync=in_step,
    )
    at_home = partial(home, place.state, clock)
    outside = Outside(partial(set_up, memory), partial(held, restarting), at_home, place.clear)
    return ManagedTerminal(body, outside, turn_to)


def contact(memory: TerminalMemory, own: str) -> str:
    """Whom to call where trying again was of no use: as the server says, else as the terminal's own settings do."""
    try:
        kept = memory.configuration()
    except FaultError:
        return own
    return own if kept is None else kept.configuration.support_contact or own


def setting_up(
    equipment: Equipment, place: Place, clock: Clock, on_frame: Callable[[Pixels], None], memory: TerminalMemory
) -> Terminal:
    insides = SetupInsides(
        memory,
        equipment.network,
        equipment.updates,
        place.restarts,
        equipment.asset_tag,
        clock,
        equipment.liveness,
        on_frame,
        equipment.machine.restart_application,
        machine_login=equipment.machine_login,
        server=equipment.server,
        finish=partial(named, contact=partial(contact, memory, equipment.support)),
    )
    return setup_terminal(equipment.devices, equipment.code_reader, insides)
