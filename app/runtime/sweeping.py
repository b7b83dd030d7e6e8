"""Looks after terminals for as long as the server runs: who has not been heard of is disconnected, and commands that
are too late expire. Several servers may do so at once: each finding is one server's."""

from datetime import timedelta

from app.domain.device_commands import LEASE
from app.ports.clock import Clock
from app.runtime.loop import Loop
from app.services.control.link import SWEPT_AT_ONCE, LinkDesk

LOOK_EVERY_S = 0.2
SWEEP_EVERY_S = 5.0
"""What this adds to the lease, at most, before somebody hears of it."""


class Sweeping:
    def __init__(self, desk: LinkDesk, clock: Clock, lease: timedelta = LEASE) -> None:
        self._desk = desk
        self._clock = clock
        self._lease = lease
        self._due_s = clock.monotonic_s()
        self._loop = Loop("link-sweeping", self._step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def sweep(self) -> None:
        """Raises FaultError."""
        while self._desk.sweep(self._clock.now() - self._lease) == SWEPT_AT_ONCE:
            pass

    def _step(self) -> None:
        if self._clock.monotonic_s() >= self._due_s:
            self._due_s = self._clock.monotonic_s() + SWEEP_EVERY_S
            self.sweep()
        self._clock.sleep(LOOK_EVERY_S)
