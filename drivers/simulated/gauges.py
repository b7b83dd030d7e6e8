"""What the machine of a simulated world says of itself."""

from app.domain.health_checks import Readings
from drivers.simulated.world import World


class SimulatedGauges:
    simulated = True

    def __init__(self, world: World) -> None:
        self._world = world

    def read(self) -> Readings:
        return self._world.machine.state().readings
