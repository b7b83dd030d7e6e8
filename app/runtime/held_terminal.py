"""A terminal that is somebody's and serves nobody, put together from its devices.

terminal = held_terminal(devices, clock, restarting, Fault.CONFIGURATION_AWAITED)
"""

from collections.abc import Callable

from app.biometrics.liveness.judge import OFF
from app.domain.faults import Fault
from app.flows import effects as do
from app.flows.events import Event
from app.flows.held import held_by
from app.ports.clock import Clock
from app.runtime.restarting import Restarting
from app.runtime.runner import FlowRunner
from app.runtime.samples import Samples
from app.runtime.signals import Signals
from app.runtime.terminal import Devices, Terminal


class HeldEffects:
    """All that a held terminal can do is to start again, or to go on."""

    def __init__(self, restarting: Restarting) -> None:
        self._restarting = restarting

    def perform(self, effect: do.Effect, post: Callable[[Event], None]) -> None:  # noqa: ARG002  nothing answers
        match effect:
            case do.Restart():
                self._restarting.restart()
            case do.GoOn():
                self._restarting.go_on()
            case _:
                raise AssertionError(f"a held terminal does not ask for {type(effect).__name__}")


def held_terminal(devices: Devices, clock: Clock, restarting: Restarting, fault: Fault) -> Terminal:
    runner = FlowRunner(held_by(fault), clock, HeldEffects(restarting), finish=restarting.finish)
    runner.watch(Signals(devices.light, devices.sound, clock).follow)
    return Terminal(runner, (runner,), Samples(), OFF)
