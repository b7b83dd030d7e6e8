"""A terminal that serves nobody, whatever it is: its screen says what holds it, and what may be done about it.

Rules it keeps: nothing that happens here opens a camera or lets anybody in; whoever decides which flow runs ends it;
what only an administrator may release has no button; what restarting did not mend twice leads to support.

>>> from app.flows.machine import check
>>> check(held_by(Fault.OUT_OF_SERVICE))
[]
"""

from dataclasses import dataclass, replace
from enum import Enum

from app.domain.faults import Fault
from app.domain.signals import Signal
from app.flows import effects as do
from app.flows import events as on
from app.flows.events import Choice
from app.flows.machine import Flow, Next, Row
from app.flows.view import View


class Held(Enum):
    FAULT = "fault"
    RESTARTING = "restarting"


@dataclass(frozen=True, slots=True)
class Trouble:
    fault: Fault
    language: str = "en"


To = Next[Held, Trouble]

TIMEOUTS_S = {Held.FAULT: 30.0, Held.RESTARTING: 30.0}
"""Seconds. What was only told goes by itself after half a minute, time enough to read out a code; a restart is over by
then, or did not happen."""

UNBUTTONED = frozenset(
    {
        Fault.LOCKED_BY_TAMPER,
        Fault.LOCKED_BY_INACTIVITY,
        Fault.OUT_OF_SERVICE,
        Fault.CONFIGURATION_AWAITED,
        Fault.PEOPLE_AWAITED,
        Fault.NETWORK_LOST,
        Fault.OUR_END,
    }
)
"""Restarting would change nothing: somebody else must act, or it ends by itself."""

SIGNALS = {
    Fault.OUT_OF_SERVICE: Signal.QUIET,
    Fault.CONFIGURATION_AWAITED: Signal.WORKING,
    Fault.PEOPLE_AWAITED: Signal.WORKING,
    Fault.NETWORK_LOST: Signal.WORKING,
}
"""Nothing is broken, or it mends itself. Everything else is DENIED."""


def held_by(fault: Fault, language: str = "en") -> Flow[Held, Trouble]:
    return Flow("held", Held.FAULT, Trouble(fault, language), ROWS, TIMEOUTS_S, _view)


def given_up(view: View) -> View:
    """The same screen after restarting was of no use: it leads to support, and to the plug where only that is left."""
    if view.fault is None or view.primary is not Choice.RESTART:
        return view
    if view.fault is Fault.SYSTEM_ERROR:
        return replace(view, fault=Fault.OUR_END, primary=None, to_support=True)
    return replace(view, primary=None if view.fault.row.steps else view.primary, to_support=True)


def _speak(state: Held) -> Row[Held, Trouble]:
    def choose(trouble: Trouble, event: on.LanguageChosen) -> To:
        return To(state, replace(trouble, language=event.language))

    return Row(state, on.LanguageChosen, (state,), choose)


def _fail(state: Held) -> Row[Held, Trouble]:
    """Something broke here too."""
    return Row(state, on.FaultRaised, (Held.FAULT,), lambda it, event: To(Held.FAULT, replace(it, fault=event.fault)))


def _restart(trouble: Trouble, event: on.Tapped) -> To:
    if trouble.fault in UNBUTTONED:
        return To(Held.FAULT, trouble)
    return To(Held.RESTARTING, trouble, (do.Restart(),))


def _wait(trouble: Trouble, event: on.TimeUp) -> To:
    return To(Held.FAULT, trouble, (do.GoOn(),) if trouble.fault is Fault.RESTARTED else ())


def _view(state: Held, trouble: Trouble) -> View:
    if state is Held.RESTARTING:
        return View(state.value, Signal.WORKING, trouble.language)
    button = None if trouble.fault in UNBUTTONED else Choice.RESTART
    signal = SIGNALS.get(trouble.fault, Signal.DENIED)
    return View(state.value, signal, trouble.language, primary=button, fault=trouble.fault)


ROWS: tuple[Row[Held, Trouble], ...] = (
    Row(Held.FAULT, Choice.RESTART, (Held.FAULT, Held.RESTARTING), _restart),
    Row(Held.FAULT, on.TimeUp, (Held.FAULT,), _wait),
    Row(Held.RESTARTING, on.TimeUp, (Held.FAULT,), lambda trouble, event: To(Held.FAULT, trouble)),
    *(_speak(state) for state in Held),
    *(_fail(state) for state in Held),
)
