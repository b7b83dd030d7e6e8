"""Fault codes are printed on screens, in logs and in manuals: they are for ever."""

import re

from app.domain.faults import Fault


def test_every_fault_has_a_code_of_its_own_that_people_can_read_out() -> None:
    codes = [fault.row.code for fault in Fault]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"TH-\d{3}", code) for code in codes)


def test_no_two_faults_are_one_member_of_the_enum() -> None:
    """Two members with equal rows would be aliases, and one of them would show the other's screen."""
    assert len(Fault) == len(Fault.__members__)


def test_a_fault_answers_with_an_error_status() -> None:
    assert all(400 <= fault.row.http_status < 600 for fault in Fault)
