"""What the machine says of itself: disk, memory, heat, power."""

from typing import Protocol

from app.domain.health_checks import Readings


class Gauges(Protocol):
    simulated: bool

    def read(self) -> Readings:
        """Now. Takes milliseconds. Raises nothing: what cannot be read is None or UNKNOWN."""
        ...
