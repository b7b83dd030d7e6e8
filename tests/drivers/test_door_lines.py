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
from tests.app.domain.test_device_configuration import BADGE
from tests.drivers.test_registry import NoClock

KEY = "8f1c5a3b77e04d9261b8c3f09a2e4d17"
SECURE = ControlPanel(Protocol.OSDP_V2, OsdpSettings(secure_channel_key=KEY))


@pytest.fixture
def line(tmp_path: Path) -> DoorLine:
    (tmp_path / "ttyUSB0").touch()
    return door_line(f"osdp:{tmp_path}/ttyUSB0")


PLAIN = ControlPanel(Protocol.OSDP_V1, OsdpSettings(address=7))


@pytest.mark.parametrize("panel", [SECURE, PLAIN, replace(SECURE, protocol=Protocol.OSDP_V1)])
def test_an_osdp_line_speaks_both_versions(line: DoorLine, panel: ControlPanel) -> None:
    assert isinstance(door_over([line], panel, format_of(BADGE), NoClock()), OsdpDoor)


def test_a_protocol_without_a_line_is_refused(line: DoorLine) -> None:
    wiegand = ControlPanel(Protocol.WIEGAND, wiegand=WiegandSettings())
    assert door_over([line], wiegand, format_of(BADGE), NoClock()) is Unfit.NO_SUCH_LINE
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
        "wiegand:/dev/wiegand0",
        "osdp:ttyUSB0",
        "osdp:/dev/ttyUSB0?wait=11",
        "osdp:/dev/ttyUSB0?output=4",
        "osdp:/dev/ttyUSB0?key=/etc/thenar/door.key",
        "osdp:/dev/ttyUSB0?baud=9600",
    ],
)
def test_a_line_takes_wiring_and_nothing_that_a_configuration_says(text: str) -> None:
    with pytest.raises(FaultError) as caught:
        door_line(text)
    assert caught.value.fault is Fault.SETTINGS_INVALID
