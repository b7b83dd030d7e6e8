"""Which words a view is shown with. Pure: a view and a language's texts in, words out.

The hint is the most pressing thing there is: a correction, else what went wrong with the last try, else "hold still"
while the palm is read, else the screen's own hint.
"""

from dataclasses import dataclass

from app.config.text import Texts
from app.domain.activation import ANSWERS_MOST
from app.domain.faults import Fault
from app.domain.signals import Signal
from app.flows.access import Access
from app.flows.enrolment import Enrolment
from app.flows.events import Choice
from app.flows.held import Held
from app.flows.view import Typing, View

_BADGE_WANTED = (Access.BARE_PALM.value, Access.USE_BADGE.value)
"""Where the words speak of a badge: without a reader they do not."""


@dataclass(frozen=True, slots=True)
class Wording:
    headline: str
    hint: str
    correcting: bool
    """The hint is something to do now."""
    happened: str = ""
    remedy: str = ""
    code: str = ""
    steps: tuple[str, ...] = ()
    """In their order; where there is another way on than these, none."""


def word(view: View, texts: Texts) -> Wording:
    if view.fault is not None:
        stem = f"fault.{view.fault.key}"
        return Wording(
            texts.say(f"{stem}.title"),
            "",
            False,
            texts.say(f"{stem}.happened"),
            texts.say(f"{stem}.remedy"),
            texts.say("fault.code", code=" · ".join(filter(None, (view.fault.row.code, view.beneath)))),
            _steps(view.fault, texts) if view.screen == Held.FAULT.value else (),
        )
    if view.refusal is not None:
        stem = f"refusal.{view.refusal.value}"
        return Wording(texts.say(f"{stem}.headline"), texts.say(f"{stem}.hint"), False)
    headline = texts.say(f"screen.{view.screen}.headline")
    if view.screen in _BADGE_WANTED and not view.badge_reader:
        return Wording(texts.say("screen.bare_palm.headline"), texts.say("screen.bare_palm.no_badge"), True)
    if view.palm_rejected:
        return Wording(headline, texts.say("palm_rejected"), True)
    if view.notice is not None:
        title = texts.say(f"fault.{view.notice.key}.title")
        return Wording(headline, texts.say("notice", title=title, code=view.notice.row.code), True)
    if view.cause is not None:
        return Wording(headline, texts.say(f"cause.{view.cause.value}"), True)
    return Wording(headline, texts.say(_hint_key(view), **_facts(view)), _asks_again(view))


def _facts(view: View) -> dict[str, str | int]:
    """What a hint may name."""
    return {"badge": view.badge_masked, "percent": round(100 * view.progress), "left": view.answers_left}


def _steps(fault: Fault, texts: Texts) -> tuple[str, ...]:
    return tuple(texts.say(f"fault.{fault.key}.step.{number}") for number in range(1, fault.row.steps + 1))


def _asks_again(view: View) -> bool:
    return view.badge_misread or _some_in_vain(view) or _palm_missed(view)


def _palm_missed(view: View) -> bool:
    return (view.palm_missed or view.trial_failed) and view.signal is not Signal.HOLD


def _some_in_vain(view: View) -> bool:
    """A postal code was wrong, and not too often yet."""
    typing = view.entry is not None and view.entry.what is Typing.POSTAL_CODE
    return typing and 0 < view.answers_left < ANSWERS_MOST


def _hint_key(view: View) -> str:
    if _some_in_vain(view):
        return f"screen.{view.screen}.left"
    if view.badge_misread:
        return f"screen.{view.screen}.misread"
    if view.signal is Signal.HOLD:
        return "signal.hold"
    if view.palm_missed:
        return "palm_missed"
    if view.trial_failed:
        return f"screen.{view.screen}.failed"
    only = view.hand is not None and view.screen == Enrolment.TRY_IT.value
    return f"screen.{view.screen}.only_{view.hand.value}" if only and view.hand else f"screen.{view.screen}.hint"


def second_way(view: View) -> Choice | None:
    """The one choice beside the primary that is neither the way out nor the way back."""
    return next((choice for choice in view.secondary if choice not in (Choice.CANCEL, Choice.BACK)), None)
