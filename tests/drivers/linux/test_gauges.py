"""What the kernel says: as this one says it, and as others do."""

from pathlib import Path

import pytest

from app.domain.power import PowerSource
from drivers.linux.gauges import LinuxGauges

MEMINFO = "MemTotal: 4012345 kB\nMemFree: 123456 kB\nMemAvailable:    2000000 kB\nHugePages_Total: 0\n"


def zone(root: Path, number: int, content: str) -> None:
    folder = root / "sys" / "class" / "thermal" / f"thermal_zone{number}"
    folder.mkdir(parents=True)
    (folder / "temp").write_text(content)


def supplies(root: Path, *listed: str) -> None:
    """Each as `ADP1 type=Mains online=1`."""
    for line in listed:
        name, *files = line.split()
        folder = root / "sys" / "class" / "power_supply" / name
        folder.mkdir(parents=True)
        for file in files:
            key, _, value = file.partition("=")
            (folder / key).write_text(value.replace("_", " ") + "\n")


def test_this_machine_has_a_disk_and_memory(tmp_path: Path) -> None:
    readings = LinuxGauges(tmp_path).read()
    assert readings.disk_free is not None
    assert readings.memory_free is not None
    assert 0 < readings.disk_free <= (readings.disk_size or 0)
    assert 0 < readings.memory_free <= (readings.memory_size or 0)


def test_memory_is_what_programs_may_still_have(tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "meminfo").write_text(MEMINFO)
    readings = LinuxGauges(tmp_path, tmp_path).read()
    assert (readings.memory_free, readings.memory_size) == (2_000_000 * 1024, 4_012_345 * 1024)


@pytest.mark.parametrize(
    ("zones", "hottest"),
    [(["48312\n", "61000\n"], 61.0), (["-274000\n", "52000\n"], 52.0), (["\n", "no\n"], None), ([], None)],
)
def test_the_hottest_zone_that_can_be_true_counts(tmp_path: Path, zones: list[str], hottest: float | None) -> None:
    for number, content in enumerate(zones):
        zone(tmp_path, number, content)
    assert LinuxGauges(tmp_path, tmp_path).read().hottest_c == hottest


MAINS, BATTERY, UNKNOWN = PowerSource.MAINS, PowerSource.BATTERY, PowerSource.UNKNOWN
MOUSE = "hidpp_battery_0 type=Battery scope=Device status=Discharging online=1"


@pytest.mark.requirement("OVR-006")
@pytest.mark.parametrize(
    ("listed", "source"),
    [
        ([], UNKNOWN),
        (["ADP1 type=Mains online=1", "BAT0 type=Battery status=Charging"], MAINS),
        (["ADP1 type=Mains online=1", "BAT0 type=Battery status=Discharging"], MAINS),
        (["ADP1 type=Mains online=0", "BAT0 type=Battery status=Discharging"], BATTERY),
        (["usb type=USB online=2 scope=System"], MAINS),
        (["usb type=USB online=0", "hat type=UPS status=Discharging"], BATTERY),
        (["BAT0 type=Battery status=Not_charging"], MAINS),
        (["BAT0 type=Battery status=Full"], MAINS),
        (["ADP1 type=Mains online=0", "BAT0 type=Battery status=Full"], UNKNOWN),
        (["BAT0 type=Battery status=Unknown"], UNKNOWN),
        (["usb type=USB online=0"], UNKNOWN),
        ([MOUSE], UNKNOWN),
        ([MOUSE, "ADP1 type=Mains online=1"], MAINS),
        (["broken"], UNKNOWN),
    ],
)
def test_the_kernels_supplies_say_what_the_machine_runs_on(
    tmp_path: Path, listed: list[str], source: PowerSource
) -> None:
    supplies(tmp_path, *listed)
    assert LinuxGauges(tmp_path, tmp_path).read().power is source


def test_what_is_not_there_is_not_said(tmp_path: Path) -> None:
    readings = LinuxGauges(tmp_path / "nowhere", tmp_path).read()
    assert (readings.disk_free, readings.memory_free, readings.hottest_c) == (None, None, None)
    assert readings.power is PowerSource.UNKNOWN
