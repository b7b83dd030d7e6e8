"""Implements `app.ports.gauges.Gauges` by what the kernel tells.

    gauges = LinuxGauges(Path("/var/lib/thenar"))

Sources: proc_meminfo(5), MemAvailable and MemTotal in KiB; the kernel's Documentation/driver-api/thermal, `temp` of a
zone in thousandths of a degree Celsius; statvfs(3). Limits: the hottest zone is not always the processor's.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from app.domain.health_checks import Readings
from drivers.linux.power import power_source

KIBI = 1024
PLAUSIBLE_C = (-40.0, 150.0)
"""Zones without a sensor report what no board survives."""


class LinuxGauges:
    simulated = False

    def __init__(self, records: Path, root: Path = Path("/")) -> None:
        """`records` is a folder on the disk whose room matters; `root` is where `proc` and `sys` are."""
        self._records = records
        self._meminfo = root / "proc" / "meminfo"
        self._zones = root / "sys" / "class" / "thermal"
        self._supplies = root / "sys" / "class" / "power_supply"

    def read(self) -> Readings:
        disk_free = disk_size = None
        with suppress(OSError):
            usage = shutil.disk_usage(self._records)
            disk_free, disk_size = usage.free, usage.total
        memory = self._memory()
        return Readings(
            disk_free,
            disk_size,
            memory.get("MemAvailable"),
            memory.get("MemTotal"),
            self._hottest_c(),
            power_source(self._supplies),
        )

    def _memory(self) -> dict[str, int]:
        """Bytes."""
        found: dict[str, int] = {}
        with suppress(OSError, ValueError):
            for line in self._meminfo.read_text("ascii").splitlines():
                name, _, rest = line.partition(":")
                number = rest.split()[0] if rest.split() else ""
                if number.isdecimal():
                    found[name] = int(number) * KIBI
        return found

    def _hottest_c(self) -> float | None:
        degrees = []
        for zone in self._zones.glob("thermal_zone*/temp"):
            with suppress(OSError, ValueError):
                degrees.append(int(zone.read_text("ascii")) / 1000)
        least, most = PLAUSIBLE_C
        return max((each for each in degrees if least <= each <= most), default=None)
