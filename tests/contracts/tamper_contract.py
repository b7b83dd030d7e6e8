"""What every switch of a case keeps to. A driver's test inherits `TamperContract` and builds the rig."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.faults import Fault, FaultError
from app.ports.tamper import Tamper


@dataclass(frozen=True)
class TamperRig:
    """A closed case. Each deed has been noticed by the switch's own hardware when it returns."""

    tamper: Tamper
    open_case: Callable[[], None]
    close_case: Callable[[], None]
    cut: Callable[[], None]
    """From now on the switch cannot be read."""
    mend: Callable[[], None]


def fault_of(tamper: Tamper) -> Fault:
    with pytest.raises(FaultError) as raised:
        tamper.opened()
    return raised.value.fault


class TamperContract:
    @pytest.fixture
    def rig(self) -> object:
        raise NotImplementedError("a driver's test builds its rig here")

    def test_a_closed_case_is_closed(self, rig: TamperRig) -> None:
        assert [rig.tamper.opened() for _ in range(3)] == [False] * 3

    def test_a_case_that_stays_open_is_open_whenever_it_is_asked(self, rig: TamperRig) -> None:
        assert not rig.tamper.opened()
        rig.open_case()
        assert [rig.tamper.opened() for _ in range(3)] == [True] * 3
        rig.close_case()
        assert not rig.tamper.opened()

    def test_an_opening_that_is_over_is_told_once(self, rig: TamperRig) -> None:
        assert not rig.tamper.opened()
        rig.open_case()
        rig.close_case()
        assert [rig.tamper.opened() for _ in range(2)] == [True, False]

    def test_many_openings_between_two_questions_are_one(self, rig: TamperRig) -> None:
        assert not rig.tamper.opened()
        for _ in range(3):
            rig.open_case()
            rig.close_case()
        assert [rig.tamper.opened() for _ in range(2)] == [True, False]

    def test_a_case_that_was_open_before_the_program_began_is_open(self, rig: TamperRig) -> None:
        rig.open_case()
        assert rig.tamper.opened()

    def test_a_switch_that_cannot_be_read_is_no_closed_case(self, rig: TamperRig) -> None:
        assert not rig.tamper.opened()
        rig.cut()
        assert {fault_of(rig.tamper) for _ in range(3)} == {Fault.TAMPER_SWITCH_MISSING}

    def test_a_switch_that_was_never_there_is_no_closed_case(self, rig: TamperRig) -> None:
        rig.cut()
        assert fault_of(rig.tamper) is Fault.TAMPER_SWITCH_MISSING

    def test_a_mended_switch_is_read_again(self, rig: TamperRig) -> None:
        assert not rig.tamper.opened()
        rig.cut()
        assert fault_of(rig.tamper) is Fault.TAMPER_SWITCH_MISSING
        rig.mend()
        assert not rig.tamper.opened()
        rig.open_case()
        rig.close_case()
        assert rig.tamper.opened()
