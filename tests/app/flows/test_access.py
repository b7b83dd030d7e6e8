"""The entry flow, explored: every event in every state that can be reached."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import AttemptNumber, Denial, DenialReason, DoorAnswer, Grant, Means
from app.domain.capture import Cause
from app.domain.faults import Fault
from app.flows import effects as do
from app.flows import events as on
from app.flows.access import ACCESS, Access, Visit
from app.flows.machine import check, trigger_of
from tests.app.flows.exploration import (
    PLAIN_EVENTS,
    Step,
    answers,
    buttons_without_a_row,
    declared_but_never_taken,
    explore,
    explore_watched,
    grant,
    offered,
)

Steps = list[Step[Access, Visit]]


def events_for(visit: Visit) -> Iterable[on.Event]:
    now = visit.attempt
    yield from PLAIN_EVENTS
    for attempt in (now - 1, now, now + 1):
        yield from answers(attempt)
    yield on.Decided(now, grant(now - 1))  # the envelope is right, the grant in it is another's
    yield on.Decided(AttemptNumber(now - 1), grant(now))


def but_for_the_attempt(visit: Visit) -> Hashable:
    return replace(visit, attempt=AttemptNumber(0))


@pytest.fixture(scope="module")
def steps() -> Steps:
    return explore(ACCESS, events_for, but_for_the_attempt)


def test_the_table_has_no_dead_end_and_a_time_out_for_every_state() -> None:
    assert check(ACCESS) == []


def test_every_state_is_reached(steps: Steps) -> None:
    assert {step.state for step in steps} == set(Access)


def test_every_edge_of_the_table_is_taken_by_some_event(steps: Steps) -> None:
    assert declared_but_never_taken(ACCESS, steps) == []


def test_every_button_on_every_screen_does_something(steps: Steps) -> None:
    assert buttons_without_a_row(ACCESS, steps) == set()


def test_every_screen_is_named_after_its_state(steps: Steps) -> None:
    assert all(ACCESS.view(step.state, step.context).screen == step.state.value for step in steps)


def test_a_fault_screen_names_its_fault_and_no_other_screen_does(steps: Steps) -> None:
    for step in steps:
        view = ACCESS.view(step.state, step.context)
        assert (view.fault is not None) == (step.state is Access.FAULT)


def test_an_answer_for_another_attempt_changes_nothing(steps: Steps) -> None:
    foreign = [
        step
        for step in steps
        if isinstance(step.event, on.Decided | on.DoorAnswered) and step.event.attempt != step.context.attempt
    ]
    assert foreign
    for step in foreign:
        assert (step.after.state, step.after.context, step.after.effects) == (step.state, step.context, ())


def test_a_grant_that_answers_another_attempt_opens_nothing_whatever_its_envelope_says(steps: Steps) -> None:
    for step in steps:
        if isinstance(step.event, on.Decided) and step.event.decision.attempt != step.context.attempt:
            assert step.after.effects == ()
            assert step.after.state is step.state


def test_the_door_is_only_asked_with_the_grant_for_the_attempt_under_way(steps: Steps) -> None:
    asked = [(step, effect) for step in steps for effect in step.after.effects if isinstance(effect, do.ReleaseDoor)]
    assert asked
    for step, effect in asked:
        assert step.state is Access.CHECKING
        assert isinstance(step.event, on.Decided)
        assert isinstance(step.event.decision, Grant)
        assert effect.grant is step.event.decision
        assert effect.grant.attempt == step.context.attempt


def test_only_the_controllers_own_word_leads_to_granted(steps: Steps) -> None:
    entered = [step for step in steps if step.after.state is Access.GRANTED and step.entered]
    assert entered
    for step in entered:
        assert step.state is Access.ASKING_DOOR
        assert step.event == on.DoorAnswered(step.context.attempt, DoorAnswer.GRANTED)


@pytest.mark.parametrize(
    ("reason", "screen"),
    [
        (DenialReason.PRESENTATION_ATTACK, Access.BARE_PALM),
        (DenialReason.LIVENESS_UNDECIDED, Access.USE_BADGE),
        (DenialReason.NOT_RECOGNISED, Access.NOT_RECOGNISED),
        (DenialReason.NOBODY_ENROLLED, Access.NOT_RECOGNISED),
        (DenialReason.AMBIGUOUS, Access.NOT_RECOGNISED),
    ],
)
def test_each_reason_of_a_denial_has_its_screen_and_none_asks_a_door(reason: DenialReason, screen: Access) -> None:
    number = AttemptNumber(7)
    after = ACCESS.step(Access.CHECKING, Visit(number, armed=False), on.Decided(number, Denial(number, reason)))
    assert (after.state, after.effects) == (screen, ())


def test_a_screen_that_speaks_of_a_badge_takes_one(steps: Steps) -> None:
    for state in (Access.BARE_PALM, Access.USE_BADGE):
        taken = [step for step in steps if step.state is state and isinstance(step.event, on.BadgeRead)]
        assert taken
        assert all(step.after.state is Access.CHECKING for step in taken)


@pytest.mark.parametrize("silence", [on.TimeUp(), on.DoorAnswered(AttemptNumber(7), DoorAnswer.SILENT)])
def test_silence_of_the_controller_is_told_as_silence(silence: on.Event) -> None:
    asking = Visit(AttemptNumber(7), armed=False)
    assert ACCESS.step(Access.ASKING_DOOR, asking, silence).state is Access.NO_ANSWER


def test_coming_home_leaves_nothing_of_the_last_person(steps: Steps) -> None:
    home = [step for step in steps if step.after.state is Access.IDLE and step.entered]
    assert home
    for step in home:
        left = step.after.context
        calm = Visit(misses=left.misses, badge_reader=left.badge_reader, offline=left.offline)
        assert left == replace(calm, attempt=left.attempt, armed=left.armed)
        assert do.ForgetPerson() in step.after.effects
        assert do.WatchForPalms() in step.after.effects


def test_the_attempt_never_counts_down_and_grows_with_every_question_and_every_return_home(steps: Steps) -> None:
    for step in steps:
        before, after = step.context.attempt, step.after.context.attempt
        assert after >= before
        asked = [effect for effect in step.after.effects if isinstance(effect, do.Identify | do.PresentBadge)]
        if asked:
            assert [effect.attempt for effect in asked] == [after]
            assert after > before
        if step.after.state is Access.IDLE and step.entered:
            assert after > before


def test_every_screen_goes_home_by_itself_when_nobody_does_anything(steps: Steps) -> None:
    for state, visit in {(step.state, step.context) for step in steps}:
        for _ in Access:
            if state is Access.IDLE:
                break
            after = ACCESS.step(state, visit, on.TimeUp())
            state, visit = after.state, after.context
        assert state is Access.IDLE


def test_a_fault_is_shown_from_every_state(steps: Steps) -> None:
    for step in steps:
        if not isinstance(step.event, on.FaultRaised):
            continue
        if step.event.fault is Fault.BADGE_READER_MISSING:  # palms are served all the same
            assert (step.after.state, step.after.context.badge_reader) == (step.state, False)
        elif step.event.fault is Fault.NETWORK_LOST:
            assert (step.after.state, step.after.context.offline) == (step.state, Fault.NETWORK_LOST)
        else:
            assert step.after.state is Access.FAULT
            assert step.after.context.fault is step.event.fault


def test_another_faults_end_does_not_clear_the_fault_on_the_screen(steps: Steps) -> None:
    for step in steps:
        if step.state is Access.FAULT and isinstance(step.event, on.FaultCleared):
            assert (step.after.state is Access.FAULT) == (step.event.fault is not step.context.fault)


@pytest.mark.requirement("MNT-003", "DEV-005")
def test_a_terminal_without_its_server_says_so_while_nobody_is_there_and_serves_on(steps: Steps) -> None:
    alone = Visit(offline=Fault.NETWORK_LOST)
    assert ACCESS.view(Access.IDLE, alone).notice is Fault.NETWORK_LOST
    assert ACCESS.view(Access.POSITIONING, alone).notice is None
    seen = ACCESS.step(Access.IDLE, alone, on.HandSeen(None))
    assert seen.state is Access.POSITIONING
    assert ACCESS.step(seen.state, seen.context, on.PalmReady()).state is Access.CHECKING
    for step in steps:
        if step.context.offline is not None and not isinstance(step.event, on.FaultCleared):
            assert step.after.context.offline is Fault.NETWORK_LOST, "only its own end takes the notice away"


@pytest.mark.requirement("DEV-006", "DEV-007")
def test_a_terminal_comes_back_to_its_own_language_when_whoever_chose_another_has_gone() -> None:
    spanish = ACCESS.spoken("es")
    assert spanish.fresh.language == "es"
    chosen = spanish.step(Access.IDLE, spanish.fresh, on.LanguageChosen("en"))
    assert chosen.context.language == "en"
    asked = spanish.step(Access.IDLE, chosen.context, on.BadgeUnreadable())
    assert asked.context.language == "en"
    home = spanish.step(asked.state, asked.context, on.TimeUp())
    assert (home.state, home.context.language) == (Access.IDLE, "es")
    assert check(spanish) == []
    assert ACCESS.fresh.language == "en"


def test_the_notice_goes_by_itself_when_the_server_is_back() -> None:
    for state in Access:
        back = ACCESS.step(state, Visit(offline=Fault.NETWORK_LOST), on.FaultCleared(Fault.NETWORK_LOST))
        assert (back.state, back.context.offline) == (state, None)
        other = ACCESS.step(state, Visit(offline=Fault.NETWORK_LOST), on.FaultCleared(Fault.GATEWAY_TIMED_OUT))
        assert other.context.offline is Fault.NETWORK_LOST


def test_no_screen_of_the_entry_terminal_shows_a_badge(steps: Steps) -> None:
    assert all(not ACCESS.view(step.state, step.context).badge_masked for step in steps)


def test_a_result_can_be_left_with_a_tap(steps: Steps) -> None:
    unknown = (Access.NOT_RECOGNISED, Access.BARE_PALM, Access.USE_BADGE, Access.UNREADABLE)
    persisting = (Access.NOT_RECOGNISED_AGAIN, Access.UNREADABLE_AGAIN)
    for state in (Access.DENIED, *unknown, *persisting, Access.BADGE_UNREADABLE, Access.NO_ANSWER):
        assert on.Choice.OK in offered(ACCESS, state, Visit())
        assert ACCESS.step(state, Visit(), on.Tapped(on.Choice.OK)).state is Access.IDLE


def test_a_palm_that_was_looked_at_must_leave_or_be_tapped_for_before_it_is_looked_at_again() -> None:
    def must_leave(before: bool, step: Step[Access, Visit]) -> bool:
        identified = any(isinstance(effect, do.Identify) for effect in step.after.effects)
        assert not (identified and before)
        if isinstance(step.event, on.HandGone | on.Tapped):
            return False
        return before or identified

    watched = explore_watched(ACCESS, events_for, but_for_the_attempt, False, must_leave)
    assert any(memory for _, memory in watched)


@given(st.lists(st.integers(0, 10_000), min_size=20, max_size=80))
def test_on_any_walk_a_door_is_asked_at_most_once_for_each_attempt(walk: list[int]) -> None:
    state, visit = ACCESS.start, ACCESS.fresh
    asked: list[int] = []
    for pick in walk:
        telling = [event for event in events_for(visit) if (state, trigger_of(event)) in ACCESS.rows]
        after = ACCESS.step(state, visit, telling[pick % len(telling)])
        asked += [effect.grant.attempt for effect in after.effects if isinstance(effect, do.ReleaseDoor)]
        state, visit = after.state, after.context
    assert len(asked) == len(set(asked))


def test_of_a_palm_that_stayed_after_its_visit_nothing_is_kept_when_it_leaves(steps: Steps) -> None:
    left = [step for step in steps if step.state is Access.IDLE and step.event == on.HandGone()]
    assert left
    assert all(step.after.effects == (do.ForgetPerson(),) for step in left)


def miss(visit: Visit) -> tuple[Access, Visit]:
    """Twelve seconds over the camera in vain, and home again."""
    after = ACCESS.step(Access.POSITIONING, visit, on.TimeUp())
    return after.state, ACCESS.step(after.state, after.context, on.TimeUp()).context


def refuse(visit: Visit) -> tuple[Access, Visit]:
    """A palm that is nobody's here, and home again."""
    number = visit.attempt
    denied = on.Decided(number, Denial(number, DenialReason.NOT_RECOGNISED))
    after = ACCESS.step(Access.CHECKING, visit, denied)
    return after.state, ACCESS.step(after.state, after.context, on.TimeUp()).context


