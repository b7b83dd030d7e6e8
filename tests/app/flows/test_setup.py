"""The set-up flow, explored: every event in every state that can be reached."""

from dataclasses import fields

import pytest

from app.domain.codes import OneCode
from app.domain.faults import Fault
from app.domain.network import Link, WifiNetwork
from app.domain.setting_up import TryNumber
from app.flows import events as on
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Choice, Tapped
from app.flows.installation import LOOKING, PROBLEMS, Installation
from app.flows.machine import check
from app.flows.setup import SETUP, Setup
from tests.app.flows.exploration import (
    Step,
    buttons_without_a_row,
    declared_but_never_taken,
    explore,
    offered,
)
from tests.app.flows.installing import (
    AIR,
    CARD,
    DOMAIN,
    OFFICE,
    PASSWORD,
    PLACE,
    SITE,
    STAFF,
    USER,
    but_for_the_attempt,
    events_for,
)

Steps = list[Step[Setup, Installation]]


@pytest.fixture(scope="module")
def steps() -> Steps:
    return explore(SETUP, events_for, but_for_the_attempt)


def test_the_table_has_no_dead_end_and_a_time_out_for_every_state() -> None:
    assert check(SETUP) == []
    assert set(SETUP.timeouts) == set(Setup)


def test_every_state_is_reached(steps: Steps) -> None:
    assert {step.state for step in steps} == set(Setup)


def test_every_edge_of_the_table_is_taken_by_some_event(steps: Steps) -> None:
    assert declared_but_never_taken(SETUP, steps) == []


def test_every_button_on_every_screen_does_something(steps: Steps) -> None:
    assert buttons_without_a_row(SETUP, steps) == set()


def test_what_is_listed_and_what_is_typed_has_a_row_too(steps: Steps) -> None:
    for step in steps:
        view = SETUP.view(step.state, step.context)
        assert not view.networks or (step.state, told.NetworkChosen) in SETUP.rows
        assert (view.entry is not None) == ((step.state, told.Typed) in SETUP.rows)


def test_every_screen_is_named_after_its_state(steps: Steps) -> None:
    assert all(SETUP.view(step.state, step.context).screen == step.state.value for step in steps)


def test_a_problems_screen_names_its_fault_and_no_other_screen_does(steps: Steps) -> None:
    for step in steps:
        broken = step.state in (*PROBLEMS, Setup.FAULT)
        assert (SETUP.view(step.state, step.context).fault is not None) == broken


def test_an_answer_to_another_question_changes_nothing(steps: Steps) -> None:
    foreign = [
        step for step in steps if isinstance(step.event, told.Answer) and step.event.attempt != step.context.attempt
    ]
    assert foreign
    for step in foreign:
        assert (step.after.state, step.after.context, step.after.effects) == (step.state, step.context, ())


def test_every_question_has_a_number_of_its_own_and_leaving_a_state_ends_its_question(steps: Steps) -> None:
    for step in steps:
        before, after = step.context.attempt, step.after.context.attempt
        asked = [effect for effect in step.after.effects if isinstance(effect, ask.Question)]
        assert after >= before
        for question in asked:
            assert question.attempt == after
            assert after > before
        if step.entered and step.after.state not in (Setup.STILL_THERE, Setup.CHOOSE_NETWORK):
            resumed = step.state is Setup.STILL_THERE
            assert after > before or resumed


def test_a_question_is_only_under_way_in_the_state_that_takes_its_answer(steps: Steps) -> None:
    """What `CHOOSE_NETWORK` and "Are you still there?" keep of a number has been answered, or nobody takes it there."""
    takes = {state for (state, trigger) in SETUP.rows if isinstance(trigger, type) and issubclass(trigger, told.Answer)}
    for step in steps:
        if any(isinstance(effect, ask.Question) for effect in step.after.effects):
            assert step.after.state in takes


