"""The enrolment flow, explored: every event in every state that can be reached."""

from collections.abc import Hashable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.capture import Arrow, Cause
from app.domain.faults import Fault
from app.domain.people import Hand
from app.flows import effects as do
from app.flows import events as on
from app.flows.candidate import CAPTURE
from app.flows.enrolment import ENROLMENT, REJECTIONS, SAMPLES_A_HAND, TRIALS, Candidate, Enrolment
from app.flows.events import Choice, Tapped
from app.flows.machine import Next, check
from tests.app.flows.exploration import (
    BADGE,
    PLAIN_EVENTS,
    RECEIPT,
    Step,
    answers,
    buttons_without_a_row,
    declared_but_never_taken,
    explore,
    explore_watched,
    offered,
)

Steps = list[Step[Enrolment, Candidate]]

LOOKING = (Enrolment.CAPTURE_LEFT, Enrolment.CAPTURE_RIGHT, Enrolment.TRY_IT)
"""The only states in which the camera is open."""

EVENTS = (*PLAIN_EVENTS, *answers(1))


def events_for(candidate: Candidate) -> Iterable[on.Event]:
    return EVENTS


def as_it_is(candidate: Candidate) -> Hashable:
    return candidate


@pytest.fixture(scope="module")
def steps() -> Steps:
    return explore(ENROLMENT, events_for, as_it_is)


def test_the_table_has_no_dead_end_and_a_time_out_for_every_state() -> None:
    assert check(ENROLMENT) == []


def test_every_state_is_reached(steps: Steps) -> None:
    assert {step.state for step in steps} == set(Enrolment)


def test_every_edge_of_the_table_is_taken_by_some_event(steps: Steps) -> None:
    assert declared_but_never_taken(ENROLMENT, steps) == []


def test_every_button_on_every_screen_does_something(steps: Steps) -> None:
    assert buttons_without_a_row(ENROLMENT, steps) == set()


def test_every_screen_is_named_after_its_state(steps: Steps) -> None:
    assert all(ENROLMENT.view(step.state, step.context).screen == step.state.value for step in steps)


def test_a_fault_screen_names_its_fault_and_no_other_screen_does(steps: Steps) -> None:
    for step in steps:
        assert (ENROLMENT.view(step.state, step.context).fault is not None) == (step.state is Enrolment.FAULT)


@pytest.mark.requirement("MNT-003", "DEV-005", "DEV-006", "DEV-007")
def test_without_its_server_the_desk_begins_nothing_and_ends_what_was_begun(steps: Steps) -> None:
    lost = [step for step in steps if step.event == on.FaultRaised(Fault.NETWORK_LOST, standing=True)]
    stopped = {step.state for step in lost if step.after.state is Enrolment.FAULT}
    assert stopped == {Enrolment.START, Enrolment.SCAN_BADGE, Enrolment.FAULT}
    assert all(step.after.context == step.context for step in lost if step.state not in stopped)
    shown = ENROLMENT.step(Enrolment.START, Candidate(), lost[0].event)
    back = ENROLMENT.step(shown.state, shown.context, on.FaultCleared(Fault.NETWORK_LOST))
    assert (shown.context.fault, back.state) == (Fault.NETWORK_LOST, Enrolment.START)


def test_a_desk_begins_in_its_own_language_and_comes_back_to_it() -> None:
    spanish = ENROLMENT.spoken("es")
    begun = spanish.step(Enrolment.START, spanish.fresh, Tapped(Choice.GET_STARTED))
    assert begun.context.language == "es"
    chosen = spanish.step(begun.state, begun.context, on.LanguageChosen("en"))
    home = spanish.step(chosen.state, chosen.context, Tapped(Choice.CANCEL))
    assert (home.state, home.context.language) == (Enrolment.START, "es")


def test_coming_back_to_the_start_leaves_nothing_of_the_last_person(steps: Steps) -> None:
    home = [step for step in steps if step.after.state is Enrolment.START and step.entered]
    assert home
    for step in home:
        assert step.after.context == Candidate()
        assert set(step.after.effects) >= {do.StopCapture(), do.ForgetPerson()}


def test_at_the_start_only_the_language_is_remembered(steps: Steps) -> None:
    for step in steps:
        if step.state is Enrolment.START:
            assert step.context == Candidate(step.context.language)


@pytest.mark.parametrize(
    "state",
    [Enrolment.DECLINED, Enrolment.NO_PALM, Enrolment.REFUSED, Enrolment.ENROLLED, Enrolment.FAULT],
)
def test_a_closing_screen_knows_neither_badge_nor_receipt(steps: Steps, state: Enrolment) -> None:
    for step in steps:
        if step.after.state is state and step.entered:
            assert step.after.context.badge is None
            assert step.after.context.receipt is None
            assert do.ForgetPerson() in step.after.effects


