"""What is looked at to say how a terminal is: one row a check, with its limit and the reason for it.

Rules they keep: what fails is named to the server with each heartbeat; a check that leads to CRITICAL does so alone;
what nobody can read here (a machine without a thermometer) does not fail.

>>> failing(Readings(disk_free=10**9, disk_size=10**10, memory_free=10**9, memory_size=2 * 10**9, hottest_c=91.0))
(<Check.TEMPERATURE: 'TEMPERATURE'>,)
>>> is_critical([Check.CLOCK]), is_critical([Check.CLOCK, Check.DISK])
(False, True)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.power import PowerSource

MEBI = 1 << 20


class Check(StrEnum):
    """Its words are `check.<value in lower case>`."""

    CAMERA = "CAMERA"
    DOOR_CONTROLLER = "DOOR_CONTROLLER"
    BADGE_READER = "BADGE_READER"
    CASE_SWITCH = "CASE_SWITCH"
    DISK = "DISK"
    MEMORY = "MEMORY"
    TEMPERATURE = "TEMPERATURE"
    CLOCK = "CLOCK"
    CERTIFICATE = "CERTIFICATE"
    UPDATE = "UPDATE"
    POWER = "POWER"
    BANDWIDTH = "BANDWIDTH"


@dataclass(frozen=True)
class CheckRow:
    found_by: str
    limit: str
    reason: str
    """Why the limit is where it is."""
    critical: bool
    """False for what is told and does not make the terminal CRITICAL."""


CHECKS = {
    Check.CAMERA: CheckRow("the flow that runs stands at TH-101", "no pictures", "without it no palm is served", True),
    Check.DOOR_CONTROLLER: CheckRow(
        "the flow that runs stands at TH-103 or TH-104", "no answer on its line", "without it no door opens", True
    ),
    Check.BADGE_READER: CheckRow(
        "the flow that runs stands at TH-102", "it is not there", "without it nobody has a second way in", True
    ),
    Check.CASE_SWITCH: CheckRow(
        "a look at the switch, five times a second",
        "it cannot be read",
        "a cut wire must not look like a closed case",
        True,
    ),
    Check.DISK: CheckRow(
        "free space where the terminal keeps its records",
        "less than 5 % or 256 MiB free",
        "a day without the server writes some 20 MiB of records, and an update must fit beside the one that runs",
        True,
    ),
    Check.MEMORY: CheckRow(
        "MemAvailable of the kernel",
        "less than 5 % or 64 MiB available",
        "a look at one picture takes some 40 MiB; below that the kernel ends programs",
        True,
    ),
    Check.TEMPERATURE: CheckRow(
        "the hottest of the kernel's thermal zones",
        "85 °C and more",
        "there the usual boards slow down, and a palm takes seconds",
        True,
    ),
    Check.CLOCK: CheckRow(
        "timedated's NTPSynchronized, and the time that the server told, carried on by the machine's running time",
        "the clock follows no time server, or is more than 5 minutes from the server's time",
        "records carry a wrong time; locks and the ends of people's access do not go by it while the machine runs",
        False,
    ),
    Check.CERTIFICATE: CheckRow(
        "the end of the certificate that the terminal shows its server",
        "7 days and less before its end",
        "it is renewed a month before: one that is so old was refused for three weeks, and ends the link soon",
        True,
    ),
    Check.UPDATE: CheckRow(
        "what came of the last look for newer software",
        "refused, or taken back after it did not start well",
        "the terminal works on with the version before, which may lack what closes a hole",
        False,
    ),
    Check.POWER: CheckRow(
        "the kernel's list of power supplies",
        "it runs on a battery or an uninterruptible supply",
        "it serves as before and ends with the battery: somebody has hours or minutes to see to the mains",
        False,
    ),
    Check.BANDWIDTH: CheckRow(
        "0.7 MB of nothing from its server, timed once a day, and every ten minutes while it is narrow",
        "three looks in a row below 8 Mbps of payload, which a line of 10 Mbps exceeds",
        "it works on, but a first fetch of thousands of people, and newer software, take long",
        False,
    ),
}

DISK_SHARE, DISK_LEAST = 0.05, 256 * MEBI
MEMORY_SHARE, MEMORY_LEAST = 0.05, 64 * MEBI
HOT_C = 85.0
CERTIFICATE_DAYS = 7


@dataclass(frozen=True)
class Readings:
    """What a machine says of itself. Bytes, and degrees Celsius; None or UNKNOWN where it does not say."""

    disk_free: int | None = None
    disk_size: int | None = None
    memory_free: int | None = None
    """That programs may still have, caches given up."""
    memory_size: int | None = None
    hottest_c: float | None = None
    power: PowerSource = PowerSource.UNKNOWN


def failing(readings: Readings) -> tuple[Check, ...]:
    """Of the checks that go by readings alone."""
    found = {
        Check.DISK: _scarce(readings.disk_free, readings.disk_size, DISK_SHARE, DISK_LEAST),
        Check.MEMORY: _scarce(readings.memory_free, readings.memory_size, MEMORY_SHARE, MEMORY_LEAST),
        Check.TEMPERATURE: readings.hottest_c is not None and readings.hottest_c >= HOT_C,
        Check.POWER: readings.power is PowerSource.BATTERY,
    }
    return tuple(check for check, fails in found.items() if fails)


def is_critical(checks: Iterable[Check]) -> bool:
    return any(CHECKS[check].critical for check in checks)


def _scarce(free: int | None, size: int | None, share: float, least: int) -> bool:
    return free is not None and (free < least or (size is not None and free < size * share))
