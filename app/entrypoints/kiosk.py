"""`thenar kiosk`: a terminal on devices of yours, by itself or as a control plane says.

thenar kiosk --camera v4l2:0                                        # the desk; a badge scanner that types
thenar kiosk --mode entry --camera v4l2:0 --door "osdp:/dev/ttyUSB0?key=/etc/thenar/door.key"
thenar kiosk --settings /etc/thenar/thenar.toml
thenar kiosk --managed --camera v4l2:0 --door osdp:/dev/ttyUSB0     # set up on the screen; the server says the rest
thenar kiosk --managed --camera simulated                           # beside the bench, to try it out
"""

import argparse
import importlib
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from app.config.settings import NONE, Device, Mode, Settings, load_settings, read_setting, refuse_told
from app.domain.faults import Fault, FaultError
from app.domain.liveness import LivenessLevel
from app.entrypoints.launch import AGAIN, launched
from app.ports.clock import Clock
from app.ports.light import Light
from app.runtime.clock import SystemClock
from drivers.registry import light_named

SIMULATED = Device("simulated")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", type=Path, help="a TOML file; the other options take precedence over it")
    parser.add_argument("--mode", choices=[mode.value for mode in Mode], help="enrolment (default), entry or managed")
    parser.add_argument(
        "--managed",
        dest="mode",
        action="store_const",
        const=Mode.MANAGED.value,
        help="what it is, its control plane says: set up on the screen. --door then names the wire alone",
    )
    parser.add_argument("--camera", help="v4l2:0, a video file, or a folder of images")
    parser.add_argument("--badge-reader", help="keyboard (default) or serial:PORT?preset=decimal")
    parser.add_argument(
        "--door",
        help="osdp:PORT?key=FILE or wiegand:CHIP?d0=LINE&d1=LINE&granted=LINE, to a controller; "
        "relay:PORT?channel=0&seconds=5, a relay board of this terminal's own; simulated: one that grants everybody, "
        "to try it out, with a store of its own (name it at the desk too)",
    )
    parser.add_argument("--light", help="adalight:PORT?leds=24, a ring of lights beside the screen's")
    parser.add_argument("--tamper", help="gpio:CHIP?line=17, the switch of the case; with --managed")
    parser.add_argument("--site", help="where the terminal stands, if there are several; it admits that site's people")
    parser.add_argument("--database", help="postgresql://user@host/name instead of a file; the keys stay in --data")
    parser.add_argument(
        "--liveness",
        choices=[level.value for level in LivenessLevel],
        help="how pictures of palms are met: kiosk (default), challenged (coloured light), report or off",
    )
    parser.add_argument("--support", help="whom to call where nothing works: a number or an address to show")
    parser.add_argument("--data", type=Path, help="the folder of store and keys")
    parser.add_argument(
        "--fullscreen",
        action="store_true",
        help="nobody who stands before it closes or leaves it: it ends by a signal",
    )


def main(options: argparse.Namespace) -> int:
    settings, clock = settings_of(options), SystemClock()
    with _ring(settings, clock) as ring:
        window = importlib.import_module("app.entrypoints.kiosk_window")  # seconds, in which the ring pulses
        code: int | None = window.run(settings, clock, ring, options.fullscreen)
    if code is None and not launched(os.environ):
        os.execv(sys.executable, [sys.executable, "-m", "app", *sys.argv[1:]])  # noqa: S606
    return AGAIN if code is None else code


def _ring(settings: Settings, clock: Clock) -> AbstractContextManager[Light | None]:
    """Pulses from here on. Raises FaultError(SETTINGS_INVALID)."""
    return nullcontext() if settings.light == NONE else light_named(str(settings.light), clock)


def settings_of(options: argparse.Namespace) -> Settings:
    """The file, if there is one, with the command line's words over it. Raises FaultError(SETTINGS_INVALID)."""
    if options.settings:
        settings = load_settings(options.settings)
    elif options.camera:
        managed = options.camera == SIMULATED.driver and options.mode == Mode.MANAGED.value
        reader, door = (SIMULATED, SIMULATED) if managed else (Device("keyboard"), NONE)
        settings = Settings(Mode.ENROLMENT, Device(""), reader, door)
    else:
        raise FaultError(Fault.SETTINGS_INVALID, "camera: name one with --camera, or a file with --settings")
    named = {name: getattr(options, name) for name in ("camera", "badge_reader", "door", "light", "tamper")}
    devices = {name: _device(name, text) for name, text in named.items() if text}
    settings = replace(settings, **devices)  # type: ignore[arg-type]  # all of them Device fields
    named = {name: getattr(options, name) for name in ("mode", "liveness", "site", "database", "support")}
    settings = replace(settings, **{name: read_setting(name, text) for name, text in named.items() if text})
    refuse_told(settings, [name for name, text in named.items() if text])
    if settings.mode is Mode.ENTRY and settings.door == NONE:
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