@pytest.mark.requirement("ENR-008")
def test_the_camera_opens_only_on_a_recorded_consent(steps: Steps) -> None:
    opening = [
        (step, effect)
        for step in steps
        for effect in step.after.effects
        if isinstance(effect, do.StartCapture | do.StartTrial)
    ]
    assert opening
    for step, effect in opening:
        assert effect.receipt == RECEIPT
        recorded_before = step.context.receipt == RECEIPT
        assert recorded_before or (step.state is Enrolment.CONSENTING and isinstance(step.event, on.ConsentRecorded))


@pytest.mark.requirement("ENR-008")
def test_declining_costs_no_capture_and_records_nothing_of_the_person(steps: Steps) -> None:
    declined = [step for step in steps if step.after.state is Enrolment.DECLINED and step.entered]
    assert declined
    for step in declined:
        assert step.after.effects == (do.RecordDecline(), do.ForgetPerson())


def test_declining_is_offered_beside_agreeing() -> None:
    assert {Choice.AGREE, Choice.DECLINE} <= offered(ENROLMENT, Enrolment.CONSENT, Candidate())


def test_a_person_is_saved_only_after_a_matching_trial_with_badge_receipt_and_a_palm(steps: Steps) -> None:
    saving = [(step, effect) for step in steps for effect in step.after.effects if isinstance(effect, do.SaveEnrolment)]
    assert saving
    for step, effect in saving:
        assert step.state is Enrolment.TRY_IT
        assert step.event == on.TrialDecided(matches=True)
        assert step.context.hands
        assert (effect.badge, effect.receipt) == (step.context.badge, step.context.receipt)


def test_enrolled_is_shown_only_when_the_store_said_so(steps: Steps) -> None:
    entered = [step for step in steps if step.after.state is Enrolment.ENROLLED and step.entered]
    assert entered
    assert all(step.state is Enrolment.SAVING and step.event == on.Saved() for step in entered)


def test_every_screen_goes_home_by_itself_when_nobody_does_anything(steps: Steps) -> None:
    for state, candidate in {(step.state, step.context) for step in steps}:
        for _ in Enrolment:
            if state is Enrolment.START:
                break
            after = ENROLMENT.step(state, candidate, on.TimeUp())
            state, candidate = after.state, after.context
        assert state is Enrolment.START


def test_nobody_who_reads_or_acts_is_sent_away_without_being_asked(steps: Steps) -> None:
    for state in (Enrolment.TERMS, Enrolment.CONSENT, *LOOKING):
        for step in steps:
            if step.state is state and isinstance(step.event, on.TimeUp):
                assert step.after.state is Enrolment.STILL_THERE


def test_yes_resumes_where_the_person_was(steps: Steps) -> None:
    for step in steps:
        if step.state is Enrolment.STILL_THERE and step.event == Tapped(Choice.YES):
            assert step.after.state is step.context.resume


def test_a_hand_is_done_after_the_needed_samples_and_not_before() -> None:
    state, candidate = Enrolment.CAPTURE_LEFT, Candidate(badge=BADGE, receipt=RECEIPT)
    for _ in range(SAMPLES_A_HAND - 1):
        after = ENROLMENT.step(state, candidate, on.PalmReady(Hand.LEFT))
        state, candidate = after.state, after.context
        assert state is Enrolment.CAPTURE_LEFT
    after = ENROLMENT.step(state, candidate, on.PalmReady(Hand.LEFT))
    assert after.state is Enrolment.CAPTURE_RIGHT
    assert after.context.hands == (Hand.LEFT,)
    assert do.StartCapture(RECEIPT, Hand.RIGHT) in after.effects


def test_a_sample_of_the_hand_before_counts_for_nothing() -> None:
    candidate = Candidate(badge=BADGE, receipt=RECEIPT)
    after = ENROLMENT.step(Enrolment.CAPTURE_RIGHT, candidate, on.PalmReady(Hand.LEFT))
    assert after == Next(Enrolment.CAPTURE_RIGHT, candidate)


def test_a_skipped_hand_is_dropped_when_its_capture_has_ended() -> None:
    candidate = Candidate(badge=BADGE, receipt=RECEIPT)
    effects = ENROLMENT.step(Enrolment.CAPTURE_LEFT, candidate, Tapped(Choice.SKIP_HAND)).effects
    assert effects.index(do.StartCapture(RECEIPT, Hand.RIGHT)) < effects.index(do.DropSamples(Hand.LEFT))


