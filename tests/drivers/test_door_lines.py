"""What a line to a control panel can be told to speak."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.badge_layouts import format_of
from app.domain.configuration_refusal import Unfit
from app.domain.device_configuration import ControlPanel, OsdpSettings, Protocol, WiegandSettings
from app.domain.faults import Fault, FaultError
from drivers.door_lines import DoorLine, door_line, door_over
from drivers.osdp.door import OsdpDoor
from drivers.wiegand.door import WiegandDoor
from drivers.wiegand.door import WiegandSettings as DoorSettings
from tests.app.domain.test_device_configuration import BADGE
from tests.drivers.test_registry import NoClock

KEY = "8f1c5a3b77e04d9261b8c3f09a2e4d17"
WIEGAND = ControlPanel(Protocol.WIEGAND, wiegand=WiegandSettings())
SECURE = ControlPanel(Protocol.OSDP_V2, OsdpSettings(secure_channel_key=KEY))


@pytest.fixture
def line(tmp_path: Path) -> DoorLine:
    (tmp_path / "ttyUSB0").touch()
    return door_line(f"osdp:{tmp_path}/ttyUSB0")


PLAIN = ControlPanel(Protocol.OSDP_V1, OsdpSettings(address=7))


@pytest.fixture
def wires(tmp_path: Path) -> DoorLine:
    (tmp_path / "gpiochip0").touch()
    return door_line(f"wiegand:{tmp_path}/gpiochip0?d0=23&d1=24&granted=25&denied=26&wait=2")


@pytest.mark.parametrize("panel", [SECURE, PLAIN, replace(SECURE, protocol=Protocol.OSDP_V1)])
def test_an_osdp_line_speaks_both_versions(line: DoorLine, panel: ControlPanel) -> None:
    assert isinstance(door_over([line], panel, format_of(BADGE), NoClock()), OsdpDoor)


@pytest.mark.requirement("OVR-005")
@pytest.mark.requirement("WALL-007")
def test_a_terminal_with_either_line_speaks_what_its_configuration_says(line: DoorLine, wires: DoorLine) -> None:
    lines, badge_format = [line, wires], format_of(BADGE)
    assert isinstance(door_over(lines, SECURE, badge_format, NoClock()), OsdpDoor)
    door = door_over(lines, WIEGAND, badge_format, NoClock())
    assert isinstance(door, WiegandDoor)
    assert door.name == f"wiegand:{wires.port}"


def told(line: DoorLine, settings: WiegandSettings) -> DoorSettings:
    door = door_over([line], ControlPanel(Protocol.WIEGAND, wiegand=settings), format_of(BADGE), NoClock())
    assert isinstance(door, WiegandDoor)
    return door.settings


def test_a_wiegand_line_takes_its_times_from_the_configuration(wires: DoorLine) -> None:
    settings = told(wires, WiegandSettings(pulse_width_micros=80, pulse_interval_micros=1000, led_input=True))
    assert (settings.pulse_us, settings.interval_us, settings.answer_s) == (80, 1000, 2.0)
    assert (settings.wires.granted, settings.wires.denied) == ("25", "26")
    assert settings.badge_format == format_of(BADGE)


def test_a_lamp_that_the_configuration_does_not_speak_of_is_not_listened_to(wires: DoorLine) -> None:
    settings = told(wires, WiegandSettings(led_input=False))
    assert (settings.wires.granted, settings.wires.denied) == (None, None)


def test_a_lamp_that_is_not_wired_cannot_be_configured(tmp_path: Path) -> None:
    (tmp_path / "gpiochip0").touch()
    line = door_line(f"wiegand:{tmp_path}/gpiochip0?d0=23&d1=24")
    lit = ControlPanel(Protocol.WIEGAND, wiegand=WiegandSettings(led_input=True))
    assert door_over([line], lit, format_of(BADGE), NoClock()) is Unfit.PANEL_UNFIT


def test_a_badge_too_long_for_its_pace_is_refused(wires: DoorLine) -> None:
    slow = ControlPanel(Protocol.WIEGAND, wiegand=WiegandSettings(pulse_interval_micros=20_000))
    long = format_of(replace(BADGE, bit_length=51))
    assert door_over([wires], slow, long, NoClock()) is Unfit.PANEL_UNFIT


def test_a_protocol_without_a_line_is_refused(line: DoorLine) -> None:
    assert door_over([line], WIEGAND, format_of(BADGE), NoClock()) is Unfit.NO_SUCH_LINE
    assert door_over([], SECURE, format_of(BADGE), NoClock()) is Unfit.NO_SUCH_LINE


def test_a_line_that_was_pulled_out_is_refused(line: DoorLine) -> None:
    line.port.unlink()
    assert door_over([line], SECURE, format_of(BADGE), NoClock()) is Unfit.LINE_MISSING


@pytest.mark.parametrize("key", ["303132333435363738393a3b3c3d3e3f", "00" * 16])
def test_a_key_that_everybody_knows_is_refused(line: DoorLine, key: str) -> None:
    guessable = ControlPanel(Protocol.OSDP_V2, OsdpSettings(secure_channel_key=key))
    assert door_over([line], guessable, format_of(BADGE), NoClock()) is Unfit.PANEL_UNFIT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "wiegand:/dev/gpiochip0",
        "wiegand:/dev/gpiochip0?d0=23",
        "wiegand:/dev/gpiochip0?d0=23&d1=23",
        "wiegand:/dev/gpiochip0?d0=23&d1=24&denied=26",
        "wiegand:gpiochip0?d0=23&d1=24",
        "wiegand:/dev/gpiochip0?d0=23&d1=24&pulse=50",
        "wiegand:/dev/gpiochip0?d0=23&d1=24&format=h10301",
        "relay:/dev/ttyUSB0",
        "osdp:ttyUSB0",
        "wiegand:/dev/gpiochip0?d0=23&d1=24&wait=4",
        "wiegand:/dev/gpiochip0?d0=-1&d1=24",
        "osdp:/dev/ttyUSB0?wait=4",
        "osdp:/dev/ttyUSB0?output=4",
        "osdp:/dev/ttyUSB0?key=/etc/thenar/door.key",
        "osdp:/dev/ttyUSB0?baud=9600",
    ],
)
def test_a_line_takes_wiring_and_nothing_that_a_configuration_says(text: str) -> None:
    with pytest.raises(FaultError) as caught:
        door_line(text)
    assert caught.value.fault is Fault.SETTINGS_INVALID
