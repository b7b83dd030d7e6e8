"""The loudspeaker."""

from typing import Protocol

from app.domain.signals import Signal


class Sound(Protocol):
    simulated: bool

    def play(self, signal: Signal) -> None:
        """Starts the signal's sound and returns. Never raises: sound is a help."""
        ...
