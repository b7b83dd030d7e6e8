"""Every event in every state of a terminal that serves nobody, whatever holds it."""

from dataclasses import replace

import pytest

from app.domain.faults import Fault
from app.domain.signals import Signal
from app.flows import effects as do
from app.flows import events as on
from app.flows.access import ACCESS, Access, Visit
from app.flows.events import Choice
from app.flows.held import UNBUTTONED, Held, Trouble, given_up, held_by
from app.flows.machine import check
from app.flows.view import View
from tests.app.flows.exploration import PLAIN_EVENTS, answers

EVENTS = (*PLAIN_EVENTS, *answers(1))

every_fault = pytest.mark.parametrize("fault", Fault)


@every_fault
def test_the_table_is_sound(fault: Fault) -> None:
    assert check(held_by(fault)) == []


@every_fault
def test_nothing_that_happens_opens_a_camera_or_a_door(fault: Fault) -> None:
    flow = held_by(fault)
    for state in Held:
        for event in EVENTS:
            after = flow.step(state, Trouble(fault), event)
            assert {type(effect) for effect in after.effects} <= {do.Restart, do.GoOn}


@every_fault
def test_its_screen_says_what_holds_it_and_offers_only_what_helps(fault: Fault) -> None:
    view = held_by(fault).view(Held.FAULT, Trouble(fault))
    assert (view.screen, view.fault) == ("fault", fault)
    assert view.primary is (None if fault in UNBUTTONED else Choice.RESTART)
    assert view.signal is not Signal.GRANTED


@pytest.mark.requirement("DEV-026", "DEV-028")
@pytest.mark.parametrize("fault", [Fault.LOCKED_BY_TAMPER, Fault.LOCKED_BY_INACTIVITY, Fault.OUT_OF_SERVICE])
def test_nobody_at_the_terminal_can_release_it(fault: Fault) -> None:
    flow = held_by(fault)
    for event in EVENTS:
        if not isinstance(event, on.FaultRaised):
            after = flow.step(Held.FAULT, Trouble(fault), event)
            assert (after.state, after.effects, after.context.fault) == (Held.FAULT, (), fault)


@pytest.mark.requirement("DEV-008", "DEV-019", "DEV-020")
@pytest.mark.parametrize("fault", [Fault.SYSTEM_ERROR, Fault.GATEWAY_TIMED_OUT, Fault.CONFIGURATION_NOT_SAVED])
def test_restart_restarts_the_application_and_says_so(fault: Fault) -> None:
    flow = held_by(fault)
    after = flow.step(Held.FAULT, Trouble(fault), on.Tapped(Choice.RESTART))
    assert (after.state, after.effects) == (Held.RESTARTING, (do.Restart(),))
    assert flow.view(after.state, after.context).screen == "restarting"
    again = flow.step(Held.RESTARTING, after.context, on.TimeUp())
    assert (again.state, again.context) == (Held.FAULT, Trouble(fault)), "it did not happen: the button is back"


@pytest.mark.requirement("DEV-021")
def test_a_terminal_that_crashed_says_so_and_goes_on_by_itself() -> None:
    fault = Fault.RESTARTED
    flow = held_by(fault)
    assert flow.view(Held.FAULT, Trouble(fault)).primary is Choice.RESTART
    assert flow.step(Held.FAULT, Trouble(fault), on.TimeUp()).effects == (do.GoOn(),)
    assert flow.step(Held.FAULT, Trouble(Fault.STORE_FULL), on.TimeUp()).effects == ()


@pytest.mark.requirement("DEV-009", "DEV-027")
def test_a_system_error_that_restarting_did_not_mend_leads_to_the_plug_and_to_support() -> None:
    shown = given_up(ACCESS.view(Access.FAULT, Visit(fault=Fault.SYSTEM_ERROR)))
    assert (shown.fault, shown.primary, shown.to_support) == (Fault.OUR_END, None, True)
    assert Fault.OUR_END.row.steps == 5


@pytest.mark.requirement("DEV-019", "DEV-020")
@pytest.mark.parametrize("fault", [Fault.GATEWAY_TIMED_OUT, Fault.CONFIGURATION_NOT_SAVED])
def test_others_keep_their_words_and_name_support(fault: Fault) -> None:
    view = held_by(fault).view(Held.FAULT, Trouble(fault))
    assert given_up(view) == replace(view, to_support=True)


def test_what_has_no_restart_and_what_is_no_fault_is_left_alone() -> None:
    for view in (View("idle"), held_by(Fault.OUT_OF_SERVICE).view(Held.FAULT, Trouble(Fault.OUT_OF_SERVICE))):
        assert given_up(view) == view


def test_it_speaks_the_language_that_was_chosen_and_shows_what_broke_last() -> None:
    flow = held_by(Fault.STORE_FULL)
    spoken = flow.step(Held.FAULT, flow.fresh, on.LanguageChosen("es")).context
    broken = flow.step(Held.RESTARTING, spoken, on.FaultRaised(Fault.SYSTEM_ERROR))
    assert (broken.state, broken.context) == (Held.FAULT, Trouble(Fault.SYSTEM_ERROR, "es"))


@pytest.mark.requirement("DEV-024")
def test_a_door_terminal_without_camera_and_reader_is_unavailable_until_one_is_back() -> None:
    visit = Visit()
    for event in (on.FaultRaised(Fault.BADGE_READER_MISSING, True), on.FaultRaised(Fault.CAMERA_MISSING, True)):
        visit = ACCESS.step(Access.IDLE, visit, event).context
    assert ACCESS.view(Access.FAULT, visit).fault is Fault.DEVICES_MISSING
    back = ACCESS.step(Access.FAULT, visit, on.FaultCleared(Fault.BADGE_READER_MISSING)).context
    assert ACCESS.view(Access.FAULT, back).fault is Fault.CAMERA_MISSING
