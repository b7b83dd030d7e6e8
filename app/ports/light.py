"""The light ring."""

from typing import Protocol

from app.domain.signals import Signal


class Light(Protocol):
    simulated: bool

    def show(self, signal: Signal, progress: float) -> None:
        """Shows a signal; `progress` in 0..1 fills the ring while the signal is HOLD. Never raises: light is a help."""
        ...
