"""The enrolment desk: badge, terms, consent, both palms, a trial, saved.

Rules it keeps: the camera opens only on an effect that carries a recorded consent; refusing costs no capture; leaving
at any point stores nothing; the person is stored whole, at the end, by one effect; nothing of the last person is left
at the start. A hand that cannot be used is skipped, and a person with no usable palm is sent on with the badge.
"""

from dataclasses import replace

from app.domain.capture import Arrow
from app.domain.consent import ConsentReceipt
from app.domain.faults import SERVER_FAULTS, Fault
from app.domain.people import Hand
from app.flows import effects as do
from app.flows import events as on
from app.flows.candidate import CAPTURE, CAPTURING, NOTICES, SAMPLES_A_HAND, STILL_THERE_S, Candidate, Enrolment
from app.flows.enrolment_view import view
from app.flows.events import Choice
from app.flows.machine import Flow, Next, Row
from app.flows.misses import one_more

__all__ = ["ENROLMENT", "SAMPLES_A_HAND", "TIMEOUTS_S", "TRIALS", "Candidate", "Enrolment"]

TRIALS = 3
"""Failed trials before the hands are captured afresh."""

REJECTIONS = 3
"""Samples that are not taken for a living palm before the person is sent on with the badge."""

To = Next[Enrolment, Candidate]

TIMEOUTS_S = {
    Enrolment.SCAN_BADGE: 45.0,
    Enrolment.BADGE_SCANNED: 1.5,
    Enrolment.BADGE_KNOWN: 8.0,
    Enrolment.TERMS: 120.0,
    Enrolment.CONSENT: 120.0,
    Enrolment.CONSENTING: 5.0,
    Enrolment.DECLINED: 8.0,
    Enrolment.CAPTURE_LEFT: 45.0,
    Enrolment.CAPTURE_RIGHT: 45.0,
    Enrolment.NO_PALM: 8.0,
    Enrolment.TRY_IT: 45.0,
    Enrolment.SAVING: 10.0,
    Enrolment.ENROLLED: 6.0,
    Enrolment.REFUSED: 12.0,
    Enrolment.STILL_THERE: float(STILL_THERE_S),
    Enrolment.FAULT: 30.0,
}
"""Seconds without an event. Where a person acts 45 s, and where one reads 120 s, lead to "Are you still there?", never
away; a touch and a hand before the camera begin them afresh."""

_ATTENDED = (Enrolment.SCAN_BADGE, Enrolment.TERMS, Enrolment.CONSENT, *CAPTURE, Enrolment.TRY_IT)
_NOBODY = (Enrolment.START, Enrolment.SCAN_BADGE)
"""Where nobody has given anything yet, not even a badge."""


def _begin(candidate: Candidate, event: on.Event) -> To:
    return To(Enrolment.SCAN_BADGE, Candidate(candidate.language))


def _home(candidate: Candidate, event: on.Event) -> To:
    return To(Enrolment.START, Candidate(), (do.StopCapture(), do.ForgetPerson()))


def _read_badge(candidate: Candidate, event: on.BadgeRead) -> To:
    known = replace(candidate, badge=event.badge, misread=False)
    return To(Enrolment.BADGE_SCANNED, known, (do.CheckBadge(event.badge),))


def _misread_badge(candidate: Candidate, event: on.BadgeUnreadable) -> To:
    return To(Enrolment.SCAN_BADGE, replace(candidate, misread=True))


def _check_badge(candidate: Candidate, event: on.BadgeChecked) -> To:
    if event.enrolled:
        return To(Enrolment.BADGE_KNOWN, Candidate(candidate.language), (do.ForgetPerson(),))
    return To(Enrolment.BADGE_SCANNED, candidate)


def _show_terms(candidate: Candidate, event: on.Event) -> To:
    return To(Enrolment.TERMS, candidate)


def _show_consent(candidate: Candidate, event: on.Event) -> To:
    return To(Enrolment.CONSENT, candidate)


def _agree(candidate: Candidate, event: on.Event) -> To:
    return To(Enrolment.CONSENTING, candidate, (do.RecordConsent(candidate.language),))


