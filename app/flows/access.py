"""The entry terminal: a palm over the camera, or a badge at the reader, and the controller's word for it.

Rules it keeps: a door is only asked with a Grant that answers the attempt now under way; an answer for an earlier
attempt changes nothing; only the controller's own word leads to "granted"; the palm that was just served must leave,
or the person tap, before it is looked at again. What is not taken for a living palm is denied with words that accuse
nobody, and where the screen asks for a badge one is taken at once. The third palm in a row that is not read or not
known leads to support: two may be anybody's clumsiness, three are the camera's dirt or an enrolment that is missing.
"""

from dataclasses import dataclass, replace
from enum import Enum

from app.domain.access import AttemptNumber, Denial, DenialReason, DoorAnswer, Grant, Means
from app.domain.capture import Arrow, Cause
from app.domain.faults import SERVER_FAULTS, Fault
from app.domain.signals import Signal
from app.flows import effects as do
from app.flows import events as on
from app.flows.events import Choice
from app.flows.machine import Flow, Next, Row
from app.flows.misses import in_vain, one_more
from app.flows.view import View


class Access(Enum):
    IDLE = "idle"
    POSITIONING = "positioning"
    CHECKING = "checking"
    ASKING_DOOR = "asking_door"
    GRANTED = "granted"
    DENIED = "denied"
    NOT_RECOGNISED = "not_recognised"
    NOT_RECOGNISED_AGAIN = "not_recognised_again"
    BARE_PALM = "bare_palm"
    USE_BADGE = "use_badge"
    UNREADABLE = "unreadable"
    UNREADABLE_AGAIN = "unreadable_again"
    BADGE_UNREADABLE = "badge_unreadable"
    NO_ANSWER = "no_answer"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Visit:
    """What the terminal knows of the person before it: no name, no badge, no picture."""

    attempt: AttemptNumber = AttemptNumber(0)
    language: str = "en"
    armed: bool = True
    """False from a decision until the hand has left."""
    cause: Cause | None = None
    arrow: Arrow = Arrow.NONE
    progress: float = 0.0
    misses: int = 0
    """Palms in a row that could not be read or were nobody's, whoever showed them: they outlast a visit."""
    fault: Fault | None = None
    badge_reader: bool = True
    """False while it is gone: palms are served all the same."""
    offline: Fault | None = None
    """Why the server is not reached: palms are served all the same, from what the terminal knows."""


To = Next[Access, Visit]

TIMEOUTS_S = {
    Access.IDLE: 60.0,
    Access.POSITIONING: 12.0,
    Access.CHECKING: 3.0,
    Access.ASKING_DOOR: 6.0,
    Access.GRANTED: 2.0,
    Access.DENIED: 4.0,
    Access.NOT_RECOGNISED: 4.0,
    Access.NOT_RECOGNISED_AGAIN: 12.0,
    Access.BARE_PALM: 8.0,
    Access.USE_BADGE: 8.0,
    Access.UNREADABLE: 4.0,
    Access.UNREADABLE_AGAIN: 12.0,
    Access.BADGE_UNREADABLE: 4.0,
    Access.NO_ANSWER: 4.0,
    Access.FAULT: 30.0,
}
"""Seconds. Granted and denied as in UI.md; asking the door outlasts every driver (2 s to deliver, 3 s to answer); 8 s
are time to find a badge, 12 s to take down whom to call. After a minute without anybody the next one's first miss is
a first miss."""


_DENIED = {
    DenialReason.PRESENTATION_ATTACK: Access.BARE_PALM,
    DenialReason.LIVENESS_UNDECIDED: Access.USE_BADGE,
}
"""Every other reason is "not recognised"."""


def _see(visit: Visit, event: on.HandSeen) -> To:
    if not visit.armed:
        return To(Access.IDLE, visit)
    return To(Access.POSITIONING, replace(visit, cause=event.cause, arrow=event.arrow, progress=event.progress))


def _guide(visit: Visit, event: on.HandSeen) -> To:
    return To(Access.POSITIONING, replace(visit, cause=event.cause, arrow=event.arrow, progress=event.progress))


def _rearm(visit: Visit, event: on.HandGone) -> To:
    """A palm that stayed after its visit was looked at, and not used: nothing of it stays either."""
    return To(Access.IDLE, replace(visit, armed=True), (do.ForgetPerson(),))


def _identify(visit: Visit, event: on.PalmReady) -> To:
    attempt = AttemptNumber(visit.attempt + 1)
    return To(Access.CHECKING, _asking(visit, attempt, armed=False), (do.Identify(attempt),))


def _asking(visit: Visit, attempt: AttemptNumber, armed: bool) -> Visit:
    return replace(_nobody(visit, attempt, armed), language=visit.language)


def _nobody(visit: Visit, attempt: AttemptNumber, armed: bool) -> Visit:
    """What is the terminal's own, and no visitor's."""
    return Visit(attempt, armed=armed, misses=visit.misses, badge_reader=visit.badge_reader, offline=visit.offline)


