"""A terminal of a control plane in a simulated house: everything is real but the hardware, and the server is elsewhere.

with ManagedHouse(tmp_path, observe).switched_on() as terminal:
    terminal.activate(qr_code, "PO1 3AX")
    terminal.until("idle")
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Condition
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from app.biometrics.liveness.judge import KIOSK
from app.domain.activation import read_card
from app.domain.badge_formats import BadgeFormat
from app.domain.codes import CodesSeen, OneCode, Unread
from app.domain.configuration_refusal import Unfit
from app.domain.device_commands import HEARTBEAT_S
from app.domain.device_configuration import ControlPanel, Protocol
from app.domain.faults import Fault
from app.entrypoints.managed import Equipment, Seeing, managed_terminal, setting_up
from app.entrypoints.terminal_home import Place
from app.flows.events import Choice, Event, Tapped
from app.flows.view import View
from app.gateway.activation_client import Activating
from app.operations.activation import ActivationConfirmed, ActivationFinished, ActivationStarted
from app.ports.camera import Pixels
from app.ports.code_reader import CodeReader
from app.ports.door import Door
from app.ports.updates import Updates
from app.runtime.capture import Observe
from app.runtime.device_agent import private_pem
from app.runtime.held_terminal import held_terminal
from app.runtime.managed import Doors, ManagedTerminal
from app.runtime.restarting import Restarting
from app.runtime.samples import Samples
from app.runtime.terminal import Devices, ShownFlow, Terminal
from app.storage.terminal_memory import Identity, TerminalMemory
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.gauges import SimulatedGauges
from drivers.simulated.light import SimulatedLight
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.sound import SimulatedSound
from drivers.simulated.tamper import SimulatedTamper
from drivers.simulated.updates import SimulatedUpdates
from drivers.simulated.world import World
from tests.journeys.visit import PATIENCE_S, LeapingClock, Unexpected

TIMEOUT_S = 20.0
ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}


class Standing:
    """A flow that shows one screen for as long as it is there."""

    def __init__(self, screen: str, clock: LeapingClock, fault: Fault | None = None) -> None:
        self.view = View(screen, fault=fault)
        self.at_rest = True
        self._clock = clock

    standing: tuple[Fault, ...] = ()

    @property
    def turned_s(self) -> float:
        return self._clock.monotonic_s()

    def watch(self, watcher: Callable[[View], None]) -> None:
        """It shows what it showed."""

    def post(self, event: Event) -> None:
        """Nothing comes of it."""


@dataclass
class Running:
    """One switched-on terminal. `screens` are what it showed since it was switched on, each change once."""

    memory: TerminalMemory
    clock: LeapingClock
    screens: list[str] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    held: Callable[[], Fault | None] = lambda: None
    """Why it may not work now, whatever its screen says yet."""
    turns: int = 0
    """Flows that have begun."""
    _changed: Condition = field(default_factory=Condition)
    _flow: ShownFlow | None = None
    _seen: int = 0

    def turn_to(self, flow: ShownFlow) -> None:
        self.turns += 1
        self._flow = flow
        flow.watch(self._note)
        self._note(flow.view)

    def _note(self, view: View) -> None:
        with self._changed:
            self.views.append(view)
            if not self.screens or self.screens[-1] != view.screen:
                self.screens.append(view.screen)
            self._changed.notify_all()

    def post(self, event: Event) -> None:
        assert self._flow is not None
        self._flow.post(event)

    def until(self, screen: str, what: Callable[[View], bool] = lambda view: True) -> View:
        """Waits for a view that was not waited for before."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._found(screen, what) is not None, PATIENCE_S):
                raise Unexpected(f"waited for {screen}, saw {' -> '.join(self.screens)}")
            at = self._found(screen, what) or 0
            self._seen = at + 1
            return self.views[at]

    def _found(self, screen: str, what: Callable[[View], bool]) -> int | None:
        coming = range(self._seen, len(self.views))
        return next((at for at in coming if self.views[at].screen == screen and what(self.views[at])), None)

    def tap(self, choice: Choice) -> None:
        view = self.views[-1]
        if choice not in (view.primary, *view.secondary):
            raise Unexpected(f"there is no button {choice.value} on {view.screen}")
        self.post(Tapped(choice))

    def beat(self) -> None:
        """The next heartbeat is due now."""
        self.clock.leap(HEARTBEAT_S)

    def activate(self, qr_code: str, asset_tag: str = "0000195169") -> None:
        """What the set-up screens do with a code and a postal code."""
        card, key = read_card(qr_code), ec.generate_private_key(ec.SECP256R1())
        assert card is not None
        activating = Activating(card, TIMEOUT_S)
        started = activating.start()
        assert isinstance(started, ActivationStarted), started
        assert isinstance(activating.confirm(started.claim, ADDRESS["postalCode"]), ActivationConfirmed)
        done = activating.finish(started.claim, asset_tag, key)
        assert isinstance(done, ActivationFinished)
        identity = Identity(done.device_instance_id, done.account, done.link_address, done.root)
        self.memory.become(identity, done.certificate + private_pem(key))