def test_the_start_has_nothing_of_the_installer(steps: Steps) -> None:
    reached = [step for step in steps if step.after.state is Setup.TAP_TO_START and step.entered]
    assert reached
    for step in reached:
        left = step.after.context
        assert left == Installation(left.attempt, left.restarts)
        assert step.state is Setup.BOOTING or ask.ForgetInstaller() in step.after.effects


def test_whoever_chooses_a_connection_afresh_leaves_no_code_and_no_download_behind(steps: Steps) -> None:
    chosen = [step for step in steps if step.after.state is Setup.CHOOSE_CONNECTION and step.entered]
    assert chosen
    for step in chosen:
        if step.state is not Setup.STILL_THERE:
            assert ask.ForgetInstaller() in step.after.effects
            assert (step.after.context.site, step.after.context.place, step.after.context.network) == (None, None, None)


@pytest.mark.parametrize(("network", "least", "most"), [(OFFICE, 8, 63), (STAFF, 1, 256)])
def test_a_network_says_how_long_its_password_may_be(network: WifiNetwork, least: int, most: int) -> None:
    """63 are a passphrase's; whoever has a password of his own may have a longer one."""
    entry = SETUP.view(Setup.NETWORK_PASSWORD, Installation(link=Link.WIFI, network=network)).entry
    assert entry is not None
    assert (entry.least, entry.most) == (least, most)


TYPED = "horse staple 42"
"""Short enough for a postal code."""


@pytest.mark.parametrize(
    ("state", "known"),
    [
        (Setup.NETWORK_PASSWORD, Installation(link=Link.WIFI, network=OFFICE, networks=AIR)),
        (Setup.NETWORK_PASSWORD, Installation(link=Link.WIFI, network=STAFF, user=USER, domain=DOMAIN)),
        (Setup.POSTAL_CODE, Installation(site=SITE)),
    ],
)
def test_a_password_and_a_postal_code_go_into_the_question_and_stay_in_no_context_and_no_repr(
    state: Setup, known: Installation
) -> None:
    after = SETUP.step(state, known, told.Typed(TYPED))
    (question,) = after.effects
    assert isinstance(question, ask.JoinWifi | ask.SubmitPostalCode)
    assert (question.login.password if isinstance(question, ask.JoinWifi) else question.postal_code) == TYPED
    assert TYPED not in [getattr(after.context, field.name) for field in fields(after.context)]
    assert TYPED not in repr(after)
    assert TYPED not in repr(told.Typed(TYPED))


def test_what_a_code_says_is_in_no_repr() -> None:
    seen = told.CodeSeen(TryNumber(0), OneCode(CARD.text))
    after = SETUP.step(Setup.SCAN_CODE, Installation(), seen)
    assert CARD.text not in repr(seen)
    assert repr(CARD.reference) not in repr(after)


def test_the_camera_is_open_where_a_code_is_looked_for_alone(steps: Steps) -> None:
    opened, closed = set(), set()
    for step in steps:
        opens = any(isinstance(effect, ask.WatchForCodes) for effect in step.after.effects)
        assert opens == (step.after.state in LOOKING and step.entered)
        if opens:
            opened.add(step.after.state)
        if step.state in LOOKING and step.entered:
            assert {ask.StopWatching(), ask.ForgetInstaller()} & set(step.after.effects)
            closed.add(step.state)
    assert opened == closed == set(LOOKING)


def test_the_password_of_a_wifi_code_waits_outside_the_flow_and_is_in_no_context_and_no_repr(steps: Steps) -> None:
    seen = [step for step in steps if any(isinstance(effect, ask.HoldLogin) for effect in step.after.effects)]
    assert seen
    for step in seen:
        assert step.after.state is Setup.CONFIRM_NETWORK
        (login,) = (effect.login for effect in step.after.effects if isinstance(effect, ask.HoldLogin))
        assert login.password == PASSWORD
        assert PASSWORD not in repr(step.after)
        assert PASSWORD not in [getattr(step.after.context, field.name) for field in fields(step.after.context)]


