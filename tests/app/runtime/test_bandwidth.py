"""How wide the way to the server is: what is asked, when, and what is made of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from app.domain.bandwidth import COUNTS_AS_NEEDED_KBPS, IN_A_ROW, QUESTIONS, Answer, Look
from app.gateway.link_client import LinkLost
from app.operations.instances import HealthWord
from app.operations.link import Asked, Beat, Frame, Told, read_frame, written
from app.operations.link_padding import FetchPadding, padding_of
from app.operations.link_sync import Later
from app.runtime.bandwidth import AGAIN_S, DAILY_S, FIRST_AFTER_S, Bandwidth
from drivers.simulated.clock import SteppedClock


@dataclass
class Way:
    """To a server: `kbps` wide, `there_and_back_s` long. `busy` servers put off."""

    clock: SteppedClock = field(default_factory=SteppedClock)
    kbps: float = 100_000.0
    there_and_back_s: float = 0.03
    busy: bool = False
    asked: list[int] = field(default_factory=list)

    def ask(self, message: Asked) -> Told:
        assert isinstance(message, FetchPadding)
        self.asked.append(message.size)
        self.clock.pass_time(self.there_and_back_s)
        if self.busy:
            return Later(1000)
        self.clock.pass_time(message.size * 8 / (self.kbps * 1000))
        return padding_of(message.size)

    def look(self, bandwidth: Bandwidth, after_s: float) -> None:
        self.clock.pass_time(after_s)
        while bandwidth.step(self.ask):
            pass


@pytest.fixture
def way() -> Way:
    return Way()


@pytest.mark.parametrize(
    ("kbps", "there_and_back_s", "narrow"),
    [
        (100_000.0, 0.005, False),
        (100_000.0, 0.2, False),
        (8_100.0, 0.2, False),
        (7_900.0, 0.005, True),
        (7_900.0, 0.2, True),
        (1_000.0, 0.03, True),
        (56.0, 0.2, True),
    ],
)
def test_the_length_of_the_way_does_not_make_it_narrow(
    way: Way, kbps: float, there_and_back_s: float, narrow: bool
) -> None:
    way.kbps, way.there_and_back_s = kbps, there_and_back_s
    bandwidth = Bandwidth(way.clock)
    for _ in range(IN_A_ROW):
        way.look(bandwidth, DAILY_S)
    assert bandwidth.narrow is narrow
    assert bandwidth.kbps is not None
    assert (bandwidth.kbps < COUNTS_AS_NEEDED_KBPS) is narrow


def test_nothing_is_asked_right_at_the_start_and_little_in_a_day(way: Way) -> None:
    bandwidth = Bandwidth(way.clock)
    way.look(bandwidth, FIRST_AFTER_S - 1)
    assert way.asked == []
    way.look(bandwidth, 1)
    assert way.asked == list(QUESTIONS)
    way.look(bandwidth, DAILY_S - 1)
    assert way.asked == list(QUESTIONS)


def test_no_question_follows_one_whose_answer_took_long(way: Way) -> None:
    way.kbps = 200.0
    way.look(Bandwidth(way.clock), FIRST_AFTER_S)
    assert way.asked == [QUESTIONS[0]]


def test_two_narrow_looks_are_no_news_and_a_wide_one_ends_it(way: Way) -> None:
    bandwidth = Bandwidth(way.clock)
    way.kbps = 5_000.0
    found = []
    for number in range(4):
        way.look(bandwidth, AGAIN_S if number else FIRST_AFTER_S)
        found.append(bandwidth.narrow)
    assert found == [False, False, True, True]
    way.kbps = 50_000.0
    way.look(bandwidth, AGAIN_S)
    assert not bandwidth.narrow


def test_a_busy_server_is_asked_later_and_says_nothing_of_the_way(way: Way) -> None:
    bandwidth = Bandwidth(way.clock)
    way.busy = True
    way.look(bandwidth, FIRST_AFTER_S)
    assert (bandwidth.kbps, len(way.asked)) == (None, 1)
    way.busy = False
    way.look(bandwidth, AGAIN_S)
    assert bandwidth.kbps is not None


def test_half_a_look_over_a_connection_that_broke_is_forgotten(way: Way) -> None:
    bandwidth = Bandwidth(way.clock, first_after_s=0.0)
    ask: Callable[[Asked], Told] = way.ask
    assert bandwidth.step(ask)
    bandwidth.begin()
    way.look(bandwidth, 0.0)
    assert way.asked == [QUESTIONS[0], *QUESTIONS]


def test_a_question_that_no_answer_comes_to_is_not_the_first_word_of_the_next_connection(way: Way) -> None:
    def silent(message: Asked) -> Told:
        raise LinkLost

    bandwidth = Bandwidth(way.clock, first_after_s=0.0)
    with pytest.raises(LinkLost):
        bandwidth.step(silent)
    bandwidth.begin()
    assert not bandwidth.step(silent)
    way.look(bandwidth, AGAIN_S)
    assert bandwidth.kbps is not None


@pytest.mark.parametrize("micros", [0, 1, 100, 300])
def test_what_is_told_of_the_way_fits_its_message(micros: int) -> None:
    look = Look((Answer(131_072, 0.1), Answer(524_288, 0.1 + micros / 1e6)))
    said = written(Frame(1, Beat(HealthWord.HEALTHY, 1, bandwidth_kbps=look.kbps)))
    assert read_frame(said) is not None
    assert not look.narrow


def test_answers_between_which_no_time_is_left_are_wider_than_can_be_told() -> None:
    look = Look((Answer(1000, 0.2), Answer(4000, 0.2)))
    assert (look.kbps, look.narrow) == (None, False)
