"""A terminal of a control plane with its window; beside the bench where its devices are simulated.

with managed_window(settings, SystemClock(), fullscreen=True, restart=again) as window:
    window.show()
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from PySide6.QtCore import QTimer

from app.config.documents import load_documents
from app.config.paths import resources_folder
from app.config.settings import Settings
from app.domain.comfort import Comfort
from app.entrypoints.assembly import eyes, mirrored, words
from app.entrypoints.equipment import lit, real_equipment, simulated_equipment
from app.entrypoints.managed import Equipment, Seeing, managed_terminal, setting_up
from app.entrypoints.software import software
from app.entrypoints.terminal_home import Place
from app.flows.setup import SETUP
from app.ports.clock import Clock
from app.ports.light import Light
from app.runtime.capture import Observe
from app.runtime.held_terminal import held_terminal
from app.runtime.terminal import ShownFlow
from drivers.keyboard_wedge.reader import WedgeReader
from drivers.simulated.world import World
from ui.bench.window import BenchWindow
from ui.bridge import Bridge
from ui.kiosk.wedge_filter import WedgeFilter
from ui.kiosk.window import KioskWindow, Options

PULSE_MS = 1000
PULSE_PATIENCE_S = 15.0
"""A screen that has done nothing for so long hangs: no drawing takes a second."""


@contextmanager
def managed_window(
    settings: Settings, clock: Clock, fullscreen: bool, restart: Callable[[], None], ring: Light | None = None
) -> Iterator[KioskWindow]:
    """The terminal lives for as long as the block does; `ring` shines beside its screen. Raises FaultError for devices
    that it cannot have."""
    with ExitStack() as stack:
        bridge = Bridge(lambda event: None)
        equipment = lit(_equipment(settings, clock, bridge, restart, stack), ring)
        observe = stack.enter_context(eyes())
        yield stack.enter_context(window_on(equipment, settings, clock, bridge, observe, fullscreen=fullscreen))


@contextmanager
def window_on(
    equipment: Equipment, settings: Settings, clock: Clock, bridge: Bridge, observe: Observe, *, fullscreen: bool
) -> Iterator[KioskWindow]:
    """The same on equipment and eyes that are there already."""
    pulse = Pulse(clock)
    seeing = Seeing(observe, mirrored(bridge.show_frame), pulse.lives)
    place = Place.within(settings.data, equipment.simulated)
    set_up = partial(setting_up, equipment, place, clock, seeing.on_frame)
    held = partial(held_terminal, equipment.devices, clock)
    terminal = managed_terminal(equipment, place, seeing, clock, set_up, held, partial(turn, bridge))
    window = _window(bridge, equipment, settings.comfort, fullscreen)
    wedge = _wedge(equipment, window)  # noqa: F841  Qt does not keep a filter for us
    with ExitStack() as stack:
        terminal.start()
        stack.callback(window.close)
        stack.callback(terminal.stop)
        yield window


def turn(bridge: Bridge, flow: ShownFlow) -> None:
    bridge.turn_to(flow.post)
    flow.watch(bridge.show)


class Pulse:
    """Beats on Qt's thread, and is felt from any other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._beat_s = clock.monotonic_s()
        self._timer = QTimer()
        self._timer.setInterval(PULSE_MS)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    def lives(self) -> bool:
        return self._clock.monotonic_s() - self._beat_s < PULSE_PATIENCE_S

    def beat(self) -> None:
        self._beat_s = self._clock.monotonic_s()


def _equipment(
    settings: Settings, clock: Clock, bridge: Bridge, restart: Callable[[], None], stack: ExitStack
) -> Equipment:
    if settings.simulated:
        world = World()
        bench = BenchWindow(world, managed=True)
        bench.show()
        stack.callback(bench.close)
        return simulated_equipment(settings, world, bridge, restart)
    updates = stack.enter_context(software(settings, os.environ, clock))
    return real_equipment(settings, clock, bridge, updates, restart)


def _window(bridge: Bridge, equipment: Equipment, comfort: Comfort, fullscreen: bool) -> KioskWindow:
    documents = load_documents(resources_folder() / "consent")
    recorded = equipment.devices.camera.recorded
    shown = Options(equipment.simulated, recorded, comfort, fullscreen=fullscreen, title="Thenar terminal")
    return KioskWindow(bridge, words(documents), shown, SETUP.view(SETUP.start, SETUP.fresh))


def _wedge(equipment: Equipment, window: KioskWindow) -> WedgeFilter | None:
    """To be kept for as long as the window is there."""
    reader = equipment.devices.badge_reader
    if not isinstance(reader, WedgeReader):
        return None
    wedge = WedgeFilter(reader.key)
    window.view.installEventFilter(wedge)
    return wedge
