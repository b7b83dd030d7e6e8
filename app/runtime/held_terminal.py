"""A terminal that is somebody's and serves nobody: its screen says what holds it, until that ends.

terminal = held_terminal(devices, clock, machine.restart_application, Fault.CONFIGURATION_AWAITED)

Rules it keeps: nothing that happens here opens a camera or lets anybody in; whoever decides which flow runs ends it.
"""

from collections.abc import Callable
from enum import Enum

from app.biometrics.liveness.judge import OFF
from app.domain.faults import Fault
from app.domain.signals import Signal
from app.flows import effects as do
from app.flows.events import Choice, Event, LanguageChosen
from app.flows.machine import Flow, Next, Row
from app.flows.view import View
from app.ports.clock import Clock
from app.runtime.runner import FlowRunner
from app.runtime.samples import Samples
from app.runtime.signals import Signals
from app.runtime.terminal import Devices, Terminal


class Held(Enum):
    HELD = "fault"


class Effects:
    """All that a held terminal can do is to start again."""

    def __init__(self, restart: Callable[[], None]) -> None:
        self._restart = restart

    def perform(self, effect: do.Effect, post: Callable[[Event], None]) -> None:  # noqa: ARG002  nothing answers
        if not isinstance(effect, do.Restart):
            raise AssertionError(f"a held terminal does not ask for {type(effect).__name__}")
        self._restart()


def held_by(fault: Fault) -> Flow[Held, str]:
    """Its context is the language."""
    rows: tuple[Row[Held, str], ...] = (
        Row(Held.HELD, LanguageChosen, (Held.HELD,), lambda language, event: Next(Held.HELD, event.language)),
        Row(Held.HELD, Choice.RESTART, (Held.HELD,), lambda spoken, event: Next(Held.HELD, spoken, (do.Restart(),))),
    )
    restart = Choice.RESTART if fault.row.retry else None

    def view(state: Held, language: str) -> View:
        return View(state.value, Signal.DENIED, language, primary=restart, fault=fault)

    return Flow("held", Held.HELD, "en", rows, {}, view)


def held_terminal(devices: Devices, clock: Clock, restart: Callable[[], None], fault: Fault) -> Terminal:
    runner = FlowRunner(held_by(fault), clock, Effects(restart))
    runner.watch(Signals(devices.light, devices.sound, clock).follow)
    return Terminal(runner, (runner,), Samples(), OFF)
