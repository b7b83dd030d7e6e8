"""The switch of a case on lines of a real kernel."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from drivers.gpio.line import NOTED, SETTLE, LineAddress, Pull
from drivers.gpio.tamper import GpioTamper, SwitchWiring
from tests.contracts.tamper_contract import TamperContract, TamperRig
from tests.guest.chip import LINES, SimulatedChip

LINE = 17
NOTICED_S = 5 * SETTLE.total_seconds()
"""A change counts when it has lasted `SETTLE` by the kernel's own clock: nothing tells when it does but time."""


def throw(chip: SimulatedChip, *, high: bool) -> None:
    chip.drive(LINE, high=high)
    time.sleep(NOTICED_S)


def address(chip: SimulatedChip, line: str = str(LINE)) -> LineAddress:
    return LineAddress(str(chip.device), line)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def why_not(tamper: GpioTamper) -> str:
    with pytest.raises(FaultError) as raised:
        tamper.opened()
    assert raised.value.fault is Fault.TAMPER_SWITCH_MISSING
    return raised.value.detail


class KernelContract(TamperContract):
    """With a resistor outside: the simulated board's own pull is stronger than the simulated switch."""

    closed_high: bool

    @pytest.fixture
    def rig(self, chip: SimulatedChip) -> Iterator[TamperRig]:
        def turn(*, closed: bool) -> None:
            throw(chip, high=self.closed_high is closed)

        def mend() -> None:
            chip.plug_in()
            turn(closed=True)

        turn(closed=True)
        tamper = GpioTamper(SwitchWiring(address(chip), self.closed_high, Pull.NONE))
        yield TamperRig(tamper, lambda: turn(closed=False), lambda: turn(closed=True), chip.unplug, mend)
        tamper.close()


class TestSwitchToGround(KernelContract):
    closed_high = False


class TestSwitchToTheSupply(KernelContract):
    closed_high = True


@pytest.fixture
def tamper(chip: SimulatedChip) -> Iterator[GpioTamper]:
    chip.drive(LINE, high=False)
    tamper = GpioTamper(SwitchWiring(address(chip), pull=Pull.NONE))
    yield tamper
    tamper.close()


@pytest.mark.parametrize(("closed_high", "pull"), [(False, Pull.UP), (True, Pull.DOWN)])
def test_a_wire_that_is_cut_or_was_never_there_is_an_opened_case(
    chip: SimulatedChip, closed_high: bool, pull: Pull
) -> None:
    """Nothing holds the line then but the board's own pull, which the kernel sets as it was asked."""
    chip.drive(LINE, high=closed_high)
    tamper = GpioTamper(SwitchWiring(address(chip), closed_high, pull))
    assert tamper.opened()
    tamper.close()


def test_a_line_is_found_by_its_name(chip: SimulatedChip) -> None:
    tamper = GpioTamper(SwitchWiring(address(chip, "CASE"), pull=Pull.NONE))
    assert not tamper.opened()
    throw(chip, high=True)
    assert tamper.opened()
    tamper.close()


@pytest.mark.parametrize("line", ["LID", str(LINES), "-1", "99999999999"])
def test_a_line_that_the_chip_does_not_have_is_told(chip: SimulatedChip, line: str) -> None:
    assert "no such chip or line" in why_not(GpioTamper(SwitchWiring(address(chip, line))))


def test_a_line_that_another_program_holds_is_told_until_it_is_let_go(chip: SimulatedChip, tamper: GpioTamper) -> None:
    assert not tamper.opened()
    late = GpioTamper(SwitchWiring(address(chip), pull=Pull.NONE))
    assert "another program holds the line" in why_not(late)
    tamper.close()
    assert not late.opened()
    late.close()


def test_a_chip_that_goes_while_its_line_is_held_comes_back_under_another_number(
    chip: SimulatedChip, tamper: GpioTamper
) -> None:
    free, before = open_files(), chip.name
    assert not tamper.opened()
    assert open_files() > free
    chip.unplug()
    reasons = [why_not(tamper).rpartition(": ")[2] for _ in range(2)]
    assert open_files() == free
    assert reasons == ["the chip is gone, or is none", "there is no such chip or line"]
    chip.plug_in()
    assert chip.name != before
    throw(chip, high=True)
    assert tamper.opened()


def test_more_openings_than_the_kernel_keeps_are_still_one(chip: SimulatedChip, tamper: GpioTamper) -> None:
    assert not tamper.opened()
    for _ in range(NOTED):
        throw(chip, high=True)
        throw(chip, high=False)
    assert [tamper.opened() for _ in range(2)] == [True, False]
