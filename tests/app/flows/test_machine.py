"""The engine under the flows, on a lamp."""

from enum import Enum

import pytest

from app.flows.events import Choice, Tapped, TimeUp
from app.flows.machine import Flow, Next, Row, check
from app.flows.view import View


class Lamp(Enum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


def lamp(*rows: Row[Lamp, int], timeouts: dict[Lamp, float]) -> Flow[Lamp, int]:
    return Flow("lamp", Lamp.OFF, 0, rows, timeouts, lambda state, count: View(state.value))


def to(state: Lamp, trigger: type[TimeUp] | Choice, target: Lamp) -> Row[Lamp, int]:
    return Row(state, trigger, (target,), lambda count, event: Next(target, count + 1))


ON = to(Lamp.OFF, Choice.OK, Lamp.ON)
OFF = to(Lamp.ON, TimeUp, Lamp.OFF)
BREAK = to(Lamp.ON, Choice.CANCEL, Lamp.BROKEN)


def test_an_event_without_a_row_changes_nothing() -> None:
    after = lamp(ON, OFF, timeouts={Lamp.ON: 2.0}).step(Lamp.OFF, 7, TimeUp())
    assert after == Next(Lamp.OFF, 7)


def test_a_tap_finds_the_row_of_its_own_button() -> None:
    assert lamp(ON, OFF, timeouts={}).step(Lamp.OFF, 0, Tapped(Choice.OK)).state is Lamp.ON
    assert lamp(ON, OFF, timeouts={}).step(Lamp.OFF, 0, Tapped(Choice.CANCEL)).state is Lamp.OFF


def test_two_rows_for_one_event_are_refused_when_the_table_is_made() -> None:
    with pytest.raises(ValueError, match="two rows for off \\+ ok"):
        lamp(ON, ON, timeouts={})


def test_an_action_that_leads_outside_its_targets_is_an_error() -> None:
    liar: Row[Lamp, int] = Row(Lamp.OFF, Choice.OK, (Lamp.ON,), lambda count, event: Next(Lamp.BROKEN, count))
    with pytest.raises(AssertionError, match="not in"):
        lamp(liar, timeouts={}).step(Lamp.OFF, 0, Tapped(Choice.OK))


def test_a_state_that_nothing_leads_to_is_reported() -> None:
    assert "broken cannot be reached" in check(lamp(ON, OFF, timeouts={Lamp.ON: 2.0}))


def test_a_state_without_a_way_home_is_reported() -> None:
    assert "broken has no way home" in check(lamp(ON, OFF, BREAK, timeouts={Lamp.ON: 2.0, Lamp.BROKEN: 1.0}))


@pytest.mark.parametrize("timeouts", [{}, {Lamp.ON: 2.0}])
def test_a_state_without_a_time_out_or_without_its_row_is_reported(timeouts: dict[Lamp, float]) -> None:
    rows = [ON, OFF] if not timeouts else [ON, to(Lamp.ON, Choice.OK, Lamp.OFF)]
    assert "on has no time-out" in check(lamp(*rows, timeouts=timeouts))


def test_the_diagram_shows_each_way_from_one_state_to_another() -> None:
    assert lamp(ON, OFF, BREAK, timeouts={}).mermaid() == (
        "stateDiagram-v2\n    [*] --> off\n    off --> on: ok\n    on --> off: TimeUp\n    on --> broken: cancel\n"
    )