@pytest.mark.requirement("DEV-031", "DEV-032", "TRB-009")
@pytest.mark.parametrize(
    ("again", "once", "persisting"),
    [
        (miss, Access.UNREADABLE, Access.UNREADABLE_AGAIN),
        (refuse, Access.NOT_RECOGNISED, Access.NOT_RECOGNISED_AGAIN),
    ],
)
def test_the_third_palm_in_vain_leads_to_support_and_the_first_two_do_not(
    again: Callable[[Visit], tuple[Access, Visit]], once: Access, persisting: Access
) -> None:
    visit, shown = Visit(), []
    for _ in range(4):
        state, visit = again(visit)
        shown.append(state)
    assert shown == [once, once, persisting, persisting]
    assert [ACCESS.view(state, visit).to_support for state in shown] == [False, False, True, True]


def test_a_palm_that_is_recognised_ends_the_misses_and_a_badge_does_not() -> None:
    missed = Visit(AttemptNumber(7), misses=2)
    palm = ACCESS.step(Access.CHECKING, missed, on.Decided(AttemptNumber(7), grant(7)))
    assert palm.context.misses == 0
    badge = replace(grant(7), means=Means.BADGE, person=None)
    shown = ACCESS.step(Access.CHECKING, missed, on.Decided(AttemptNumber(7), badge))
    assert shown.context.misses == 2


def test_after_a_minute_without_anybody_the_next_miss_is_a_first_one() -> None:
    paused = ACCESS.step(Access.IDLE, Visit(misses=3), on.TimeUp())
    assert (paused.state, paused.context, paused.effects) == (Access.IDLE, Visit(), ())
    assert ACCESS.timeouts[Access.IDLE] == 60.0


def test_the_first_miss_tells_what_was_wrong_and_the_second_all_that_may_be() -> None:
    covered = Visit(cause=Cause.COVERED)
    for misses, cause in ((1, Cause.COVERED), (2, None)):
        assert ACCESS.view(Access.UNREADABLE, replace(covered, misses=misses)).cause is cause
