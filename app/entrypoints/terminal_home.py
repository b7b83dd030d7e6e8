"""Where a managed terminal keeps what it knows, and how its own store is opened.

place = Place.within(data_folder(), simulated=False)
with home(place.state, clock, identity) as memory: ...
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config.paths import State
from app.domain.consent import TerminalId
from app.domain.sites import DEFAULT_SITE
from app.entrypoints.assembly import remembering
from app.gateway.link_client import LinkPlace, answers
from app.ports.clock import Clock
from app.runtime.memory import Memory
from app.runtime.sync import GallerySync
from app.services.logbook import Logbook
from app.storage.clearing import clear_store
from app.storage.opening import open_store
from app.storage.restart_count import RestartCount
from app.storage.run_record import RunRecord
from app.storage.store import SqlStore
from app.storage.synced_store import SqlSyncedStore
from app.storage.terminal_memory import Identity, TerminalMemory

OWN = "terminal"
"""The folder beside a standalone terminal's store and a server's: each has keys of its own."""
DEVICE = "device"
"""Within it: who the terminal is, apart from whom it knows."""
SET_UP = "set-up"
"""What is counted across restarts, and how the last run ended."""
REACH_TIMEOUT_S = 5.0


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

    @property
    def restarts(self) -> RestartCount:
        return RestartCount(self.state.folder / SET_UP)

    @property
    def runs(self) -> RunRecord:
        return RunRecord(self.state.folder / SET_UP)

    def clear(self) -> None:
        clear_store(self.state, keep=(DEVICE,))


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


def reaches(memory: TerminalMemory, identity: Identity, device: str) -> bool:
    file = memory.identity_file
    return answers(LinkPlace(identity.link_address, file, file, identity.root), REACH_TIMEOUT_S, device)
