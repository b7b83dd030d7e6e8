"""What the enrolment desk shows in each state. Decides nothing: a state and a candidate in, a view out."""

from app.domain.capture import Arrow
from app.domain.people import Hand
from app.domain.signals import Signal
from app.flows.candidate import CAPTURE, CAPTURING, NOTICES, SAMPLES_A_HAND, STILL_THERE_S, Candidate, Enrolment
from app.flows.events import Choice
from app.flows.misses import IN_VAIN, in_vain
from app.flows.view import View

_PRIMARY = {
    Enrolment.START: Choice.GET_STARTED,
    Enrolment.BADGE_SCANNED: Choice.OK,
    Enrolment.TERMS: Choice.OK,
    Enrolment.CONSENT: Choice.AGREE,
    Enrolment.STILL_THERE: Choice.YES,
    Enrolment.FAULT: Choice.RESTART,
} | dict.fromkeys(NOTICES, Choice.FINISH)

_SECONDARY = {
    Enrolment.SCAN_BADGE: (Choice.CANCEL,),
    Enrolment.BADGE_SCANNED: (Choice.CANCEL,),
    Enrolment.TERMS: (Choice.CANCEL,),
    Enrolment.CONSENT: (Choice.DECLINE,),
    Enrolment.CAPTURE_LEFT: (Choice.SKIP_HAND, Choice.CANCEL),
    Enrolment.CAPTURE_RIGHT: (Choice.SKIP_HAND, Choice.CANCEL),
    Enrolment.TRY_IT: (Choice.CANCEL,),
    Enrolment.STILL_THERE: (Choice.CANCEL,),
}

_SIGNALS = {
    Enrolment.CONSENTING: Signal.WORKING,
    Enrolment.SAVING: Signal.WORKING,
    Enrolment.BADGE_SCANNED: Signal.GRANTED,
    Enrolment.ENROLLED: Signal.GRANTED,
    Enrolment.REFUSED: Signal.DENIED,
    Enrolment.BADGE_KNOWN: Signal.DENIED,
    Enrolment.FAULT: Signal.DENIED,
}

_LOOKING = (*CAPTURE, Enrolment.TRY_IT)


def view(state: Enrolment, candidate: Candidate) -> View:
    looking = state in _LOOKING
    return View(
        screen=state.value,
        signal=_look_signal(candidate) if looking else _SIGNALS.get(state, Signal.QUIET),
        language=candidate.language,
        primary=_PRIMARY.get(state),
        secondary=_SECONDARY.get(state, ()),
        cause=candidate.cause if looking else None,
        arrow=candidate.arrow if looking else Arrow.NONE,
        progress=candidate.progress,
        preview=looking,
        hand=candidate.only_hand if state is Enrolment.TRY_IT else _hand_of(state),
        samples_taken=candidate.samples,
        samples_needed=SAMPLES_A_HAND if state in CAPTURE else 0,
        badge_masked=candidate.badge.masked if candidate.badge and state is Enrolment.BADGE_SCANNED else "",
        badge_misread=candidate.misread and state is Enrolment.SCAN_BADGE,
        palm_rejected=looking and candidate.rejected,
        palm_missed=state in CAPTURE and candidate.misses >= IN_VAIN,
        trial_failed=candidate.trials_failed > 0 and state is Enrolment.TRY_IT,
        document=state.value if state in (Enrolment.TERMS, Enrolment.CONSENT) else None,
        refusal=candidate.refusal,
        fault=candidate.fault,
        to_support=_in_vain(state, candidate),
        countdown_s=STILL_THERE_S if state is Enrolment.STILL_THERE else 0,
    )


def _in_vain(state: Enrolment, candidate: Candidate) -> bool:
    """Neither the camera nor the trial comes to anything."""
    if state is Enrolment.TRY_IT:
        return candidate.trials_failed >= IN_VAIN
    return state in (*CAPTURE, Enrolment.NO_PALM) and in_vain(candidate.misses)


def _hand_of(state: Enrolment) -> Hand | None:
    return next((hand for hand, screen in CAPTURING.items() if screen is state), None)


def _look_signal(candidate: Candidate) -> Signal:
    if candidate.cause or candidate.rejected:
        return Signal.ADJUST
    return Signal.HOLD if candidate.progress > 0 else Signal.SEARCHING