def _decline(candidate: Candidate, event: on.Event) -> To:
    return To(Enrolment.DECLINED, Candidate(candidate.language), (do.RecordDecline(), do.ForgetPerson()))


def _consented(candidate: Candidate, event: on.ConsentRecorded) -> To:
    return _capture(replace(candidate, receipt=event.receipt), Hand.LEFT)


def _capture(candidate: Candidate, hand: Hand) -> To:
    fresh = replace(candidate, samples=0, cause=None, arrow=Arrow.NONE, progress=0.0, rejected=False)
    return To(CAPTURING[hand], fresh, (do.StartCapture(_receipt(candidate), hand), do.DropSamples(hand)))


def _receipt(candidate: Candidate) -> ConsentReceipt:
    if candidate.receipt is None:
        raise AssertionError("no capture without a recorded consent")
    return candidate.receipt


def _guide(state: Enrolment) -> Row[Enrolment, Candidate]:
    def show(candidate: Candidate, event: on.HandSeen) -> To:
        return To(state, replace(candidate, cause=event.cause, arrow=event.arrow, progress=event.progress))

    return Row(state, on.HandSeen, (state,), show)


def _lose(state: Enrolment) -> Row[Enrolment, Candidate]:
    def show(candidate: Candidate, event: on.HandGone) -> To:
        gone = replace(candidate, cause=None, arrow=Arrow.NONE, progress=0.0, rejected=False, leaving=False)
        return To(state, replace(gone, misses=one_more(gone.misses)) if _missed(state, candidate) else gone)

    return Row(state, on.HandGone, (state,), show)


def _missed(state: Enrolment, candidate: Candidate) -> bool:
    """A hand that goes was shown for its palm, and nothing of it was read."""
    seen = candidate.cause is not None or candidate.progress > 0
    return seen and state in CAPTURE and candidate.samples == 0 and not candidate.leaving


def _reject(state: Enrolment) -> Row[Enrolment, Candidate]:
    def reject(candidate: Candidate, event: on.PalmRejected) -> To:
        if event.hand is not _hand_of(state, event.hand):
            return To(state, candidate)
        more = replace(candidate, rejections=candidate.rejections + 1, rejected=True, progress=0.0, cause=None)
        if more.rejections < REJECTIONS:
            return To(state, more)
        return _refuse(candidate, on.Refused(on.Refusal.NO_BARE_PALM))

    return Row(state, on.PalmRejected, (state, Enrolment.REFUSED), reject)


def _hand_of(state: Enrolment, either: Hand) -> Hand:
    """Whose palm is asked for: at the trial either."""
    return next((hand for hand, capturing in CAPTURING.items() if capturing is state), either)


def _take(hand: Hand) -> Row[Enrolment, Candidate]:
    def count(candidate: Candidate, event: on.PalmReady) -> To:
        if event.hand is not hand:
            return To(CAPTURING[hand], candidate)
        read = replace(candidate, misses=0, leaving=False)
        taken = replace(read, samples=read.samples + 1, progress=0.0, cause=None)
        if taken.samples < SAMPLES_A_HAND:
            return To(CAPTURING[hand], taken)
        return _go_on(replace(taken, hands=(*taken.hands, hand), leaving=True), hand)

    done = Enrolment.CAPTURE_RIGHT if hand is Hand.LEFT else Enrolment.TRY_IT
    return Row(CAPTURING[hand], on.PalmReady, (CAPTURING[hand], done), count)


def _skip(hand: Hand) -> Row[Enrolment, Candidate]:
    def go_on(candidate: Candidate, event: on.Event) -> To:
        after = _go_on(candidate, hand)
        return replace(after, effects=(*after.effects, do.DropSamples(hand)))

    done = (Enrolment.CAPTURE_RIGHT,) if hand is Hand.LEFT else (Enrolment.TRY_IT, Enrolment.NO_PALM)
    return Row(CAPTURING[hand], Choice.SKIP_HAND, done, go_on)


