"""What the parts of the set-up journey share: the way home, the way to a problem's screen, and answers that count.

Rule they keep: whoever asks the world something takes the next number, and only an answer of that number acts.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.domain.faults import Fault
from app.domain.setting_up import TryNumber
from app.flows import effects as do
from app.flows import events as on
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.installation import Installation, Setup
from app.flows.machine import Next, Row
from app.flows.misses import one_more

To = Next[Setup, Installation]
SetupRow = Row[Setup, Installation]
Action = Callable[[Installation, Any], To]
"""The event is the one that its row names."""


def fresh(known: Installation) -> Installation:
    """What outlasts the way home: the number of the next question, and how often a restart was in vain."""
    return Installation(TryNumber(known.attempt + 1), known.restarts)


def home(known: Installation, event: on.Event) -> To:
    return To(Setup.TAP_TO_START, fresh(known), (ask.ForgetInstaller(),))


def asking(known: Installation) -> Installation:
    """With the number of a question that is about to be asked, or of none: what was asked before is over."""
    return replace(known, attempt=TryNumber(known.attempt + 1), fault=None)


def problem(state: Setup, known: Installation, fault: Fault) -> To:
    """A screen from which the same can be tried again."""
    return To(state, replace(asking(known), fault=fault, failures=one_more(known.failures)))


def stop(known: Installation, fault: Fault) -> To:
    """A screen that only a restart, or beginning again, leads away from."""
    stopped = replace(fresh(known), fault=fault, language=known.language)
    return To(Setup.FAULT, stopped, (ask.ForgetInstaller(),))


def boot_again(known: Installation, event: on.Event) -> To:
    return To(Setup.BOOTING, fresh(known), (ask.ForgetInstaller(), ask.Boot()))


def restart(known: Installation, event: on.Event) -> To:
    return To(Setup.BOOTING, fresh(known), (ask.ForgetInstaller(), do.Restart()))


def answer(state: Setup, kind: type[told.Answer], targets: tuple[Setup, ...], action: Action) -> SetupRow:
    """A row for an answer: one to another question leaves everything as it is."""

    def act(known: Installation, event: told.Answer) -> To:
        return action(known, event) if event.attempt == known.attempt else To(state, known)

    return Row(state, kind, tuple({state: None} | dict.fromkeys(targets)), act)


def go(state: Setup, trigger: type[on.Event] | on.Choice, target: Setup) -> SetupRow:
    """There and nothing else; what was asked in `state` is over."""
    return Row(state, trigger, (target,), lambda known, event: To(target, asking(known)))


def give_up(state: Setup, screen: Setup, fault: Fault) -> SetupRow:
    """No answer in time."""

    def run_out(known: Installation, event: on.TimeUp) -> To:
        return stop(known, fault) if screen is Setup.FAULT else problem(screen, known, fault)

    return Row(state, on.TimeUp, (screen,), run_out)


def break_down(state: Setup, screen: Setup) -> SetupRow:
    """The terminal itself could not do it."""

    def fail(known: Installation, event: told.Failed) -> To:
        return stop(known, event.fault) if screen is Setup.FAULT else problem(screen, known, event.fault)

    return answer(state, told.Failed, (screen,), fail)
