"""The machine of a simulated world whose application is this program: when it reboots, the program starts again, and is
another run of the machine to whoever comes back."""

import uuid
from collections.abc import Callable

from drivers.simulated.machine import SimulatedMachine


class BenchMachine:
    """A `Machine`. `restart` starts this program again; called from any thread, and returns."""

    simulated = True

    def __init__(self, machine: SimulatedMachine, restart: Callable[[], None]) -> None:
        self._machine = machine
        self._restart = restart
        self._run = uuid.uuid4()

    def boot(self) -> str:
        return str(self._run)

    def running_s(self) -> float:
        return self._machine.running_s()

    def synchronised(self) -> bool:
        return self._machine.synchronised()

    def reboot(self) -> bool:
        self._restart()
        return self._machine.reboot()

    def restart_application(self) -> None:
        self._machine.restart_application()
        self._restart()

    def ready(self) -> None:
        self._machine.ready()

    def alive(self) -> None:
        self._machine.alive()

    def say(self, status: str) -> None:
        self._machine.say(status)
