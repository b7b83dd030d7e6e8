"""Whether a server answers is asked more than once, and for no longer than is bearable."""

from threading import Event

import pytest

from app.domain.faults import Fault, FaultError
from app.domain.network import PROVED_WITHIN_S
from app.runtime.asking import Persistence, answered_within, patiently
from app.runtime.setup_terminal import PERSISTENCE as SETTING_UP
from tests.app.runtime.fakes import ToldClock

PERSISTENCE = Persistence(tries=3, wait_s=2.0, answer_s=20.0)


def test_while_a_terminal_is_set_up_nobody_is_asked_for_longer_than_its_screens_reckon_with() -> None:
    assert SETTING_UP.most_s <= PROVED_WITHIN_S


@pytest.mark.parametrize(("answers_at", "answered", "tries"), [(1, True, 1), (3, True, 3), (4, False, 3)])
def test_it_is_asked_until_it_answers_and_no_more_often_than_is_said(
    answers_at: int, answered: bool, tries: int
) -> None:
    asked: list[str] = []

    def server(device: str) -> bool:
        asked.append(device)
        return len(asked) >= answers_at

    clock = ToldClock()
    began_s = clock.monotonic_s()
    assert patiently(server, PERSISTENCE, clock)("wlan0") is answered
    assert asked == ["wlan0"] * tries
    assert clock.monotonic_s() - began_s <= PERSISTENCE.most_s
    assert clock.monotonic_s() - began_s == PERSISTENCE.wait_s * (tries - 1)


def test_one_that_does_not_end_counts_as_no_answer() -> None:
    """A name that nobody looks up keeps the machine waiting for half a minute."""
    let_go = Event()
    assert not answered_within(0.01, let_go.wait)
    let_go.set()


def test_what_breaks_is_raised_where_it_was_asked() -> None:
    def broken() -> bool:
        raise FaultError(Fault.STORE_UNREADABLE)

    with pytest.raises(FaultError):
        answered_within(20.0, broken)
