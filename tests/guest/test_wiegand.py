"""The lines to a panel, on lines of a real kernel."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from drivers.wiegand.lines import Data, GpioLines, Lamps, LinesGone
from drivers.wiegand.messages import Start
from tests.guest.chip import LINES, SimulatedChip

D0, D1, GRANTED, DENIED = 23, 24, 25, 26
REST = {Data.D0: True, Data.D1: True}


def start(chip: SimulatedChip, *, inverted: bool = False, d1: str = str(D1)) -> Start:
    lamps = str(GRANTED), str(DENIED)
    return Start(str(chip.device), str(D0), d1, *lamps, inverted, pulse_us=50, interval_us=2000, answer_s=3.0)


def on_the_wires(chip: SimulatedChip) -> dict[Data, bool]:
    return {Data.D0: chip.value(D0), Data.D1: chip.value(D1)}


@pytest.fixture
def lines(chip: SimulatedChip) -> Iterator[GpioLines]:
    lines = GpioLines(start(chip))
    yield lines
    lines.close()


def test_both_lines_rest_high_and_one_at_a_time_is_pulled_down(chip: SimulatedChip, lines: GpioLines) -> None:
    assert on_the_wires(chip) == REST
    for line in Data:
        lines.pull(line)
        assert on_the_wires(chip) == {**REST, line: False}
        lines.rest(line)
        assert on_the_wires(chip) == REST


def test_behind_transistors_they_rest_low(chip: SimulatedChip) -> None:
    lines = GpioLines(start(chip, inverted=True))
    assert on_the_wires(chip) == {Data.D0: False, Data.D1: False}
    lines.pull(Data.D1)
    assert on_the_wires(chip) == {Data.D0: False, Data.D1: True}
    lines.close()


def test_a_lamp_is_lit_while_the_panel_holds_its_wire_down(chip: SimulatedChip, lines: GpioLines) -> None:
    assert lines.lamps() == Lamps(granted=False, denied=False), "not connected: the board's own pull holds them up"
    chip.drive(GRANTED, high=False)
    assert lines.lamps() == Lamps(granted=True, denied=False)
    chip.drive(GRANTED, high=True)
    chip.drive(DENIED, high=False)
    assert lines.lamps() == Lamps(granted=False, denied=True)


def test_lines_that_another_program_holds_are_not_to_be_had(chip: SimulatedChip, lines: GpioLines) -> None:
    with pytest.raises(LinesGone, match="another program holds the line"):
        GpioLines(start(chip))


@pytest.mark.parametrize("line", ["LID", str(LINES), "-1", "99999999999"])
def test_a_line_that_the_chip_does_not_have_is_not_to_be_had(chip: SimulatedChip, line: str) -> None:
    with pytest.raises(LinesGone, match="no such"):
        GpioLines(start(chip, d1=line))


def test_a_line_that_is_named_twice_is_not_to_be_had(chip: SimulatedChip) -> None:
    """By its name and by its number, which nobody but the chip knows to be one."""
    with pytest.raises(LinesGone, match="name the same"):
        GpioLines(replace(start(chip, d1="17"), d0="CASE"))


@pytest.mark.parametrize("question", [GpioLines.lamps, lambda lines: lines.pull(Data.D0)])
def test_a_chip_that_goes_is_noticed_at_the_next_question(
    chip: SimulatedChip, lines: GpioLines, question: Callable[[GpioLines], object]
) -> None:
    chip.unplug()
    with pytest.raises(LinesGone):
        question(lines)
