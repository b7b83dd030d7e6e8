"""What the machine runs on, by the kernel's list of power supplies.

    power_source(Path("/sys/class/power_supply"))

Source: the kernel's Documentation/ABI/testing/sysfs-class-power (`type`, `online`, `status`, `scope`). Rules it keeps:
a supply of a device that is plugged in (`scope` Device: a mouse's battery) says nothing of the machine; what no supply
says is UNKNOWN. Limits: a supply that the kernel has no driver for is not there: splitters for power over Ethernet, and
uninterruptible supplies that a program speaks to over USB.
"""

from contextlib import suppress
from pathlib import Path

from app.domain.power import PowerSource

OF_A_DEVICE = "Device"
STORES = {"Battery", "UPS"}
CHARGES = {"Charging", "Full", "Not charging"}
"""A battery in one of these states is not what the machine runs on. `Unknown` says nothing."""
DISCHARGES = "Discharging"
ABSENT = {"", "0"}
"""`online` is 1, or 2 where the supply's voltage can be set."""


def power_source(supplies: Path) -> PowerSource:
    """Raises nothing. A weak adaptor under which the battery still runs down is MAINS."""
    own = [each for each in supplies.glob("*") if _word(each, "scope") != OF_A_DEVICE]
    cables = [each for each in own if _word(each, "type") not in STORES]
    states = {_word(each, "status") for each in own if _word(each, "type") in STORES}
    if any(_word(each, "online") not in ABSENT for each in cables):
        return PowerSource.MAINS
    if DISCHARGES in states:
        return PowerSource.BATTERY
    return PowerSource.MAINS if states & CHARGES and not cables else PowerSource.UNKNOWN


def _word(supply: Path, name: str) -> str:
    """Empty where it does not say."""
    with suppress(OSError, ValueError):
        return (supply / name).read_text("ascii").strip()
    return ""
