"""`thenar kiosk`: a terminal on devices of yours.

thenar kiosk --camera v4l2:0                                        # the desk; a badge scanner that types
thenar kiosk --mode entry --camera v4l2:0 --door "osdp:/dev/ttyUSB0?key=/etc/thenar/door.key"
thenar kiosk --settings /etc/thenar/thenar.toml
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

from PySide6.QtCore import QMetaObject, Qt
from PySide6.QtGui import QGuiApplication

from app.biometrics.liveness.judge import PROFILES
from app.config.settings import Device, Mode, Settings, load_settings, read_setting
from app.domain.badge_formats import format_named
from app.domain.faults import Fault, FaultError
from app.domain.liveness import LivenessLevel
from app.entrypoints.assembly import eyes, memory, mirrored, words
from app.entrypoints.software import AGAIN, launched
from app.ports.clock import Clock
from app.ports.door import Door
from app.runtime.clock import SystemClock
from app.runtime.terminal import Devices, Insides, enrolment_terminal, entry_terminal
from drivers.keyboard_wedge.reader import WedgeReader
from drivers.registry import badge_reader_named, camera_named, door_named
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.world import World
from ui.bridge import Bridge
from ui.kiosk.screen_light import ScreenLight
from ui.kiosk.sound import Speaker
from ui.kiosk.wedge_filter import WedgeFilter
from ui.kiosk.window import KioskWindow, Options, has_gpu, prepare_graphics


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", type=Path, help="a TOML file; the other options take precedence over it")
    parser.add_argument("--mode", choices=[mode.value for mode in Mode], help="enrolment (default) or entry")
    parser.add_argument("--camera", help="v4l2:0, a video file, or a folder of images")
    parser.add_argument("--badge-reader", help="keyboard (default) or serial:PORT?preset=decimal")
    parser.add_argument(
        "--door",
        help="osdp:PORT?key=FILE; simulated: one that grants everybody, to try it out, with a store of its own "
        "(name it at the desk too)",
    )
    parser.add_argument("--site", help="where the terminal stands, if there are several; it admits that site's people")
    parser.add_argument("--database", help="postgresql://user@host/name instead of a file; the keys stay in --data")
    parser.add_argument(
        "--liveness",
        choices=[level.value for level in LivenessLevel],
        help="how pictures of palms are met: kiosk (default), challenged (coloured light), report or off",
    )
    parser.add_argument("--data", type=Path, help="the folder of store and keys")
    parser.add_argument("--fullscreen", action="store_true")


def main(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    prepare_graphics(software=not has_gpu())
    application = QGuiApplication(sys.argv[:1])
    again = Event()

    def restart() -> None:
        """From the flow's thread: everything is closed first, or the next program would find its camera in use."""
        again.set()
        QMetaObject.invokeMethod(application, "quit", Qt.ConnectionType.QueuedConnection)

    with terminal_window(settings, SystemClock(), options.fullscreen, restart) as window:
        window.show()
        code = application.exec()
    if again.is_set():
        if launched(os.environ):
            return AGAIN
        os.execv(sys.executable, [sys.executable, "-m", "app", *sys.argv[1:]])  # noqa: S606
    return code


def settings_of(options: argparse.Namespace) -> Settings:
    """The file, if there is one, with the command line's words over it. Raises FaultError(SETTINGS_INVALID)."""
    if options.settings:
        settings = load_settings(options.settings)
    elif options.camera:
        settings = Settings(Mode.ENROLMENT, Device(""), Device("keyboard"), Device("none"))
    else:
        raise FaultError(Fault.SETTINGS_INVALID, "camera: name one with --camera, or a file with --settings")
    named = {"camera": options.camera, "badge_reader": options.badge_reader, "door": options.door}
    devices = {name: _device(name, text) for name, text in named.items() if text}
    settings = replace(settings, **devices)  # type: ignore[arg-type]  # three Device fields
    named = {
        "mode": options.mode,
        "liveness": options.liveness,
        "site": options.site,
        "database": options.database,
    }
    settings = replace(settings, **{name: read_setting(name, text) for name, text in named.items() if text})
    if settings.mode is Mode.ENTRY and settings.door.driver == "none":
        raise FaultError(Fault.SETTINGS_INVALID, "door: an entry terminal needs one, as in --door osdp:/dev/ttyUSB0")
    return replace(settings, data=options.data) if options.data else settings


def _device(name: str, text: str) -> Device:
    """For a camera a path is a device too: a film or a folder of images, with or without options."""
    if name == "camera" and Path(text.partition("?")[0]).exists():
        return Device("file", text)
    try:
        return Device.parse(text)
    except ValueError as error:
        raise FaultError(Fault.SETTINGS_INVALID, f"{name}: there is no such device or file") from error


@contextmanager
def terminal_window(
    settings: Settings, clock: Clock, fullscreen: bool, restart: Callable[[], None]
) -> Iterator[KioskWindow]:
    """The terminal runs for as long as the block does."""
    door = _door(settings, clock)
    reader = badge_reader_named(str(settings.badge_reader), clock)
    camera = camera_named(str(settings.camera), clock)
    with eyes() as observe, memory(settings, clock) as remembered:
        bridge = Bridge(lambda event: terminal.runner.post(event))
        shown = Options(
            simulated=settings.simulated,
            recorded=camera.recorded,
            fullscreen=fullscreen,
            title=f"Thenar, {settings.mode.value}",
        )
        devices = Devices(camera, reader, ScreenLight(bridge, motion=shown.motion), Speaker())
        liveness, wiring = PROFILES[settings.liveness], format_named(settings.badge_format)
        insides = Insides(remembered, observe, mirrored(bridge.show_frame), restart, liveness, wiring)
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


def _door(settings: Settings, clock: Clock) -> Door | None:
    """None at the desk, which asks no door."""
    if settings.mode is Mode.ENROLMENT:
        return None
    if settings.door.simulated:
        return SimulatedDoor(World(admits_everyone=True))
    return door_named(str(settings.door), clock, settings.badge_format)
