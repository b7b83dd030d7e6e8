"""What a managed terminal is started with: all of it real or all of it simulated, and known by a tag of its own."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.config.settings import NONE, Device, Mode, Settings
from app.domain.faults import Fault, FaultError
from app.domain.signals import Signal
from app.entrypoints.equipment import TAG_DIGITS, asset_tag, lit, real_equipment, simulated_equipment
from app.ports.light import Colour
from app.runtime.clock import SystemClock
from app.runtime.fixed_software import FixedSoftware
from drivers.gpio.tamper import GpioTamper
from drivers.simulated.light import SimulatedLight
from drivers.simulated.world import World
from ui.bridge import Bridge

SIMULATED = Device("simulated")
ALL = Settings(Mode.MANAGED, SIMULATED, SIMULATED, SIMULATED)
REAL = Settings(
    Mode.MANAGED,
    Device("v4l2", "0"),
    Device("keyboard"),
    Device("osdp", "/dev/ttyUSB0"),
    tamper=Device("gpio", "/dev/gpiochip0?line=17"),
)


def nobody() -> None:
    """Is started again."""


def test_one_machine_has_one_tag_which_does_not_tell_its_id(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("8d5c1e0f6a4b4f0e9b1f0c2d3e4f5a6b\n")
    second.write_text("8d5c1e0f6a4b4f0e9b1f0c2d3e4f5a6c\n")
    assert asset_tag(first) == asset_tag(first) != asset_tag(second)
    assert len(asset_tag(first)) == TAG_DIGITS
    assert asset_tag(first).isdecimal()
    with pytest.raises(FaultError, match="asset_tag"):
        asset_tag(tmp_path / "none")


@pytest.mark.parametrize("real", ["camera", "badge_reader", "door", "tamper"])
def test_no_real_device_stands_among_simulated_ones(qapp: QGuiApplication, real: str) -> None:
    mixed = replace(ALL, **{real: getattr(REAL, real)})
    with pytest.raises(FaultError) as refused:
        simulated_equipment(mixed, World(), Bridge(lambda event: None), nobody)
    assert refused.value.fault is Fault.SIMULATED_MIXED


def test_a_simulated_terminal_is_simulated_throughout(qapp: QGuiApplication) -> None:
    equipment = simulated_equipment(ALL, World(), Bridge(lambda event: None), nobody)
    assert equipment.simulated
    assert equipment.network.simulated
    assert equipment.machine.simulated
    assert equipment.updates.simulated
    runs = [simulated_equipment(ALL, World(), Bridge(lambda event: None), nobody).machine.boot() for _ in range(2)]
    assert runs[0] != runs[1], "started again it is another run of the machine"


@pytest.mark.requirement("OVR-004")
def test_a_ring_shows_what_the_screen_shows(qapp: QGuiApplication) -> None:
    bridge, screens, rings = Bridge(lambda event: None), World(), World()
    equipment = simulated_equipment(ALL, screens, bridge, nobody)
    assert lit(equipment, None) == equipment
    light = lit(equipment, SimulatedLight(rings)).devices.light
    light.show(Signal.HOLD, 0.25)
    light.shine(Colour.RED)
    for world in (screens, rings):
        assert (world.state().signal, world.state().progress, world.state().ring) == (Signal.HOLD, 0.25, Colour.RED)


@pytest.mark.no_qt_log  # Qt's multimedia complains of libraries that it does not need
def test_a_wire_is_named_without_what_is_spoken_over_it(qapp: QGuiApplication) -> None:
    updates, bridge = FixedSoftware("0.1.0"), Bridge(lambda event: None)
    equipment = real_equipment(REAL, SystemClock(), bridge, updates, nobody)
    assert not equipment.simulated
    assert isinstance(equipment.tamper, GpioTamper)
    assert real_equipment(replace(REAL, tamper=NONE), SystemClock(), bridge, updates, nobody).tamper is None
    keyed = replace(REAL, door=Device("osdp", "/dev/ttyUSB0?key=/etc/thenar/door.key"))
    with pytest.raises(FaultError) as refused:
        real_equipment(keyed, SystemClock(), bridge, updates, nobody)
    assert refused.value.fault is Fault.SETTINGS_INVALID