def test_a_network_of_a_code_is_joined_only_when_somebody_says_so(steps: Steps) -> None:
    joining = [step for step in steps if any(isinstance(effect, ask.JoinHeld) for effect in step.after.effects)]
    assert {step.state for step in joining} == {Setup.CONFIRM_NETWORK, Setup.NETWORK_DOMAIN}
    for step in joining:
        assert step.event == Tapped(Choice.JOIN) or (step.context.scanned and isinstance(step.event, told.Typed))


@pytest.mark.requirement("DEV-013")
def test_every_screen_can_be_cancelled_until_it_may_be_too_late(steps: Steps) -> None:
    too_late = {Setup.INSTALLING, Setup.CONFIGURING, Setup.ACTIVATED}
    uncancelled = {step.state for step in steps if Choice.CANCEL not in offered(SETUP, step.state, step.context)}
    assert uncancelled == {Setup.BOOTING, Setup.TAP_TO_START, *too_late}
    for step in steps:
        if step.event == Tapped(Choice.CANCEL) and step.state not in uncancelled:
            assert step.after.state in (Setup.TAP_TO_START, Setup.BOOTING)
            assert ask.ForgetInstaller() in step.after.effects


def test_every_screen_goes_home_by_itself_when_nobody_does_anything(steps: Steps) -> None:
    for state, known in {(step.state, step.context) for step in steps}:
        for _ in range(6):
            if state in (Setup.TAP_TO_START, Setup.BOOTING):
                break
            after = SETUP.step(state, known, on.TimeUp())
            state, known = after.state, after.context
        assert state in (Setup.TAP_TO_START, Setup.BOOTING)


@pytest.mark.requirement("ACT-004")
def test_no_code_is_scanned_before_the_software_is_the_latest(steps: Steps) -> None:
    into_code = {step.state for step in steps if step.after.state is Setup.CHOOSE_CODE and step.entered}
    assert into_code == {Setup.DOWNLOADED, Setup.SCAN_CODE, Setup.CONFIRM_SETTINGS, Setup.STILL_THERE}
    for step in steps:
        if step.after.state is Setup.DOWNLOADED and step.entered and step.state is not Setup.STILL_THERE:
            fetched = isinstance(step.event, told.SoftwareFetched) and step.event.outcome.goes_on
            assert fetched or (isinstance(step.event, told.Booted) and step.event.updated)
        if step.after.state is Setup.STILL_THERE:
            assert step.after.context.resume is step.state or step.state is Setup.STILL_THERE


@pytest.mark.requirement("ACT-016")
def test_only_the_servers_word_makes_a_terminal_active(steps: Steps) -> None:
    becoming = [step for step in steps if ask.BecomeActive() in step.after.effects]
    assert becoming
    for step in becoming:
        told_at_boot = isinstance(step.event, told.Booted) and step.event.active
        assert step.state is Setup.ACTIVATED or told_at_boot
    for step in steps:
        if step.after.state is Setup.ACTIVATED and step.entered:
            assert (step.state, type(step.event)) == (Setup.CONFIGURING, told.Activated)
        if step.after.state is Setup.CONFIRM_SETTINGS and step.entered:
            shown = isinstance(step.event, told.PlaceShown)
            assert shown or step.context.place == PLACE


def test_a_fault_of_the_terminal_is_shown_from_every_state_but_nobody_needs_a_badge_reader(steps: Steps) -> None:
    for step in steps:
        if isinstance(step.event, on.FaultRaised):
            if step.event.fault is Fault.BADGE_READER_MISSING:
                assert (step.after.state, step.after.context) == (step.state, step.context)
            else:
                assert (step.after.state, step.after.context.fault) == (Setup.FAULT, step.event.fault)
                assert step.after.effects == (ask.ForgetInstaller(),)