def _present_badge(visit: Visit, event: on.BadgeRead) -> To:
    attempt = AttemptNumber(visit.attempt + 1)
    return To(Access.CHECKING, _asking(visit, attempt, visit.armed), (do.PresentBadge(attempt, event.badge),))


def _decide(visit: Visit, event: on.Decided) -> To:
    if event.attempt != visit.attempt or event.decision.attempt != visit.attempt:
        return To(Access.CHECKING, visit)
    match event.decision:
        case Grant(means=means) as grant:
            known = replace(visit, misses=0) if means is Means.PALM else visit
            return To(Access.ASKING_DOOR, known, (do.ReleaseDoor(grant),))
        case Denial(reason=reason):
            elsewhere = _DENIED.get(reason)
            return To(elsewhere, visit) if elsewhere else _miss(visit, Access.NOT_RECOGNISED)


_AGAIN = {
    Access.UNREADABLE: Access.UNREADABLE_AGAIN,
    Access.NOT_RECOGNISED: Access.NOT_RECOGNISED_AGAIN,
}
"""Where the same thing leads when it persists: to support."""


def _miss(visit: Visit, state: Access) -> To:
    missed = replace(visit, misses=one_more(visit.misses))
    return To(_AGAIN[state] if in_vain(missed.misses) else state, missed)


def _pause(visit: Visit, event: on.TimeUp) -> To:
    return To(Access.IDLE, replace(visit, misses=0))


def _answer(visit: Visit, event: on.DoorAnswered) -> To:
    if event.attempt != visit.attempt:
        return To(Access.ASKING_DOOR, visit)
    match event.answer:
        case DoorAnswer.GRANTED:
            return To(Access.GRANTED, visit)
        case DoorAnswer.DENIED:
            return To(Access.DENIED, visit)
        case DoorAnswer.SILENT:
            return To(Access.NO_ANSWER, visit)


def _home(visit: Visit, event: on.Event) -> To:
    """Idle, with nothing of the last person; attempts go on counting, so that a late answer finds nobody."""
    fresh = _nobody(visit, AttemptNumber(visit.attempt + 1), visit.armed)
    return To(Access.IDLE, fresh, (do.ForgetPerson(), do.WatchForPalms()))


def _start_over(visit: Visit, event: on.Event) -> To:
    """A tap says that the person is ready: the palm is looked at again, even if it never left."""
    return _home(replace(visit, armed=True), event)


def _give_up(visit: Visit, event: on.Event) -> To:
    return _miss(replace(visit, armed=False), Access.UNREADABLE)


def _fault(state: Access) -> Row[Access, Visit]:
    """Without a badge reader, or its server, a terminal serves palms all the same; every other fault stops it."""

    def fail(visit: Visit, event: on.FaultRaised) -> To:
        if event.fault is Fault.BADGE_READER_MISSING:
            return To(state, replace(visit, badge_reader=False))
        if event.fault in SERVER_FAULTS:
            return To(state, replace(visit, offline=event.fault))
        return _stop(visit, event)

    return Row(state, on.FaultRaised, tuple({state: None, Access.FAULT: None}), fail)


def _stop(visit: Visit, event: on.FaultRaised) -> To:
    stopped = replace(_asking(visit, visit.attempt, visit.armed), fault=event.fault)
    return To(Access.FAULT, stopped, (do.ForgetPerson(),))


def _back(state: Access) -> Row[Access, Visit]:
    def show(visit: Visit, event: on.FaultCleared) -> To:
        return To(state, _with(visit, event.fault))

    return Row(state, on.FaultCleared, (state,), show)


def _with(visit: Visit, cleared: Fault) -> Visit:
    if cleared is Fault.BADGE_READER_MISSING:
        return replace(visit, badge_reader=True)
    return replace(visit, offline=None) if cleared is visit.offline else visit


def _use_badge(visit: Visit, event: on.BadgeRead) -> To:
    """A badge needs no camera: without one it is still a way in."""
    return _present_badge(visit, event) if visit.fault is Fault.CAMERA_MISSING else To(Access.FAULT, visit)


def _stall(visit: Visit, event: on.TimeUp) -> To:
    return _stop(visit, on.FaultRaised(Fault.SYSTEM_ERROR))


def _hear_nothing(visit: Visit, event: on.TimeUp) -> To:
    return To(Access.NO_ANSWER, visit)


def _clear(visit: Visit, event: on.FaultCleared) -> To:
    return _home(visit, event) if event.fault is visit.fault else To(Access.FAULT, _with(visit, event.fault))


def _speak(state: Access) -> Row[Access, Visit]:
    def choose(visit: Visit, event: on.LanguageChosen) -> To:
        return To(state, replace(visit, language=event.language))

    return Row(state, on.LanguageChosen, (state,), choose)


_RESULTS = (
    Access.GRANTED,
    Access.DENIED,
    *_AGAIN,
    *_AGAIN.values(),
    *_DENIED.values(),
    Access.BADGE_UNREADABLE,
    Access.NO_ANSWER,
)