def _go_on(candidate: Candidate, done: Hand) -> To:
    if done is Hand.LEFT:
        return _capture(candidate, Hand.RIGHT)
    if not candidate.hands:
        unread = Candidate(candidate.language, misses=candidate.misses)
        return To(Enrolment.NO_PALM, unread, (do.StopCapture(), do.ForgetPerson()))
    return _try_it(candidate)


def _try_it(candidate: Candidate) -> To:
    fresh = replace(candidate, cause=None, arrow=Arrow.NONE, progress=0.0, rejected=False, misses=0, leaving=False)
    return To(Enrolment.TRY_IT, fresh, (do.StartTrial(_receipt(candidate), candidate.only_hand),))


def _decide_trial(candidate: Candidate, event: on.TrialDecided) -> To:
    if event.matches:
        return _save(candidate)
    failed = replace(candidate, trials_failed=candidate.trials_failed + 1, progress=0.0)
    if failed.trials_failed < TRIALS:
        return To(Enrolment.TRY_IT, failed)
    return _capture(replace(failed, hands=(), trials_failed=0, leaving=True), Hand.LEFT)


def _save(candidate: Candidate) -> To:
    if candidate.badge is None:
        raise AssertionError("nobody is saved without a badge")
    save = do.SaveEnrolment(candidate.badge, _receipt(candidate))
    return To(Enrolment.SAVING, candidate, (do.StopCapture(), save))


def _saved(candidate: Candidate, event: on.Saved) -> To:
    return To(Enrolment.ENROLLED, Candidate(candidate.language, hands=candidate.hands), (do.ForgetPerson(),))


def _refuse(candidate: Candidate, event: on.Refused) -> To:
    return To(
        Enrolment.REFUSED,
        Candidate(candidate.language, refusal=event.refusal),
        (do.StopCapture(), do.ForgetPerson()),
    )


def _ask(state: Enrolment) -> Row[Enrolment, Candidate]:
    def ask(candidate: Candidate, event: on.TimeUp) -> To:
        return To(Enrolment.STILL_THERE, replace(candidate, resume=state, misses=0, leaving=False), (do.StopCapture(),))

    return Row(state, on.TimeUp, (Enrolment.STILL_THERE,), ask)


def _resume(candidate: Candidate, event: on.Event) -> To:
    if candidate.resume in CAPTURE:
        return _capture(candidate, Hand.LEFT if candidate.resume is Enrolment.CAPTURE_LEFT else Hand.RIGHT)
    if candidate.resume is Enrolment.TRY_IT:
        return _try_it(candidate)
    return To(candidate.resume, candidate)


def _stall(candidate: Candidate, event: on.TimeUp) -> To:
    return _stop(candidate, on.FaultRaised(Fault.SYSTEM_ERROR))


def _fail(state: Enrolment) -> Row[Enrolment, Candidate]:
    def fail(candidate: Candidate, event: on.FaultRaised) -> To:
        if event.fault is Fault.BADGE_READER_MISSING and candidate.badge is not None:
            return To(state, candidate)  # the badge was read: nobody needs the reader any more
        if event.fault in SERVER_FAULTS and state not in _NOBODY:
            return To(state, candidate)  # whoever has begun ends; the next one finds the fault at the start
        return _stop(candidate, event)

    targets = (Enrolment.FAULT,) if state in (*_NOBODY, Enrolment.FAULT) else (state, Enrolment.FAULT)
    return Row(state, on.FaultRaised, targets, fail)


def _stop(candidate: Candidate, event: on.FaultRaised) -> To:
    return To(
        Enrolment.FAULT,
        Candidate(candidate.language, fault=event.fault),
        (do.StopCapture(), do.ForgetPerson()),
    )


def _clear(candidate: Candidate, event: on.FaultCleared) -> To:
    return _home(candidate, event) if event.fault is candidate.fault else To(Enrolment.FAULT, candidate)


def _speak(state: Enrolment) -> Row[Enrolment, Candidate]:
    def choose(candidate: Candidate, event: on.LanguageChosen) -> To:
        return To(state, replace(candidate, language=event.language))

    return Row(state, on.LanguageChosen, (state,), choose)


