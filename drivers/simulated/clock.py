"""Two clocks for a simulated world: one that follows the machine's, one that moves only when told.

>>> clock = SteppedClock()
>>> clock.pass_time(2.5)
>>> clock.monotonic_s()
2.5
"""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Final

_DAWN: Final = datetime(2030, 1, 7, 8, 0, tzinfo=UTC)
"""A Monday morning, the same in every run."""


class RealClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class SteppedClock:
    """Stands still until `pass_time`. Whoever sleeps on it wakes when enough has passed, or when it is stopped."""

    def __init__(self) -> None:
        self._passed_s = 0.0
        self._stopped = False
        self._moved = threading.Condition()
        self._set_by = timedelta()

    def now(self) -> datetime:
        return _DAWN + self._set_by + timedelta(seconds=self.monotonic_s())

    def set_wall(self, now: datetime) -> None:
        """Somebody sets the wall clock, forward or back. What runs on monotonic time notices nothing."""
        self._set_by += now - self.now()

    def monotonic_s(self) -> float:
        with self._moved:
            return self._passed_s

    def sleep(self, seconds: float) -> None:
        with self._moved:
            until_s = self._passed_s + seconds
            self._moved.wait_for(lambda: self._stopped or self._passed_s >= until_s)

    def pass_time(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("time does not go back")
        with self._moved:
            self._passed_s += seconds
            self._moved.notify_all()

    def stop(self) -> None:
        """Wakes every sleeper, for good: the world ends."""
        with self._moved:
            self._stopped = True
            self._moved.notify_all()
