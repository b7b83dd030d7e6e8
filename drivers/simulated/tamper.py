"""The tamper switch of a simulated world: it remembers a case that was opened and closed again."""

from app.domain.faults import Fault, FaultError
from drivers.simulated.world import Device, World


class SimulatedTamper:
    simulated = True

    def __init__(self, world: World) -> None:
        self._world = world

    def opened(self) -> bool:
        if not self._world.plugged(Device.TAMPER_SWITCH):
            raise FaultError(Fault.TAMPER_SWITCH_MISSING, "simulated:tamper")
        return self._world.take_opened()
