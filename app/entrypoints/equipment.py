"""What a managed terminal is started with: devices of yours, or a simulated world's. Never some of each.

equipment = real_equipment(settings, clock, bridge, updates, restart)
equipment = simulated_equipment(World(), bridge, restart)
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.biometrics.liveness.judge import PROFILES
from app.config.settings import NONE, Settings
from app.domain.badge_formats import BadgeFormat
from app.domain.configuration_refusal import Unfit
from app.domain.device_configuration import ControlPanel
from app.domain.faults import Fault, FaultError
from app.entrypoints.bench_machine import BenchMachine
from app.entrypoints.machine_login import machine_login
from app.entrypoints.managed import Equipment
from app.entrypoints.software import software_server
from app.ports.clock import Clock
from app.ports.door import Door
from app.ports.light import Light
from app.ports.updates import Updates
from app.runtime.signals import Both, with_ring
from app.runtime.terminal import Devices
from drivers.door_lines import door_line, door_over
from drivers.linux.gauges import LinuxGauges
from drivers.registry import badge_reader_named, camera_named, code_reader_named, network_named, tamper_named
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
from drivers.systemd.machine import SystemdMachine
from drivers.systemd.notify import Supervisor
from ui.bridge import Bridge
from ui.kiosk.screen_light import ScreenLight
from ui.kiosk.sound import Speaker

MACHINE_ID = Path("/etc/machine-id")
TAG_DIGITS = 10
"""As many as the tags have that are printed on devices."""


def real_equipment(
    settings: Settings, clock: Clock, bridge: Bridge, updates: Updates, restart: Callable[[], None]
) -> Equipment:
    """Raises FaultError(SETTINGS_INVALID)."""
    lines = [] if settings.door.driver == "none" else [door_line(str(settings.door))]
    reader = badge_reader_named(str(settings.badge_reader), clock)
    camera = camera_named(str(settings.camera), clock)
    return Equipment(
        Devices(camera, reader, ScreenLight(bridge), Speaker(settings.comfort)),
        lambda panel, badge_format: door_over(lines, panel, badge_format, clock),
        network_named(str(settings.network), clock),
        SystemdMachine(restart, Supervisor(os.environ, os.getpid())),
        updates,
        code_reader_named("qr", clock),
        settings.asset_tag or asset_tag(MACHINE_ID),
        PROFILES[settings.liveness],
        None if settings.tamper == NONE else tamper_named(str(settings.tamper), clock),
        LinuxGauges(settings.data),
        machine_login=partial(machine_login, settings),
        server=software_server(settings),
        support=settings.support,
    )


def lit(equipment: Equipment, ring: Light | None) -> Equipment:
    """With a ring of lights beside what shows the signals already, where there is one."""
    devices = replace(equipment.devices, light=with_ring(ring, equipment.devices.light))
    return replace(equipment, devices=devices)


def simulated_equipment(settings: Settings, world: World, bridge: Bridge, restart: Callable[[], None]) -> Equipment:
    """Raises FaultError(SIMULATED_MIXED) for settings that name a real device beside a simulated one."""
    devices = [settings.camera, settings.badge_reader, settings.door]
    devices += [] if settings.tamper == NONE else [settings.tamper]
    if not all(device.simulated for device in devices):
        raise FaultError(Fault.SIMULATED_MIXED, "a managed terminal is simulated with all of its devices, or with none")
    light, sound = Both(SimulatedLight(world), ScreenLight(bridge)), SimulatedSound(world)
    return Equipment(
        Devices(SimulatedCamera(world), SimulatedBadgeReader(world), light, sound),
        partial(simulated_door, world),
        SimulatedNetwork(world),
        BenchMachine(world.machine, restart),
        SimulatedUpdates(world),
        code_reader_named("qr", world.clock),
        settings.asset_tag or asset_tag(MACHINE_ID),
        PROFILES[settings.liveness],
        SimulatedTamper(world),
        SimulatedGauges(world),
        machine_login=partial(machine_login, settings),
        server=software_server(settings),
        support=settings.support,
    )


def simulated_door(world: World, panel: ControlPanel, badge_format: BadgeFormat) -> Door | Unfit:
    """Its line speaks every protocol."""
    return SimulatedDoor(world, badge_format)


def asset_tag(machine_id: Path) -> str:
    """Always the same for one machine, and not its id: that is nobody else's business (machine-id(5))."""
    try:
        known = machine_id.read_bytes().strip()
    except OSError as error:
        raise FaultError(Fault.SETTINGS_INVALID, "asset_tag: say one, this machine has no id of its own") from error
    digest = hashlib.sha256(b"thenar asset tag " + known).digest()
    return str(int.from_bytes(digest[:8], "big") % 10**TAG_DIGITS).zfill(TAG_DIGITS)
