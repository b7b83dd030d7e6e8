"""Light ring and sound follow the view: the same signal at the same moment as the screen."""

from app.domain.cues import CUES
from app.domain.signals import Signal
from app.flows.view import View
from app.ports.clock import Clock
from app.ports.light import Colour, Light
from app.ports.sound import Sound

TICK_EVERY_S = 1.5
"""Seconds between two ticks of "adjust" at least (UI.md): guidance, not a Geiger counter."""


class Dark:
    """The light ring of a terminal that has none."""

    simulated = False
    colours = False

    def show(self, signal: Signal, progress: float) -> None:
        """Nothing to shine with."""

    def shine(self, colour: Colour | None) -> None:
        """Nothing to shine with."""


class Both:
    """Two lights that show the same, as a ring and the screen."""

    def __init__(self, one: Light, other: Light) -> None:
        self._lights = (one, other)
        self.simulated = one.simulated or other.simulated
        self.colours = one.colours or other.colours

    def show(self, signal: Signal, progress: float) -> None:
        for light in self._lights:
            light.show(signal, progress)

    def shine(self, colour: Colour | None) -> None:
        for light in self._lights:
            light.shine(colour)


def with_ring(ring: Light | None, screen: Light) -> Light:
    """What shows the signals where there may be a ring of lights."""
    return screen if ring is None else Both(ring, screen)


class Signals:
    """Give `follow` to a FlowRunner's `watch`."""

    def __init__(self, light: Light, sound: Sound, clock: Clock) -> None:
        self._light = light
        self._sound = sound
        self._clock = clock
        self._last = Signal.QUIET
        self._screen = ""
        self._ticked_s = float("-inf")

    def follow(self, view: View) -> None:
        self._light.show(view.signal, view.progress)
        changed = view.signal is not self._last or view.screen != self._screen
        self._last, self._screen = view.signal, view.screen
        if not changed or not CUES[view.signal].sound:
            return
        if view.signal is Signal.ADJUST:
            if self._clock.monotonic_s() - self._ticked_s < TICK_EVERY_S:
                return
            self._ticked_s = self._clock.monotonic_s()
        self._sound.play(view.signal)
