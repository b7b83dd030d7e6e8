"""The light ring."""

from enum import Enum
from typing import Protocol

from app.domain.signals import Signal


class Colour(Enum):
    """What the ring shows while a challenge runs: blue, green and red shares, 0..1."""

    BLUE = (1.0, 0.0, 0.0)
    GREEN = (0.0, 1.0, 0.0)
    RED = (0.0, 0.0, 1.0)


class Light(Protocol):
    """Told from several threads. Nothing here raises: light is a help."""

    simulated: bool
    colours: bool
    """Whether it can light a palm in the colours of a challenge."""

    def show(self, signal: Signal, progress: float) -> None:
        """Shows a signal; `progress` in 0..1 fills the ring while the signal is HOLD."""
        ...

    def shine(self, colour: Colour | None) -> None:
        """The whole ring at once, before any signal, until it is told None."""
        ...
