"""An installer before a terminal out of the box: a simulated house with a cable, an air and a phone with codes.

    with Box(folder).switched_on() as terminal:
        terminal.until("tap_to_start")
        terminal.tap(Choice.GET_STARTED)

Everything is real but the hardware: the camera sees a drawn code, and the reader reads it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.biometrics.liveness.judge import KIOSK
from app.flows.events import Choice
from app.flows.setup_events import NetworkChosen, Typed
from app.flows.view import View
from app.ports.camera import Pixels
from app.runtime.setup_terminal import SetupInsides, setup_terminal
from app.runtime.terminal import Devices
from app.storage.restart_count import RestartCount
from app.storage.terminal_memory import TerminalMemory
from drivers.qr_code.reader import QrCodeReader
from drivers.simulated.attacks import Hold
from drivers.simulated.badge_reader import SimulatedBadgeReader
from drivers.simulated.camera import SimulatedCamera
from drivers.simulated.codes import ShownCode
from drivers.simulated.light import SimulatedLight
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.networks import AccessPoint
from drivers.simulated.sound import SimulatedSound
from drivers.simulated.updates import SimulatedUpdates
from drivers.simulated.world import World
from tests.journeys.managed import Running
from tests.journeys.visit import LeapingClock

PASSWORD = "correct horse"
ASKEW = ShownCode((), Hold(roll_deg=12, tilt_deg=-8, turn_deg=18), glare=0.3)
"""As somebody holds a telephone who also holds a ladder."""


@dataclass
class Box:
    """What came out of it, and where it stands. `restarts` are what it asked for."""

    folder: Path
    clock: LeapingClock = field(default_factory=LeapingClock)
    restarts: int = 0
    seen: list[Pixels] = field(default_factory=list)
    """The latest picture of the preview alone."""

    def __post_init__(self) -> None:
        self.world = World(self.clock)
        self.world.networks.put(AccessPoint("Office", PASSWORD))
        self.updates = SimulatedUpdates(self.world)
        self.memory = TerminalMemory(self.folder / "device")

    @contextmanager
    def switched_on(self) -> Iterator["Installing"]:
        world, running = self.world, Installing(self.memory, self.clock)
        camera = SimulatedCamera(world)
        devices = Devices(camera, SimulatedBadgeReader(world), SimulatedLight(world), SimulatedSound(world))
        insides = SetupInsides(
            self.memory,
            SimulatedNetwork(world),
            self.updates,
            RestartCount(self.folder / "device"),
            "0000195169",
            self.clock,
            KIOSK,
            self._see,
            self._restart,
        )
        terminal = setup_terminal(devices, QrCodeReader(self.clock), insides)
        running.turn_to(terminal.runner)
        terminal.start()
        try:
            yield running
        finally:
            terminal.stop()

    def show(self, *codes: str, shown: ShownCode = ASKEW) -> None:
        self.world.show_code(*codes, shown=shown)

    def _see(self, pixels: Pixels) -> None:
        self.seen[:] = [pixels]

    def _restart(self) -> None:
        self.restarts += 1


@dataclass
class Installing(Running):
    """What an installer does, screen by screen."""

    def begins(self) -> None:
        self.until("tap_to_start")
        self.tap(Choice.GET_STARTED)
        self.until("choose_connection")

    def takes_the_cable(self) -> View:
        """As far as the choice of the code."""
        self.begins()
        self.tap(Choice.ETHERNET)
        self.until("downloaded")
        self.tap(Choice.OK)
        return self.until("choose_code")

    def joins(self, password: str) -> None:
        """Network "Office", from the list."""
        listed = self.until("choose_network")
        office = next(network for network in listed.networks if network.ssid == "Office")
        self.post(NetworkChosen(office))
        self.until("network_password")
        self.post(Typed(password))

    def scans(self) -> None:
        self.tap(Choice.QR_CODE if self.views[-1].screen == "choose_code" else Choice.TRY_AGAIN)
        self.until("scan_code")

    def types(self, postal_code: str) -> None:
        self.until("postal_code")
        self.post(Typed(postal_code))
