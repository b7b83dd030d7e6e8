"""A clock that moves when it is told to."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class StillClock:
    wall: datetime
    monotonic: float = 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic_s(self) -> float:
        return self.monotonic

    def sleep(self, seconds: float) -> None:
        self.monotonic += seconds

    def pass_time(self, span: timedelta) -> None:
        self.wall += span
        self.monotonic += span.total_seconds()
