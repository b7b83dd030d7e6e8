"""Quiet hours, and what each signal is told by."""

from datetime import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.comfort import QuietHours
from app.domain.cues import CUES, PULSE_S
from app.domain.signals import Signal

TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("span", "at", "quiet"),
    [
        ("22:00-06:00", "21:59", False),
        ("22:00-06:00", "22:00", True),
        ("22:00-06:00", "00:00", True),
        ("22:00-06:00", "05:59", True),
        ("22:00-06:00", "06:00", False),
        ("12:30-13:15", "13:00", True),
        ("12:30-13:15", "23:00", False),
    ],
)
def test_quiet_hours_may_go_over_midnight(span: str, at: str, quiet: bool) -> None:
    assert QuietHours.parse(span).holds(time.fromisoformat(at)) is quiet


@given(TIMES, TIMES, TIMES)
def test_a_time_is_quiet_in_a_span_or_in_the_rest_of_the_day(begins: time, ends: time, at: time) -> None:
    if begins != ends:
        assert QuietHours(begins, ends).holds(at) is not QuietHours(ends, begins).holds(at)


@pytest.mark.parametrize("text", ["22-06", "24:00-06:00", "22:00-22:00", "22:00-6:00", "22:60-06:00", "22:00-06:00 "])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        QuietHours.parse(text)


@pytest.mark.requirement("OVR-004")
def test_no_two_signals_differ_in_colour_alone() -> None:
    """By movement and glyph, or by sound: for whoever sees no colours."""
    assert set(CUES) == set(Signal)
    for one, other in combinations(CUES.values(), 2):
        assert (one.motion, one.glyph) != (other.motion, other.glyph)
    heard = [cue.sound for cue in CUES.values() if cue.sound]
    assert len(set(heard)) == len(heard)


def test_nothing_flashes_faster_than_three_times_a_second() -> None:
    assert all(seconds > 1 / 3 for seconds in PULSE_S.values())