def _still_up(state: Access) -> Row[Access, Visit]:
    def rearm(visit: Visit, event: on.HandGone) -> To:
        return To(state, replace(visit, armed=True))

    return Row(state, on.HandGone, (state,), rearm)


ROWS: list[Row[Access, Visit]] = [
    Row(Access.IDLE, on.HandSeen, (Access.IDLE, Access.POSITIONING), _see),
    Row(Access.IDLE, on.HandGone, (Access.IDLE,), _rearm),
    Row(Access.IDLE, on.TimeUp, (Access.IDLE,), _pause),
    Row(Access.POSITIONING, on.HandSeen, (Access.POSITIONING,), _guide),
    Row(Access.POSITIONING, on.HandGone, (Access.IDLE,), _home),
    Row(Access.POSITIONING, on.PalmReady, (Access.CHECKING,), _identify),
    Row(Access.POSITIONING, on.TimeUp, (Access.UNREADABLE, Access.UNREADABLE_AGAIN), _give_up),
    *(
        Row(state, on.BadgeRead, (Access.CHECKING,), _present_badge)
        for state in (Access.IDLE, Access.POSITIONING, *_DENIED.values())
    ),
    *(
        Row(state, on.BadgeUnreadable, (Access.BADGE_UNREADABLE,), lambda v, e: To(Access.BADGE_UNREADABLE, v))
        for state in (Access.IDLE, Access.POSITIONING)
    ),
    Row(
        Access.CHECKING,
        on.Decided,
        (
            Access.CHECKING,
            Access.ASKING_DOOR,
            Access.NOT_RECOGNISED,
            Access.NOT_RECOGNISED_AGAIN,
            *_DENIED.values(),
        ),
        _decide,
    ),
    Row(Access.CHECKING, on.TimeUp, (Access.FAULT,), _stall),
    Row(
        Access.ASKING_DOOR,
        on.DoorAnswered,
        (Access.ASKING_DOOR, Access.GRANTED, Access.DENIED, Access.NO_ANSWER),
        _answer,
    ),
    Row(Access.ASKING_DOOR, on.TimeUp, (Access.NO_ANSWER,), _hear_nothing),
    *(_still_up(state) for state in (Access.CHECKING, Access.ASKING_DOOR, *_RESULTS, Access.FAULT)),
    *(Row(state, on.TimeUp, (Access.IDLE,), _home) for state in _RESULTS),
    *(Row(state, Choice.OK, (Access.IDLE,), _start_over) for state in _RESULTS),
    *(_fault(state) for state in Access),
    *(_back(state) for state in Access if state is not Access.FAULT),
    Row(Access.FAULT, on.BadgeRead, (Access.FAULT, Access.CHECKING), _use_badge),
    Row(Access.FAULT, on.FaultCleared, (Access.FAULT, Access.IDLE), _clear),
    Row(Access.FAULT, Choice.RESTART, (Access.FAULT,), lambda v, e: To(Access.FAULT, v, (do.Restart(),))),
    Row(Access.FAULT, on.TimeUp, (Access.IDLE,), _home),
    _speak(Access.IDLE),
]

_SIGNALS = {
    Access.IDLE: Signal.SEARCHING,
    Access.CHECKING: Signal.WORKING,
    Access.ASKING_DOOR: Signal.WORKING,
    Access.FAULT: Signal.DENIED,
} | {state: Signal.GRANTED if state is Access.GRANTED else Signal.DENIED for state in _RESULTS}


def _shown(visit: Visit) -> Fault | None:
    """Without camera and reader there is nothing left to serve anybody with: most often their hub."""
    both = visit.fault is Fault.CAMERA_MISSING and not visit.badge_reader
    return Fault.DEVICES_MISSING if both else visit.fault


def _first_unread(state: Access, visit: Visit) -> bool:
    """It is told what was wrong with this palm; from the second time on everything that may be."""
    return state is Access.UNREADABLE and visit.misses <= 1


def _view(state: Access, visit: Visit) -> View:
    primary = Choice.OK if state in _RESULTS and state is not Access.GRANTED else None
    return View(
        screen=state.value,
        signal=_SIGNALS.get(state, Signal.ADJUST if visit.cause else Signal.HOLD),
        language=visit.language,
        primary=Choice.RESTART if state is Access.FAULT else primary,
        cause=visit.cause if state is Access.POSITIONING or _first_unread(state, visit) else None,
        arrow=visit.arrow if state is Access.POSITIONING else Arrow.NONE,
        progress=visit.progress,
        preview=state is Access.POSITIONING,
        fault=_shown(visit),
        badge_reader=visit.badge_reader,
        notice=visit.offline if state is Access.IDLE else None,
        to_support=state in _AGAIN.values(),
    )


ACCESS = Flow("access", Access.IDLE, Visit(), ROWS, TIMEOUTS_S, _view, opening=(do.WatchForPalms(),))
