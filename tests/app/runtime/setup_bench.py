"""What setting up asks of the world, on a simulated network and simulated software: everything that it is asked with.

with set_up_bench(folder) as bench:
    assert bench.ask(ask.UseEthernet) == told.NetworkJoined(bench.now, Joined.OK)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from app.domain.setting_up import TryNumber
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Event
from app.runtime.activation_steps import ActivationSteps
from app.runtime.code_watch import CodeWatch
from app.runtime.setup_effects import SetupEffects, SetupTools, SetupWorkers
from app.runtime.worker import Worker
from app.storage.restart_count import RestartCount
from app.storage.terminal_memory import TerminalMemory
from drivers.simulated.clock import SteppedClock
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.updates import SimulatedUpdates
from drivers.simulated.world import World
from tests.app.runtime.fakes import ToldCamera, ToldClock
from tests.app.runtime.setting_up import ToldCodes, ToldServer

DEADLINE_S = 20.0
PASSWORD = "correct horse"


@dataclass
class Bench:
    world: World
    network: SimulatedNetwork
    updates: SimulatedUpdates
    server: ToldServer
    codes: ToldCodes
    camera: ToldCamera
    watch: CodeWatch
    memory: TerminalMemory
    restarts: RestartCount
    effects: SetupEffects
    events: SimpleQueue[Event]
    restarted: list[str]
    ailments: list[str]
    """Of the software that was just started."""
    tools: SetupTools
    workers: SetupWorkers
    number: int = 0

    def ask(self, kind: type[ask.Question], *words: object) -> Event:
        """The answer to a question of its own number."""
        self.number += 1
        self.effects.perform(kind(TryNumber(self.number), *words), self.events.put)
        return self.answer()

    def answer(self) -> Event:
        """The next event but for software that arrives."""
        event = self.events.get(timeout=DEADLINE_S)
        return self.answer() if isinstance(event, told.SoftwareArrived) else event

    @property
    def now(self) -> TryNumber:
        return TryNumber(self.number)


@contextmanager
def set_up_bench(folder: Path) -> Iterator[Bench]:
    world = World(SteppedClock())
    network, updates, server = SimulatedNetwork(world), SimulatedUpdates(world), ToldServer()
    camera, codes, restarted, ailments = ToldCamera(), ToldCodes(), list[str](), list[str]()
    watch = CodeWatch(camera, codes, ToldClock(), lambda pixels: None)
    memory, restarts = TerminalMemory(folder / "device"), RestartCount(folder / "device")
    steps = ActivationSteps(server.connect, memory, "0000195169")
    workers = SetupWorkers(Worker("network"), Worker("software"), Worker("server"))
    tools = SetupTools(
        memory, network, updates, steps, watch, restarts, lambda: not ailments, lambda: restarted.append("again")
    )
    effects, events = SetupEffects(tools, workers), SimpleQueue[Event]()
    bench = Bench(
        world,
        network,
        updates,
        server,
        codes,
        camera,
        watch,
        memory,
        restarts,
        effects,
        events,
        restarted,
        ailments,
        tools,
        workers,
    )
    for worker in (workers.network, workers.software, workers.server):
        worker.start()
    yield bench
    for worker in (workers.network, workers.software, workers.server):
        worker.stop()
