"""The loudspeaker of a simulated world: it remembers what it played."""

from app.domain.signals import Signal
from drivers.simulated.world import World


class SimulatedSound:
    simulated = True

    def __init__(self, world: World) -> None:
        self._world = world

    def play(self, signal: Signal) -> None:
        self._world.sound(signal)
