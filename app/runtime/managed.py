"""A terminal of a control plane, put together: the life that decides which flow runs, and the agent that is told what
to be and what to do.

    terminal = ManagedTerminal(body, Outside(set_up, held, home, clear), bridge.turn_to)
    terminal.start()
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from random import SystemRandom

from app.biometrics.liveness.judge import Profile
from app.domain.badge_formats import BadgeFormat
from app.domain.badge_layouts import LayoutUnfit, format_of
from app.domain.configuration_refusal import Unfit
from app.domain.device_commands import CommandKind
from app.domain.device_configuration import ControlPanel, DeviceConfiguration, Language, OperationMode
from app.domain.faults import Fault, FaultError
from app.domain.health_checks import is_critical
from app.domain.terminal_phase import AtWork
from app.ports.camera import Pixels
from app.ports.clock import Clock
from app.ports.door import Door
from app.ports.gauges import Gauges
from app.ports.machine import Machine
from app.ports.network import Network
from app.ports.tamper import Tamper
from app.ports.updates import Updates
from app.runtime.bandwidth import Bandwidth
from app.runtime.capture import Observe
from app.runtime.configuring import Configuring, Joining
from app.runtime.device_agent import DeviceAgent, Duties, Sync
from app.runtime.guard import Guard
from app.runtime.health import Health
from app.runtime.home_sync import HomeSync
from app.runtime.life import STUCK_S, Flows, Life, Wipe
from app.runtime.memory import Memory
from app.runtime.obeyed import Obeyed
from app.runtime.restarting import Restarting
from app.runtime.safety import mixed
from app.runtime.server_watch import ServerWatch
from app.runtime.software_watch import SoftwareWatch, Surroundings
from app.runtime.terminal import Devices, Insides, ShownFlow, Terminal, enrolment_terminal, entry_terminal
from app.runtime.timekeeper import Timekeeper
from app.storage.terminal_memory import Identity, TerminalMemory

Doors = Callable[[ControlPanel, BadgeFormat], Door | Unfit]
"""Makes the door that speaks a panel's protocol over one of this terminal's lines, closed; or says what is missing."""


@dataclass(frozen=True)
class Body:
    """What it consists of, whatever it is told to be."""

    memory: TerminalMemory
    devices: Devices
    doors: Doors
    observe: Observe
    on_frame: Callable[[Pixels], None]
    liveness: Profile
    clock: Clock
    network: Network | None
    """None where this program does not look after the machine's networks."""
    machine: Machine
    updates: Updates
    restarting: Restarting
    reaches: Callable[[Identity, str], bool]
    """Whether the server answers now over the network device of that name, and is ours."""
    screen_lives: Callable[[], bool] = lambda: True
    """A screen that hangs is as bad as a flow that does."""
    tamper: Tamper | None = None
    """None for a case without a switch."""
    gauges: Gauges | None = None
    """None where nobody reads the machine's own."""
    sync: Callable[[Memory], Sync] | None = None
    """Keeps a home's people and the server's in step."""


@dataclass(frozen=True)
class Outside:
    """What is there while nobody is configured to work here."""

    set_up: Callable[[], Terminal]
    held: Callable[[Fault], Terminal]
    home: Callable[[Identity], AbstractContextManager[Memory]]
    clear: Callable[[], None]