@pytest.mark.parametrize("state", [*CAPTURE, Enrolment.TRY_IT])
def test_what_is_not_taken_for_a_living_palm_gives_no_sample_and_the_third_time_ends_with_the_badge(
    state: Enrolment,
) -> None:
    hand = Hand.RIGHT if state is Enrolment.CAPTURE_RIGHT else Hand.LEFT
    candidate = Candidate(badge=BADGE, receipt=RECEIPT, samples=1, hands=(Hand.LEFT,))
    for _ in range(REJECTIONS - 1):
        after = ENROLMENT.step(state, candidate, on.PalmRejected(hand))
        assert (after.state, after.context.samples, after.effects) == (state, 1, ())
        assert ENROLMENT.view(after.state, after.context).palm_rejected
        candidate = ENROLMENT.step(state, after.context, on.HandGone()).context
        assert not ENROLMENT.view(state, candidate).palm_rejected
    after = ENROLMENT.step(state, candidate, on.PalmRejected(hand))
    assert (after.state, after.context.refusal) == (Enrolment.REFUSED, on.Refusal.NO_BARE_PALM)
    assert after.effects == (do.StopCapture(), do.ForgetPerson())


def test_the_hand_before_is_not_rejected_late() -> None:
    candidate = Candidate(badge=BADGE, receipt=RECEIPT)
    after = ENROLMENT.step(Enrolment.CAPTURE_RIGHT, candidate, on.PalmRejected(Hand.LEFT))
    assert after.context == candidate


def test_failed_trials_lead_to_a_fresh_capture_of_both_hands() -> None:
    candidate = Candidate(badge=BADGE, receipt=RECEIPT, hands=(Hand.LEFT, Hand.RIGHT))
    after = ENROLMENT.step(Enrolment.TRY_IT, candidate, on.TrialDecided(matches=False))
    for _ in range(TRIALS - 1):
        assert after.state is Enrolment.TRY_IT
        after = ENROLMENT.step(after.state, after.context, on.TrialDecided(matches=False))
    assert (after.state, after.context.hands) == (Enrolment.CAPTURE_LEFT, ())


def test_a_person_without_a_usable_palm_is_sent_on_with_nothing_kept() -> None:
    candidate = Candidate(badge=BADGE, receipt=RECEIPT)
    left = ENROLMENT.step(Enrolment.CAPTURE_LEFT, candidate, Tapped(Choice.SKIP_HAND))
    right = ENROLMENT.step(left.state, left.context, Tapped(Choice.SKIP_HAND))
    assert (right.state, right.context) == (Enrolment.NO_PALM, Candidate())
    assert {do.StopCapture(), do.ForgetPerson()} <= set(right.effects)


def test_a_badge_is_shown_with_its_last_two_digits_and_only_where_it_was_scanned(steps: Steps) -> None:
    for step in steps:
        shown = ENROLMENT.view(step.state, step.context).badge_masked
        expected = BADGE.masked if step.state is Enrolment.BADGE_SCANNED else ""
        assert shown == expected


def test_the_camera_is_closed_wherever_no_hand_is_asked_for() -> None:
    def is_open(before: bool, step: Step[Enrolment, Candidate]) -> bool:
        for effect in step.after.effects:
            if isinstance(effect, do.StartCapture | do.StartTrial):
                before = True
            if isinstance(effect, do.StopCapture):
                before = False
        assert before == (step.after.state in LOOKING)
        return before

    watched = explore_watched(ENROLMENT, events_for, as_it_is, False, is_open)
    assert any(memory for _, memory in watched)


def journey(*, failures: int) -> list[on.Event]:
    """A whole visit with that many failed trials."""
    palms: list[on.Event] = [on.PalmReady(hand) for hand in Hand for _ in range(SAMPLES_A_HAND)]
    return [
        Tapped(Choice.GET_STARTED),
        on.BadgeRead(BADGE),
        on.BadgeChecked(enrolled=False),
        Tapped(Choice.OK),
        Tapped(Choice.OK),
        Tapped(Choice.AGREE),
        on.ConsentRecorded(RECEIPT),
        *palms,
        *[on.TrialDecided(matches=False)] * failures,
        on.TrialDecided(matches=True),
        on.Saved(),
    ]


STRAYS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(EVENTS)), max_size=4)


