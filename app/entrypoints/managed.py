"""Puts a terminal of a control plane together, with or without a screen.

with eyes() as observe:
    terminal = managed_terminal(equipment, place, Seeing(observe, show), set_up, held, screen.turn_to)
    terminal.start()
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.biometrics.liveness.judge import Profile
from app.config.paths import State
from app.domain.consent import TerminalId
from app.domain.faults import Fault
from app.domain.sites import DEFAULT_SITE
from app.entrypoints.assembly import remembering
from app.gateway.link_client import LinkPlace, answers
from app.ports.camera import Pixels
from app.ports.clock import Clock
from app.ports.code_reader import CodeReader
from app.ports.machine import Machine
from app.ports.network import Network
from app.ports.tamper import Tamper
from app.ports.updates import Updates
from app.runtime.capture import Observe
from app.runtime.managed import Body, Doors, ManagedTerminal, Outside
from app.runtime.memory import Memory
from app.runtime.setup_terminal import SetupInsides, setup_terminal
from app.runtime.sync import GallerySync
from app.runtime.terminal import Devices, ShownFlow, Terminal
from app.services.logbook import Logbook
from app.storage.clearing import clear_store
from app.storage.opening import open_store
from app.storage.restart_count import RestartCount
from app.storage.store import SqlStore
from app.storage.synced_store import SqlSyncedStore
from app.storage.terminal_memory import Identity, TerminalMemory

OWN = "terminal"
"""The folder beside a standalone terminal's store and a server's: each has keys of its own."""
DEVICE = "device"
"""Within it: who the terminal is, apart from whom it knows."""
SET_UP = "set-up"
"""What the set-up screens count, until it is somebody's."""
REACH_TIMEOUT_S = 5.0


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

    @property
    def simulated(self) -> bool:
        return self.devices.camera.simulated or self.devices.badge_reader.simulated


@dataclass(frozen=True)
class Seeing:
    observe: Observe
    on_frame: Callable[[Pixels], None]
    screen_lives: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Place:
    """Where a terminal keeps what it knows: one for each world, with keys of its own."""

    state: State

    @classmethod
    def within(cls, data: Path, simulated: bool) -> "Place":
        return cls(State(data / OWN, simulated))

    @property
    def memory(self) -> TerminalMemory:
        return TerminalMemory(self.state.folder / DEVICE)

    def clear(self) -> None:
        clear_store(self.state, keep=(DEVICE,))


def managed_terminal(
    equipment: Equipment,
    place: Place,
    seeing: Seeing,
    clock: Clock,
    set_up: Callable[[TerminalMemory], Terminal],
    held: Callable[[Fault], Terminal],
    turn_to: Callable[[ShownFlow], None],
) -> ManagedTerminal:
    memory = place.memory
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
        equipment.updates.version(),
        partial(_reaches, memory),
        seeing.screen_lives,
        equipment.tamper,
        sync=in_step,
    )
    outside = Outside(partial(set_up, memory), held, partial(home, place.state, clock), place.clear)
    return ManagedTerminal(body, outside, turn_to)


def setting_up(
    equipment: Equipment, place: Place, clock: Clock, on_frame: Callable[[Pixels], None], memory: TerminalMemory
) -> Terminal:
    insides = SetupInsides(
        memory,
        equipment.network,
        equipment.updates,
        RestartCount(place.state.folder / SET_UP),
        equipment.asset_tag,
        clock,
        equipment.liveness,
        on_frame,
        equipment.machine.restart_application,
    )
    return setup_terminal(equipment.devices, equipment.code_reader, insides)


@contextmanager
def home(state: State, clock: Clock, identity: Identity) -> Iterator[Memory]:
    """The terminal's own store: whoever is in it belongs to the site where it stands. Its key lies beside it, for a
    terminal has nobody who could unlock a keyring."""
    with open_store(state, monotonic_s=clock.monotonic_s) as store:
        yield remembering(store, DEFAULT_SITE, Logbook(clock, TerminalId(identity.instance), state.simulated))


def in_step(memory: Memory) -> GallerySync:
    """For a home, as `home` opens it."""
    assert isinstance(memory.store, SqlStore)
    return GallerySync(SqlSyncedStore(memory.store), memory.logbook)


def _reaches(memory: TerminalMemory, identity: Identity) -> bool:
    file = memory.identity_file
    return answers(LinkPlace(identity.link_address, file, file, identity.root), REACH_TIMEOUT_S)
