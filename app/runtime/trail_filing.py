"""Writes the audit's files once an hour for as long as the server runs. An hour that failed is tried again a minute
later, and whatever was recorded meanwhile comes into the next one."""

from app.ports.clock import Clock
from app.runtime.loop import Loop
from app.services.control.file_trail import TrailFiler, hour_of

LOOK_EVERY_S = 0.2
TRY_EVERY_S = 60.0


class TrailFiling:
    def __init__(self, filer: TrailFiler, clock: Clock) -> None:
        self._filer = filer
        self._clock = clock
        self._due_s = clock.monotonic_s()
        self._loop = Loop("trail-filing", self._step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def look(self) -> None:
        """Files the last whole hour where that is not done. Raises FaultError."""
        now = self._clock.now()
        self._filer.file(hour_of(now), now)

    def _step(self) -> None:
        if self._clock.monotonic_s() >= self._due_s:
            self._due_s = self._clock.monotonic_s() + TRY_EVERY_S
            self.look()
        self._clock.sleep(LOOK_EVERY_S)
