"""The machine of a simulated world, and the port to it: it is started again by a word, and its time is the world's.

world.machine.pull_the_plug()
world.machine.set_synchronised(False)
"""

import threading
from dataclasses import dataclass, replace

from app.domain.health_checks import Readings
from app.domain.power import PowerSource
from drivers.simulated.clock import RealClock, SteppedClock


@dataclass(frozen=True)
class MachineState:
    """What an onlooker sees of it."""

    runs: int = 1
    """Times that it was started."""
    restarts: int = 0
    """Of the application."""
    pats: int = 0
    """Times that the application said that it is alive."""
    status: str = ""
    synchronised: bool = True
    readings: Readings = Readings(30 << 30, 60 << 30, 3 << 30, 4 << 30, 48.0, PowerSource.MAINS)
    """Of a board with 4 GiB of memory and a disk of 60, on its adaptor."""


class SimulatedMachine:
    """Safe to use from any thread."""

    simulated = True

    def __init__(self, clock: RealClock | SteppedClock) -> None:
        self._clock = clock
        self._started_s = clock.monotonic_s()
        self._state = MachineState()
        self._lock = threading.Lock()

    def state(self) -> MachineState:
        with self._lock:
            return self._state

    def set_synchronised(self, synchronised: bool) -> None:
        self._change(synchronised=synchronised)

    def set_readings(self, readings: Readings) -> None:
        self._change(readings=readings)

    def cut_mains(self) -> None:
        """It runs on its battery."""
        self._power(PowerSource.BATTERY)

    def restore_mains(self) -> None:
        self._power(PowerSource.MAINS)

    def pull_the_plug(self) -> None:
        """The power goes and comes back: no time passes, and the application was told nothing."""
        with self._lock:
            self._started_s = self._clock.monotonic_s()
        self._count("runs")

    def boot(self) -> str:
        return f"run-{self.state().runs}"

    def running_s(self) -> float:
        with self._lock:
            return self._clock.monotonic_s() - self._started_s

    def synchronised(self) -> bool:
        return self.state().synchronised

    def reboot(self) -> bool:
        self.pull_the_plug()
        return True

    def restart_application(self) -> None:
        self._count("restarts")

    def ready(self) -> None:
        self.say("ready")

    def alive(self) -> None:
        self._count("pats")

    def say(self, status: str) -> None:
        self._change(status=status)

    def _power(self, source: PowerSource) -> None:
        with self._lock:
            self._state = replace(self._state, readings=replace(self._state.readings, power=source))

    def _count(self, what: str) -> None:
        with self._lock:
            self._state = replace(self._state, **{what: getattr(self._state, what) + 1})

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # names are MachineState's own
