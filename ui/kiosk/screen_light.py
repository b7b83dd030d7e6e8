"""The screen in place of a light ring: its own ring shines in the colours of a challenge. The signals it shows anyway.

Limits: a small screen adds little to a bright room's light. With `motion` off nothing flashes, and so nothing can be
asked of a palm: a terminal that needs it does not start.
"""

from app.domain.signals import Signal
from app.ports.light import Colour
from ui.bridge import Bridge


class ScreenLight:
    simulated = False

    def __init__(self, bridge: Bridge, *, motion: bool = True) -> None:
        self.colours = motion
        self._bridge = bridge

    def show(self, signal: Signal, progress: float) -> None:
        """The view does."""

    def shine(self, colour: Colour | None) -> None:
        if self.colours:
            self._bridge.shine(colour)
