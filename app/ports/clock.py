"""Time, injected: nothing else in Thenar asks the machine what time it is."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Wall time, aware, UTC. For records and expiry that a server also sees."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never go back. For time-outs, lockouts and leases."""
        ...

    def sleep(self, seconds: float) -> None:
        """Waits; a simulated clock returns when its world has moved on."""
        ...
