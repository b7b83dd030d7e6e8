"""A terminal by itself, with its window: the devices and the mode are what its settings say.

with terminal_window(settings, SystemClock(), fullscreen=True, restart=again) as window:
    window.show()
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.biometrics.liveness.judge import PROFILES
from app.config.paths import State
from app.config.settings import Mode, Settings
from app.domain.badge_formats import format_named
from app.entrypoints.assembly import eyes, memory, mirrored, words
from app.entrypoints.terminal_home import SET_UP
from app.ports.clock import Clock
from app.ports.door import Door
from app.ports.light import Light
from app.runtime.restarting import Restarting
from app.runtime.signals import with_ring
from app.runtime.terminal import Devices, Insides, enrolment_terminal, entry_terminal
from app.storage.restart_count import RestartCount
from app.storage.run_record import RunRecord
from drivers.keyboard_wedge.reader import WedgeReader
from drivers.registry import badge_reader_named, camera_named, door_named
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.world import World
from drivers.systemd.machine import SystemdMachine
from drivers.systemd.notify import Supervisor
from ui.bridge import Bridge
from ui.kiosk.screen_light import ScreenLight
from ui.kiosk.sound import Speaker
from ui.kiosk.wedge_filter import WedgeFilter
from ui.kiosk.window import KioskWindow, Options


@contextmanager
def terminal_window(
    settings: Settings, clock: Clock, fullscreen: bool, restart: Callable[[], None], ring: Light | None = None
) -> Iterator[KioskWindow]:
    """The terminal runs for as long as the block does; `ring` shines beside its screen."""
    door = _door(settings, clock)
    reader = badge_reader_named(str(settings.badge_reader), clock)
    camera = camera_named(str(settings.camera), clock)
    with eyes() as observe, memory(settings, clock) as remembered, counted(settings, clock, restart) as restarting:
        bridge = Bridge(lambda event: terminal.runner.post(event))
        shown = Options(
            simulated=settings.simulated,
            recorded=camera.recorded,
            fullscreen=fullscreen,
            title=f"Thenar, {settings.mode.value}",
            comfort=settings.comfort,
        )
        light = with_ring(ring, ScreenLight(bridge, motion=shown.motion))
        devices = Devices(camera, reader, light, Speaker(settings.comfort))
        liveness, wiring = PROFILES[settings.liveness], format_named(settings.badge_format)
        insides = Insides(
            *(remembered, observe, mirrored(bridge.show_frame), restarting.restart, liveness, wiring),
            finish=restarting.finish,
        )
        terminal = entry_terminal(devices, door, insides) if door else enrolment_terminal(devices, insides)
        terminal.runner.watch(bridge.show)
        window = KioskWindow(bridge, words(remembered.documents), shown, terminal.runner.view)
        if isinstance(reader, WedgeReader):
            wedge = WedgeFilter(reader.key)
            window.view.installEventFilter(wedge)
        try:
            terminal.start()
            yield window
        finally:
            terminal.stop()
            if door:
                door.close()
            window.close()


@contextmanager
def counted(settings: Settings, clock: Clock, restart: Callable[[], None]) -> Iterator[Restarting]:
    """What restarts do not mend leads to whom the settings name."""
    folder = State(settings.data, settings.simulated).folder / SET_UP
    machine = SystemdMachine(restart, Supervisor(os.environ, os.getpid()))
    restarting = Restarting(RestartCount(folder), RunRecord(folder), machine, clock, lambda: settings.support)
    restarting.begin()
    yield restarting
    restarting.end()


def _door(settings: Settings, clock: Clock) -> Door | None:
    """None at the desk, which asks no door."""
    if settings.mode is Mode.ENROLMENT:
        return None
    if settings.door.simulated:
        return SimulatedDoor(World(admits_everyone=True))
    return door_named(str(settings.door), clock, settings.badge_format)
