"""Lines of the settings, and the drivers that they mean."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.flows.access import TIMEOUTS_S, Access
from drivers.gpio.tamper import GpioTamper
from drivers.keyboard_wedge.reader import WedgeReader
from drivers.light_ring.ring import LightRing
from drivers.networkmanager.network import NetworkManagerNetwork
from drivers.opencv.camera import OpenCvCamera
from drivers.options import LONGEST_WAIT_S, Options
from drivers.osdp import door as osdp
from drivers.osdp.door import OsdpDoor
from drivers.qr_code.reader import QrCodeReader
from drivers.registry import (
    badge_reader_named,
    camera_named,
    code_reader_named,
    door_named,
    light_named,
    network_named,
    tamper_named,
)
from drivers.relay.door import RelayDoor
from drivers.serial_reader.reader import SerialBadgeReader
from drivers.wiegand import door as wiegand
from drivers.wiegand.door import WiegandDoor

ROOT = Path(__file__).parents[2]


class NoClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None: ...


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "door.key"
    path.write_text("8f1c5a3b77e04d9261b8c3f09a2e4d17\n")
    path.chmod(0o600)
    return path


def test_a_camera_by_its_line(tmp_path: Path) -> None:
    for text, name in (
        ("v4l2:0", "opencv:/dev/video0"),
        (str(tmp_path), f"opencv:{tmp_path.name}"),
        (f"file:{tmp_path}?hold=2", f"opencv:{tmp_path.name}"),
    ):
        camera = camera_named(text, NoClock())
        assert isinstance(camera, OpenCvCamera)
        assert (camera.name, camera.simulated) == (name, False)


@pytest.mark.parametrize(
    "text", ["keyboard", "wedge", "wedge?preset=hex", "keyboard:?preset=hex", "keyboard?preset=wiegand&format=h10302"]
)
def test_a_reader_that_types_by_its_line(text: str) -> None:
    assert isinstance(badge_reader_named(text, NoClock()), WedgeReader)


@pytest.mark.parametrize(
    "text",
    [
        "serial:/dev/ttyACM0",
        "serial:/dev/ttyACM0?preset=rdm6300&baud=9600",
        "serial:/dev/ttyACM0?preset=hex_reversed",
        r"serial:/dev/ttyACM0?preset=regex&pattern=F(?P<facility>\d%2B)C(?P<card>\d%2B)",
    ],
)
def test_a_serial_reader_by_its_line(text: str) -> None:
    reader = badge_reader_named(text, NoClock())
    assert isinstance(reader, SerialBadgeReader)
    assert reader.name == "serial:/dev/ttyACM0"


def test_a_door_by_its_line(key: Path) -> None:
    for options in ("", "&baud=115200&address=3&format=H10306&wait=1&output=0"):
        assert isinstance(door_named(f"osdp:/dev/ttyUSB0?key={key}{options}", NoClock()), OsdpDoor)
    assert isinstance(door_named("osdp:/dev/ttyUSB0?plain=yes", NoClock()), OsdpDoor)
    for options in (
        "",
        "&granted=25",
        "&granted=GREEN.1&denied=26&inverted=yes&pulse=80&interval=1000&wait=3&format=H10306",
    ):
        assert isinstance(door_named(f"wiegand:/dev/gpiochip0?d0=23&d1=24{options}", NoClock()), WiegandDoor)
    assert isinstance(door_named("relay:/dev/ttyUSB0", NoClock()), RelayDoor)
    assert isinstance(door_named("relay:/dev/ttyUSB0?channel=7&seconds=30&device=2&baud=115200", NoClock()), RelayDoor)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "usb",
        "simulated",
        "simulated:1",
        "wedge:3",
        "wedge?preset=octal",
        "wedge?preset=regex",
        "keyboard?layout=de",
        "serial:",
        "serial:ttyACM0",
        "serial:/dev/ttyACM0?baud=fast",
        "serial:/dev/ttyACM0?baud=-1",
        "serial:/dev/ttyACM0?preset=hex&preset=decimal",
        "serial:/dev/ttyACM0?preset=rdm6300&pattern=x",
        "serial:/dev/ttyACM0?preset=wiegand&format=h0",
    ],
)
def test_any_other_reader_is_a_fault_of_the_settings(text: str) -> None:
    with pytest.raises(FaultError) as refusal:
        badge_reader_named(text, NoClock())
    assert refusal.value.fault is Fault.SETTINGS_INVALID


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("osdp", Fault.SETTINGS_INVALID),
        ("osdp:COM3?plain=yes", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0", Fault.SETTINGS_INVALID),
        ("wiegand:gpiochip0?d0=23&d1=24", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=23&d1=GPIO%2024", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=23&d1=24&denied=26", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=23&d1=24&pulse=101", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=23&d1=24&wait=0", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=23&d1=24&wait=4", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=-1&d1=24", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=17&d1=017", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=23&d1=24&format=h0", Fault.SETTINGS_INVALID),
        ("wiegand:/dev/gpiochip0?d0=23&d1=24&led=25", Fault.SETTINGS_INVALID),
        ("relay:ttyUSB0", Fault.SETTINGS_INVALID),
        ("relay:/dev/ttyUSB0?seconds=0", Fault.SETTINGS_INVALID),
        ("relay:/dev/ttyUSB0?seconds=31", Fault.SETTINGS_INVALID),
        ("relay:/dev/ttyUSB0?channel=8", Fault.SETTINGS_INVALID),
        ("relay:/dev/ttyUSB0?device=0", Fault.SETTINGS_INVALID),
        ("relay:/dev/ttyUSB0?baud=300", Fault.SETTINGS_INVALID),
        ("relay:/dev/ttyUSB0?format=h10301", Fault.SETTINGS_INVALID),
        ("osdp:/dev/ttyUSB0?plain=maybe", Fault.SETTINGS_INVALID),
        ("osdp:/dev/ttyUSB0?plain=yes&baud=300", Fault.SETTINGS_INVALID),
        ("osdp:/dev/ttyUSB0?plain=yes&wait=4", Fault.SETTINGS_INVALID),
        ("osdp:/dev/ttyUSB0?plain=yes&output=9", Fault.SETTINGS_INVALID),
        ("osdp:/dev/ttyUSB0?plain=yes&format=h0", Fault.SETTINGS_INVALID),
        ("osdp:/dev/ttyUSB0?plain=yes&scbk=00", Fault.SETTINGS_INVALID),
        ("osdp:/dev/ttyUSB0", Fault.KEY_MISSING),
        ("osdp:/dev/ttyUSB0?key=/none", Fault.KEY_MISSING),
    ],
)
def test_any_other_door_is_refused(text: str, fault: Fault) -> None:
    with pytest.raises(FaultError) as refusal:
        door_named(text, NoClock())
    assert refusal.value.fault is fault


def test_the_screen_outlasts_every_door_that_the_settings_can_make() -> None:
    """Or a panel could still open while the screen says that the door did not answer."""
    longest_s = Options("door", f"wait={LONGEST_WAIT_S}").wait_s()
    for delivery_s in (osdp.DELIVERY_S, wiegand.DELIVERY_S):
        assert delivery_s + longest_s < TIMEOUTS_S[Access.ASKING_DOOR]
    with pytest.raises(FaultError):
        Options("door", f"wait={LONGEST_WAIT_S + 1}").wait_s()


@pytest.mark.parametrize("text", ["simulated", "v4l2", "", "file:", "file:/none"])
def test_any_other_camera_is_refused(text: str) -> None:
    with pytest.raises(FaultError) as refusal:
        camera_named(text, NoClock())
    assert refusal.value.fault is Fault.SETTINGS_INVALID


def test_a_driver_is_not_imported_before_it_is_asked_for() -> None:
    probe = "import sys, drivers.registry; print(sorted({'cv2', 'serial', 'pymodbus', 'gpiod'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_networks_are_managed_by_networkmanager_alone() -> None:
    assert isinstance(network_named("networkmanager", NoClock()), NetworkManagerNetwork)
    assert isinstance(network_named("networkmanager?bus=unix:path=/none", NoClock()), NetworkManagerNetwork)


@pytest.mark.parametrize("text", ["", "simulated", "qr:0", "qr?zbar=no", "barcode"])
def test_any_other_code_reader_is_refused(text: str) -> None:
    assert isinstance(code_reader_named("qr", NoClock()), QrCodeReader)
    with pytest.raises(FaultError) as refusal:
        code_reader_named(text, NoClock())
    assert refusal.value.fault is Fault.SETTINGS_INVALID


@pytest.mark.parametrize("text", ["", "simulated", "networkmanager:eth0", "networkmanager?wifi=no", "ifupdown"])
def test_any_other_network_is_refused(text: str) -> None:
    with pytest.raises(FaultError) as refusal:
        network_named(text, NoClock())
    assert refusal.value.fault is Fault.SETTINGS_INVALID


@pytest.mark.parametrize(
    "options", ["leds=24", "leds=8&baud=460800", "leds=150&brightness=100&top=149", "leds=60&brightness=1"]
)
def test_a_ring_by_its_line(options: str) -> None:
    assert isinstance(light_named(f"adalight:/dev/ttyUSB0?{options}", NoClock()), LightRing)


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "simulated",
        "adalight",
        "adalight:ttyUSB0?leds=24",
        "adalight:/dev/ttyUSB0",
        "adalight:/dev/ttyUSB0?leds=7",
        "adalight:/dev/ttyUSB0?leds=151",
        "adalight:/dev/ttyUSB0?leds=24&baud=9600",
        "adalight:/dev/ttyUSB0?leds=24&brightness=0",
        "adalight:/dev/ttyUSB0?leds=24&brightness=101",
        "adalight:/dev/ttyUSB0?leds=24&top=24",
        "adalight:/dev/ttyUSB0?leds=24&colour=blue",
    ],
)
def test_any_other_light_is_refused(text: str) -> None:
    with pytest.raises(FaultError) as refusal:
        light_named(text, NoClock())
    assert refusal.value.fault is Fault.SETTINGS_INVALID


@pytest.mark.parametrize(
    "options", ["line=17", "line=GPIO17&closed=low&pull=up", "line=3&closed=high", "line=3&pull=none"]
)
def test_a_switch_by_its_line(options: str) -> None:
    assert isinstance(tamper_named(f"gpio:/dev/gpiochip0?{options}", NoClock()), GpioTamper)


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "simulated",
        "gpio",
        "gpio:gpiochip0?line=17",
        "gpio:/dev/gpiochip0",
        "gpio:/dev/gpiochip0?line=",
        "gpio:/dev/gpiochip0?line=-1",
        "gpio:/dev/gpiochip0?line=GPIO%2017",
        "gpio:/dev/gpiochip0?line=17&closed=no",
        "gpio:/dev/gpiochip0?line=17&pull=sideways",
        "gpio:/dev/gpiochip0?line=17&pull=down",
        "gpio:/dev/gpiochip0?line=17&closed=high&pull=up",
        "gpio:/dev/gpiochip0?line=17&active=low",
    ],
)
def test_any_other_switch_is_refused(text: str) -> None:
    with pytest.raises(FaultError) as refusal:
        tamper_named(text, NoClock())
    assert refusal.value.fault is Fault.SETTINGS_INVALID