def doors_of(world: World, panel: ControlPanel, badge_format: BadgeFormat) -> Door | Unfit:
    """A house whose one line speaks OSDP."""
    if panel.protocol is Protocol.WIEGAND:
        return Unfit.NO_SUCH_LINE
    return SimulatedDoor(world, badge_format)


class Phone:
    """Held to the camera, with a code on its screen or none: a code reader that needs no picture of it."""

    def __init__(self) -> None:
        self.code = ""

    def begin(self) -> None:
        """It is still held there."""

    def read(self, pixels: Pixels) -> CodesSeen:
        return OneCode(self.code) if self.code else Unread.NOTHING


@dataclass
class ManagedHouse:
    """`by_hand`: its set-up screens are gone through; else it is activated behind them."""

    data: Path
    observe: Observe
    clock: LeapingClock = field(default_factory=LeapingClock)
    doors: Doors | None = None
    by_hand: bool = False
    phone: Phone = field(default_factory=Phone)
    code_reader: CodeReader | None = None
    """Reads what the world's camera sees; None: the phone is asked."""
    updates: Updates | None = None
    """None: those of the simulated world."""
    support: str = ""

    def __post_init__(self) -> None:
        self.world = World(self.clock)
        self.place = Place.within(self.data, simulated=True)

    @contextmanager
    def switched_on(self) -> Iterator[Running]:
        running = Running(self.place.memory, self.clock)
        seeing = Seeing(self.observe, lambda pixels: None)
        equipment = self._equipment()
        by_hand = partial(setting_up, equipment, self.place, self.clock, lambda pixels: None)
        set_up = by_hand if self.by_hand else lambda memory: self._standing("setting_up")
        held = partial(held_terminal, equipment.devices, self.clock) if self.by_hand else self._held
        terminal = managed_terminal(equipment, self.place, seeing, self.clock, set_up, held, running.turn_to)
        running.held = terminal.guard.hold
        with _started(terminal):
            yield running

    def _equipment(self) -> Equipment:
        world = self.world
        devices = Devices(
            SimulatedCamera(world), SimulatedBadgeReader(world), SimulatedLight(world), SimulatedSound(world)
        )
        doors = self.doors or partial(doors_of, world)
        network, updates = SimulatedNetwork(world), self.updates or SimulatedUpdates(world)
        reader = self.code_reader or self.phone
        tag, tamper = "0000195169", SimulatedTamper(world)
        gauges = SimulatedGauges(world)
        around = (network, world.machine, updates, reader, tag, KIOSK, tamper, gauges)
        return Equipment(devices, doors, *around, support=self.support)

    def _standing(self, screen: str, fault: Fault | None = None) -> Terminal:
        return Terminal(Standing(screen, self.clock, fault), (), Samples(), KIOSK)

    def _held(self, restarting: Restarting, fault: Fault) -> Terminal:
        return self._standing(fault.key, fault)


@contextmanager
def _started(terminal: ManagedTerminal) -> Iterator[None]:
    terminal.start()
    try:
        yield
    finally:
        terminal.stop()


def new_instance(client: Any, configuration: dict[str, Any] | None, name: str = "North door") -> str:
    """At a site of its own. Any: boto3's."""
    site = client.create_site(name=f"Office of {name}", address=ADDRESS)["siteId"]
    instance: str = client.create_device_instance(siteId=site, name=name)["deviceInstanceId"]
    if configuration is not None:
        client.create_device_instance_configuration(deviceInstanceId=instance, configuration=configuration)
    return instance
