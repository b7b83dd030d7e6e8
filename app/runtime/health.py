"""Which of its health checks a terminal fails: gathered whenever its server is told.

Rules it keeps: what is asked costs milliseconds, but for the clock and the certificate, which are asked once a minute;
a check that cannot be made here does not fail.

    health = Health(gauges, machine, life_faults, identity_file, updates.failed, bandwidth_narrow, clock, strays)
    health.failing()
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography import x509

from app.domain.faults import Fault
from app.domain.health_checks import CERTIFICATE_DAYS, Check, Readings, failing
from app.domain.power import PowerSource
from app.ports.clock import Clock
from app.ports.gauges import Gauges
from app.ports.machine import Machine

SELDOM_S = 60.0
"""Between two looks at clock and certificate: the one is asked of another program, the other lasts for months."""

FOUND_BY = {
    Fault.CAMERA_MISSING: Check.CAMERA,
    Fault.CONTROLLER_SILENT: Check.DOOR_CONTROLLER,
    Fault.CONTROLLER_KEY_REFUSED: Check.DOOR_CONTROLLER,
    Fault.BADGE_READER_MISSING: Check.BADGE_READER,
    Fault.TAMPER_SWITCH_MISSING: Check.CASE_SWITCH,
}
"""Faults that last, and the check that fails by each."""


@dataclass
class Health:
    """Any thread."""

    gauges: Gauges | None
    machine: Machine
    standing: Callable[[], Collection[Fault]]
    """The faults that last now, of whatever runs."""
    certificate: Path
    """That the terminal shows its server, first in the file."""
    update_failed: Callable[[], bool]
    narrow: Callable[[], bool]
    """The way to the server."""
    clock: Clock
    clock_strays: Callable[[], bool]
    """Whether the machine's clock differs from what is reckoned since the server told the time."""
    power: PowerSource = field(default=PowerSource.UNKNOWN, init=False)
    """What the machine ran on when it was asked last what fails."""
    _looked_s: float | None = field(default=None, init=False)
    _seldom: tuple[Check, ...] = field(default=(), init=False)

    def failing(self) -> tuple[Check, ...]:
        """In the order of the checks."""
        now_s = self.clock.monotonic_s()
        if self._looked_s is None or now_s - self._looked_s >= SELDOM_S:
            self._looked_s, self._seldom = now_s, tuple(self._look_seldom())
        found = {FOUND_BY[fault] for fault in self.standing() if fault in FOUND_BY} | set(self._seldom)
        readings = Readings() if self.gauges is None else self.gauges.read()
        self.power = readings.power
        found |= set(failing(readings))
        if self.update_failed():
            found.add(Check.UPDATE)
        if self.narrow():
            found.add(Check.BANDWIDTH)
        return tuple(check for check in Check if check in found)

    def _look_seldom(self) -> list[Check]:
        found = [] if self.machine.synchronised() and not self.clock_strays() else [Check.CLOCK]
        if self._certificate_ends():
            found.append(Check.CERTIFICATE)
        return found

    def _certificate_ends(self) -> bool:
        """Soon, or has. One that is not there yet does not."""
        try:
            ends = x509.load_pem_x509_certificates(self.certificate.read_bytes())[0].not_valid_after_utc
        except (OSError, ValueError):
            return False
        return ends - self.clock.now() <= timedelta(days=CERTIFICATE_DAYS)