@given(st.integers(0, TRIALS - 1), STRAYS)
def test_stray_events_never_make_two_saves_nor_a_save_without_consent(
    failures: int, strays: list[tuple[int, on.Event]]
) -> None:
    walk = journey(failures=failures)
    for place, stray in strays:
        walk.insert(min(place, len(walk)), stray)
    state, candidate = ENROLMENT.start, ENROLMENT.fresh
    saves, consented = 0, False
    for event in walk:
        after = ENROLMENT.step(state, candidate, event)
        consented = consented or (state is Enrolment.CONSENTING and isinstance(event, on.ConsentRecorded))
        if any(isinstance(effect, do.SaveEnrolment) for effect in after.effects):
            saves += 1
            assert consented
        if after.state is Enrolment.START and after.state is not state:
            saves, consented = 0, False
        assert saves <= 1
        state, candidate = after.state, after.context


def test_a_visit_without_a_stray_event_ends_enrolled_after_one_save() -> None:
    state, candidate = ENROLMENT.start, ENROLMENT.fresh
    done: list[do.Effect] = []
    for event in journey(failures=1):
        after = ENROLMENT.step(state, candidate, event)
        done += after.effects
        state, candidate = after.state, after.context
    assert state is Enrolment.ENROLLED
    assert done.count(do.SaveEnrolment(BADGE, RECEIPT)) == 1


@pytest.mark.parametrize("state", LOOKING)
def test_a_person_who_is_still_there_finds_the_camera_open_again(state: Enrolment) -> None:
    candidate = Candidate(badge=BADGE, receipt=RECEIPT, hands=(Hand.LEFT,), samples=2)
    asked = ENROLMENT.step(state, candidate, on.TimeUp())
    back = ENROLMENT.step(asked.state, asked.context, Tapped(Choice.YES))
    assert back.state is state
    assert any(isinstance(effect, do.StartCapture | do.StartTrial) for effect in back.effects)


def taken_away(state: Enrolment, candidate: Candidate) -> Candidate:
    """A hand comes, is corrected, and goes."""
    shown = ENROLMENT.step(state, candidate, on.HandSeen(Cause.TOO_FAR, Arrow.NEARER))
    gone = ENROLMENT.step(shown.state, shown.context, on.HandGone())
    assert gone.state is state
    return gone.context


@pytest.mark.requirement("DEV-031")
@pytest.mark.parametrize("state", CAPTURE)
def test_hands_that_go_unread_are_told_what_to_clean_and_the_third_leads_to_support(state: Enrolment) -> None:
    candidate, shown = Candidate(badge=BADGE, receipt=RECEIPT), []
    for _ in range(3):
        candidate = taken_away(state, candidate)
        view = ENROLMENT.view(state, candidate)
        shown.append((view.palm_missed, view.to_support))
    assert shown == [(False, False), (True, False), (True, True)]
    hand = Hand.LEFT if state is Enrolment.CAPTURE_LEFT else Hand.RIGHT
    read = ENROLMENT.step(state, candidate, on.PalmReady(hand)).context
    assert not ENROLMENT.view(state, read).to_support
    assert not ENROLMENT.view(state, taken_away(state, read)).palm_missed, "it was read once: the camera can see"


def test_taking_the_left_hand_away_is_no_miss_of_the_right_one() -> None:
    last = Candidate(badge=BADGE, receipt=RECEIPT, samples=SAMPLES_A_HAND - 1)
    right = ENROLMENT.step(Enrolment.CAPTURE_LEFT, last, on.PalmReady(Hand.LEFT))
    assert right.state is Enrolment.CAPTURE_RIGHT
    gone = taken_away(right.state, right.context)
    assert gone.misses == 0
    assert taken_away(right.state, gone).misses == 1


@pytest.mark.requirement("DEV-032")
def test_a_trial_that_fails_twice_leads_to_support() -> None:
    candidate = Candidate(badge=BADGE, receipt=RECEIPT, hands=(Hand.LEFT,))
    once = ENROLMENT.step(Enrolment.TRY_IT, candidate, on.TrialDecided(matches=False))
    assert not ENROLMENT.view(once.state, once.context).to_support
    twice = ENROLMENT.step(once.state, once.context, on.TrialDecided(matches=False))
    assert ENROLMENT.view(twice.state, twice.context).to_support


def test_a_person_no_palm_of_whom_was_read_is_sent_on_with_the_word_to_support() -> None:
    unread = Candidate(badge=BADGE, receipt=RECEIPT, misses=3)
    left = ENROLMENT.step(Enrolment.CAPTURE_LEFT, unread, Tapped(Choice.SKIP_HAND))
    right = ENROLMENT.step(left.state, left.context, Tapped(Choice.SKIP_HAND))
    assert (right.state, right.context) == (Enrolment.NO_PALM, Candidate(misses=3))
    assert ENROLMENT.view(right.state, right.context).to_support