ROWS: list[Row[Enrolment, Candidate]] = [
    Row(Enrolment.START, Choice.GET_STARTED, (Enrolment.SCAN_BADGE,), _begin),
    Row(Enrolment.SCAN_BADGE, on.BadgeRead, (Enrolment.BADGE_SCANNED,), _read_badge),
    Row(Enrolment.SCAN_BADGE, on.BadgeUnreadable, (Enrolment.SCAN_BADGE,), _misread_badge),
    Row(Enrolment.BADGE_SCANNED, on.BadgeChecked, (Enrolment.BADGE_SCANNED, Enrolment.BADGE_KNOWN), _check_badge),
    Row(Enrolment.BADGE_SCANNED, Choice.OK, (Enrolment.TERMS,), _show_terms),
    Row(Enrolment.BADGE_SCANNED, on.TimeUp, (Enrolment.TERMS,), _show_terms),
    Row(
        Enrolment.TERMS,
        on.BadgeChecked,
        (Enrolment.TERMS, Enrolment.BADGE_KNOWN),
        lambda c, e: _check_badge(c, e) if e.enrolled else To(Enrolment.TERMS, c),
    ),
    Row(Enrolment.TERMS, Choice.OK, (Enrolment.CONSENT,), _show_consent),
    Row(Enrolment.CONSENT, Choice.AGREE, (Enrolment.CONSENTING,), _agree),
    Row(Enrolment.CONSENT, Choice.DECLINE, (Enrolment.DECLINED,), _decline),
    Row(Enrolment.CONSENTING, on.ConsentRecorded, (Enrolment.CAPTURE_LEFT,), _consented),
    *(_guide(state) for state in (*CAPTURE, Enrolment.TRY_IT)),
    *(_lose(state) for state in (*CAPTURE, Enrolment.TRY_IT)),
    *(_take(hand) for hand in Hand),
    *(_reject(state) for state in (*CAPTURE, Enrolment.TRY_IT)),
    *(_skip(hand) for hand in Hand),
    *(Row(state, on.Refused, (Enrolment.REFUSED,), _refuse) for state in (*CAPTURE, Enrolment.SAVING)),
    Row(
        Enrolment.TRY_IT,
        on.TrialDecided,
        (Enrolment.TRY_IT, Enrolment.SAVING, Enrolment.CAPTURE_LEFT),
        _decide_trial,
    ),
    Row(Enrolment.SAVING, on.Saved, (Enrolment.ENROLLED,), _saved),
    *(_ask(state) for state in _ATTENDED),
    Row(Enrolment.STILL_THERE, Choice.YES, _ATTENDED, _resume),
    Row(Enrolment.STILL_THERE, on.TimeUp, (Enrolment.START,), _home),
    *(Row(state, on.TimeUp, (Enrolment.FAULT,), _stall) for state in (Enrolment.CONSENTING, Enrolment.SAVING)),
    *(Row(state, on.TimeUp, (Enrolment.START,), _home) for state in NOTICES),
    *(Row(state, Choice.FINISH, (Enrolment.START,), _home) for state in NOTICES),
    *(
        Row(state, Choice.CANCEL, (Enrolment.START,), _home)
        for state in (*_ATTENDED, Enrolment.BADGE_SCANNED, Enrolment.STILL_THERE)
    ),
    *(_fail(state) for state in Enrolment),
    Row(Enrolment.FAULT, on.FaultCleared, (Enrolment.FAULT, Enrolment.START), _clear),
    Row(Enrolment.FAULT, Choice.RESTART, (Enrolment.FAULT,), lambda c, e: To(Enrolment.FAULT, c, (do.Restart(),))),
    Row(Enrolment.FAULT, on.TimeUp, (Enrolment.START,), _home),
    *(
        _speak(state)
        for state in (
            Enrolment.START,
            Enrolment.SCAN_BADGE,
            Enrolment.BADGE_SCANNED,
            Enrolment.TERMS,
            Enrolment.CONSENT,
        )
    ),
]

ENROLMENT = Flow("enrolment", Enrolment.START, Candidate(), ROWS, TIMEOUTS_S, view, presence_renews=True)
