"""A terminal that keeps in step with its server until somebody kills it. Run by the kill tests, never collected.

It reads orders from its input, one a line: `FOLDER DIES_AT`. For each it forks a child, so that libraries are loaded
once, and says `end STATUS` when that is dead. DIES_AT = 0 goes on until it has everybody and nothing more to bring; n
kills itself at the n-th boundary: before a SQL statement or a commit, before or after a change of the key file, before
or after a word to the server.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.config.paths import State
from app.domain.consent import TerminalId
from app.operations.link import Asked, Told
from app.runtime.clock import SystemClock
from app.runtime.device_agent import DeviceAgent, Duties
from app.runtime.obeyed import Obeyed
from app.runtime.sync import GallerySync
from app.services.logbook import Logbook
from app.storage.opening import open_store
from app.storage.synced_store import SqlSyncedStore
from app.storage.terminal_memory import TerminalMemory
from tests.journeys.enrolling_child import Countdown, mortal


class MortalSync(GallerySync):
    """Each word to the server has a boundary before and after it."""

    boundary: Callable[[], None] = staticmethod(lambda: None)

    def step(self, ask: Callable[[Asked], Told]) -> bool:
        def say(message: Asked) -> Told:
            self.boundary()
            told = ask(message)
            self.boundary()
            return told

        return super().step(say)


def live(folder: Path, dies_at: int) -> None:
    with open_store(State(folder, simulated=True)) as store:
        countdown = Countdown(dies_at)
        clock = SystemClock()
        logbook = Logbook(clock, TerminalId("door"), simulated=True)
        sync = MortalSync(SqlSyncedStore(mortal(store, countdown)), logbook)
        sync.boundary = countdown
        duties = Duties(
            "1.0",
            lambda: (),
            lambda command: Obeyed.FAILED,
            lambda kept: None,
            lambda: None,
            sync,
        )
        agent = DeviceAgent(TerminalMemory(folder / "memory"), duties, clock, "boot")
        try:
            while sync.behind or sync.pending:
                agent.step()
        finally:
            agent.stop()


def main() -> None:
    for line in sys.stdin:
        folder, dies_at = line.split()
        child = os.fork()
        if not child:
            live(Path(folder), int(dies_at))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(1, f"end {status}\n".encode())


if __name__ == "__main__":
    main()
