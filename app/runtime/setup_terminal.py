"""A terminal that is being set up, put together from its devices and what it can reach.

terminal = setup_terminal(devices, reader, SetupInsides(...))
terminal.runner.watch(bridge.show)
terminal.start()
"""

from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from app.biometrics.liveness.judge import Profile
from app.domain.activation import ActivationCard
from app.domain.network import MachineLogin
from app.flows.events import Event
from app.flows.setup import SETUP
from app.flows.view import View
from app.gateway.activation_client import Activating
from app.ports.camera import Pixels
from app.ports.clock import Clock
from app.ports.code_reader import CodeReader
from app.ports.network import Goal, Network, Proof
from app.ports.updates import Updates
from app.runtime.activation_steps import Activation, ActivationSteps
from app.runtime.asking import Persistence, patiently
from app.runtime.code_watch import CodeWatch
from app.runtime.runner import FlowRunner
from app.runtime.samples import Samples
from app.runtime.setup_effects import SetupEffects, SetupTools, SetupWorkers
from app.runtime.signals import Signals
from app.runtime.terminal import Devices, Terminal
from app.runtime.worker import Worker
from app.storage.restart_count import RestartCount
from app.storage.terminal_memory import TerminalMemory

SERVER_TIMEOUT_S = 8.0
"""Of each step at the server: three of the last one end before its screen does."""
PERSISTENCE = Persistence(tries=3, wait_s=1.0, answer_s=4.0)
"""Of the question whether the server of the software is there: 14 s at most, and then the internet will do."""


def connect(card: ActivationCard) -> Activation:
    return Activating(card, SERVER_TIMEOUT_S)


@dataclass(frozen=True)
class SetupInsides:
    """What a terminal is besides its devices while nobody has activated it."""

    memory: TerminalMemory
    network: Network
    updates: Updates
    restarts: RestartCount
    asset_tag: str
    """What an inventory knows it by: 1 to 64 letters, digits and hyphens."""
    clock: Clock
    liveness: Profile
    on_frame: Callable[[Pixels], None]
    """Gets the veiled picture while a code is looked for, on a thread of its own."""
    restart: Callable[[], None]
    """Starts the application again; called on any thread, and returns."""
    healthy: Callable[[], bool] = lambda: True
    """Whether newer software, started a moment ago, may stay."""
    connect: Callable[[ActivationCard], Activation] = connect
    machine_login: Callable[[], MachineLogin] = MachineLogin
    """What an administrator has put here for networks with names of one's own."""
    server: Proof | None = None
    """Whether the one server answers that is known before any code: that of the software. None where there is none."""
    finish: Callable[[View], View] = lambda view: view
    """How a view is shown, by what no flow knows."""


def setup_terminal(devices: Devices, reader: CodeReader, insides: SetupInsides) -> Terminal:
    inbox = SimpleQueue[Event]()
    codes = CodeWatch(devices.camera, reader, insides.clock, insides.on_frame)
    steps = ActivationSteps(insides.connect, insides.memory, insides.asset_tag)
    workers = SetupWorkers(Worker("network"), Worker("software"), Worker("server"))
    tools = SetupTools(
        insides.memory,
        insides.network,
        insides.updates,
        steps,
        codes,
        insides.restarts,
        insides.healthy,
        insides.restart,
        insides.machine_login,
        Goal(None if insides.server is None else patiently(insides.server, PERSISTENCE, insides.clock)),
    )
    runner = FlowRunner(SETUP, insides.clock, SetupEffects(tools, workers), inbox, insides.finish)
    runner.watch(Signals(devices.light, devices.sound, insides.clock).follow)
    parts = (workers.network, workers.software, workers.server, codes, runner)
    return Terminal(runner, parts, Samples(), insides.liveness)
