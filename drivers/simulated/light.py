"""The light ring of a simulated world."""

from app.domain.signals import Signal
from app.ports.light import Colour
from drivers.simulated.world import World


class SimulatedLight:
    simulated = True
    colours = True

    def __init__(self, world: World) -> None:
        self._world = world

    def show(self, signal: Signal, progress: float) -> None:
        self._world.shine(signal, progress)

    def shine(self, colour: Colour | None) -> None:
        self._world.flash(colour)
