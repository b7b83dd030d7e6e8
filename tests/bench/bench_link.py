"""How long it takes to tell a crowd of connected terminals something: `make bench BENCH=link`.

    python -m tests.bench.bench_link [terminals] [rounds]

Server and terminals share this machine, over real TLS with a certificate each; the store is SQLite on disk with
`synchronous=FULL`, or PostgreSQL where there is a server's programs. Timed from the commit that queues one command for
each terminal until that terminal has heard it, and until its last word, that it is done, is committed and answered.
"""

import asyncio
import sys
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.config.paths import State
from app.domain.device_commands import REBOOT_WITHIN, Command, CommandId, CommandKind
from app.operations.link import Acknowledge, Orders, Settle, read_frame
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import Plane
from tests.app.gateway.crowd import Line, Terminal, connected, make_crowd
from tests.app.gateway.running import Running
from tests.app.gateway.terminals import link
from tests.peers.postgres import binaries, server


@dataclass
class Times:
    heard_s: list[float] = field(default_factory=list)
    done_s: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        return f"{name:12} heard {_spread(self.heard_s)}   done {_spread(self.done_s)}"


def _spread(times_s: list[float]) -> str:
    ordered = sorted(times_s)
    at = [ordered[int(len(ordered) * share)] for share in (0.5, 0.99)]
    return f"p50 {at[0] * 1000:6.0f} ms  p99 {at[1] * 1000:6.0f} ms"


def tell_all(plane: Plane, crowd: list[Terminal]) -> float:
    """When it was committed, on the monotonic clock."""
    now = datetime.now(UTC)
    with plane.store.transaction() as transaction:
        for terminal in crowd:
            known_by = CommandId(str(uuid.uuid4()))
            transaction.commands.queue(
                Command(known_by, terminal.instance, CommandKind.REBOOT, now, now + REBOOT_WITHIN)
            )
    return time.monotonic()


async def obey(line: Line) -> tuple[float, float]:
    frame = read_frame(str(await line.socket.recv()))
    heard = time.monotonic()
    assert frame is not None
    assert isinstance(frame.message, Orders)
    for order in frame.message.orders:
        await line.ask(Acknowledge(order.command_id))
        await line.ask(Settle(order.command_id, True))
    return heard, time.monotonic()


async def rounds_of(plane: Plane, crowd: list[Terminal], running: Running, rounds: int) -> tuple[float, Times]:
    begun, times = time.monotonic(), Times()
    async with connected(crowd, running) as lines:
        connecting_s = time.monotonic() - begun
        for _ in range(rounds):
            waiting = [asyncio.create_task(obey(line)) for line in lines]
            told = await asyncio.to_thread(tell_all, plane, crowd)
            for heard, done in await asyncio.gather(*waiting):
                times.heard_s.append(heard - told)
                times.done_s.append(done - told)
    return connecting_s, times


def main(terminals: int, rounds: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        programs = binaries()
        urls = {"SQLite": ""}
        if programs is not None:
            urls["PostgreSQL"] = stack.enter_context(server(programs)).new_database()
        for name, url in urls.items():
            with open_store(State(folder / name, simulated=True), database=url) as people:
                plane = Plane(SqlControlStore(people))
                with link(plane, folder / name) as running:
                    crowd = make_crowd(plane, folder / name / "crowd", terminals)
                    connecting_s, times = asyncio.run(rounds_of(plane, crowd, running, rounds))
            print(f"{times.row(name)}   {terminals} connected within {connecting_s:.1f} s", flush=True)


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    main(*(*words, *(1000, 3)[len(words) :]))