@dataclass
class ManagedTerminal:
    body: Body
    outside: Outside
    turn_to: Callable[[ShownFlow], None]
    """Told of each flow before it begins: the screen's next one."""
    guard: Guard = field(init=False)
    timekeeper: Timekeeper = field(init=False)
    life: Life = field(init=False)
    agent: DeviceAgent = field(init=False)

    def __post_init__(self) -> None:
        body, outside = self.body, self.outside
        self._configuring = Configuring(body.memory, self._unfit, Joining(body.network, self._reaches, body.clock))
        flows = Flows(outside.set_up, outside.held, self._at_work, outside.home, outside.clear)
        self.guard = Guard(body.memory, body.machine, body.tamper, body.clock)
        self.timekeeper = Timekeeper(body.memory, body.machine, body.clock)
        wipe = Wipe(lambda: self.guard.wipe_due, self.guard.wiped)
        self.life = Life(body.memory, flows, self._hold, wipe, self.turn_to, self._alive, body.clock)
        self._sync = None if body.sync is None else HomeSync(lambda: self.life.home, body.sync)
        file = body.memory.identity_file
        failed = body.updates.failed
        bandwidth = Bandwidth(body.clock)
        self._health = Health(
            body.gauges,
            body.machine,
            self._standing,
            file,
            update_failed=lambda: failed() is not None,
            narrow=lambda: bandwidth.narrow,
            clock=body.clock,
            clock_strays=lambda: self.timekeeper.clock_strays,
        )
        duties = Duties(
            body.updates.version(),
            self._health.failing,
            self._obey,
            self._configuring.apply,
            body.memory.leave,
            self._sync,
            self.guard,
            lambda: self._health.power,
            bandwidth,
            self.timekeeper.told,
        )
        self.agent = DeviceAgent(body.memory, duties, body.clock, body.machine.boot())
        self._software = self._software_watch()

    def start(self) -> None:
        """What was cut off by the last stop is ended first. Raises FaultError and OSError for a broken memory."""
        self._configuring.recover()
        self.body.restarting.begin()
        self.timekeeper.start()
        self.guard.start()
        self.life.start()
        self.agent.start()
        self._software.start()
        self.body.machine.ready()

    def stop(self) -> None:
        self._software.stop()
        self.agent.stop()
        self.life.stop()
        self.guard.stop()
        self.timekeeper.stop()
        self.body.restarting.end()

    def _hold(self) -> Fault | None:
        held = self.guard.hold() or self.body.restarting.hold
        if held is None and self._configuring.unsaved and self.body.memory.configuration() is None:
            return Fault.CONFIGURATION_NOT_SAVED
        if held is None and self.life.home is not None and self._awaits_people():
            return Fault.PEOPLE_AWAITED
        return held

    def _awaits_people(self) -> bool:
        """A desk that does not know who is enrolled would take anybody for new."""
        kept = self.body.memory.configuration()
        desk = kept is not None and kept.configuration.operation_mode is OperationMode.ENROLLMENT
        return desk and self._sync is not None and not self._sync.ready

    def _standing(self) -> tuple[Fault, ...]:
        switch = (Fault.TAMPER_SWITCH_MISSING,) if self.guard.switch_silent else ()
        return (*self.life.standing, *switch)

    def _alive(self) -> None:
        if self.body.screen_lives() and self.body.clock.monotonic_s() - self.guard.looked_s < STUCK_S:
            self.body.machine.alive()

    def _obey(self, command: CommandKind) -> Obeyed:
        """What nobody does here has failed."""
        commands = {CommandKind.REBOOT: self._reboot, **self.guard.commands()}
        obey = commands.get(command)
        return Obeyed.FAILED if obey is None else obey()

    def _reboot(self) -> Obeyed:
        return Obeyed.WHEN_BACK if self.body.machine.reboot() else Obeyed.FAILED

    def _reaches(self, device: str) -> bool:
        identity = self.body.memory.identity()
        return identity is not None and self.body.reaches(identity, device)

    def _unfit(self, configuration: DeviceConfiguration) -> Unfit | None:
        """What of the devices is not there for it, without opening any."""
        if configuration.operation_mode is OperationMode.ENROLLMENT:
            return None
        made = self._door(configuration)
        if isinstance(made, Unfit):
            return made
        devices = self.body.devices
        return Unfit.SIMULATED_MIXED if mixed(devices.camera, devices.badge_reader, made[0]) else None

    def _door(self, configuration: DeviceConfiguration) -> tuple[Door, BadgeFormat] | Unfit:
        panel, layout = configuration.control_panel, configuration.badge_format
        if panel is None or layout is None:
            return Unfit.PANEL_UNFIT
        try:
            badge_format = format_of(layout)
        except LayoutUnfit:
            return Unfit.BADGE_FORMAT
        door = self.body.doors(panel, badge_format)
        return door if isinstance(door, Unfit) else (door, badge_format)

    def _at_work(self, phase: AtWork, memory: Memory) -> Terminal:
        """Raises FaultError: what was there when the configuration was put in force may have gone."""
        if self._awaits_people():
            raise FaultError(Fault.PEOPLE_AWAITED)
        configuration = phase.configuration
        if configuration.operation_mode is OperationMode.ENROLLMENT:
            return enrolment_terminal(self.body.devices, self._insides(memory, None, configuration.language))
        made = self._door(configuration)
        if isinstance(made, Unfit):
            raise FaultError(Fault.CONTROLLER_SILENT, made.value)
        door, badge_format = made
        return entry_terminal(
            self.body.devices, door, self._insides(memory, badge_format, phase.configuration.language)
        )

    def _software_watch(self) -> SoftwareWatch:
        body, life = self.body, self.life
        around = Surroundings(
            at_work=lambda: body.memory.identity() is not None,
            healthy=lambda: not is_critical(self._health.failing()),
            nobody_there=lambda: life.at_rest,
            restart=body.machine.restart_application,
        )
        return SoftwareWatch(body.updates, body.clock, around, SystemRandom().random)

    def _insides(self, memory: Memory, badge_format: BadgeFormat | None, language: Language) -> Insides:
        body = self.body

        def silent_for_s() -> float:
            return self.agent.silent_for_s

        return Insides(
            replace(memory, reckon=self.timekeeper.now),
            body.observe,
            body.on_frame,
            body.restarting.restart,
            body.liveness,
            badge_format,
            watches=lambda post: (ServerWatch(silent_for_s, body.network, body.clock, post),),
            finish=body.restarting.finish,
            language=language.value,
            retains=False,
        )
