"""The reckoning against a machine whose true time we know: power cuts, clocks that anybody sets, and contacts."""

from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.offline_lease import Moment
from app.domain.reckoned_time import CARRY_MILLIS, STRAY_MILLIS, Mark, carried, reckoned, strays, told

HOUR = 3_600_000
DAY = 24 * HOUR
Step: TypeAlias = tuple[str, int]

RUN = st.tuples(st.just("run"), st.integers(1, 10 * HOUR))
CUT = st.tuples(st.just("off"), st.just(0))
OFF = st.tuples(st.just("off"), st.integers(0, 10 * DAY))
JUMP = st.tuples(st.just("jump"), st.integers(-400 * DAY, 400 * DAY))
BACK = st.tuples(st.just("jump"), st.integers(-400 * DAY, 0))
CONTACT = st.tuples(st.just("contact"), st.just(0))


@dataclass
class Truth:
    """One terminal with its disk. It carries its mark as the timekeeper does; it begins with a contact."""

    now: int = 50 * 365 * DAY
    """Truly."""
    boots: int = 1
    running: int = 0
    wall_off: int = 0
    cuts: int = 0
    """Since the last contact."""
    off: int = 0
    """Truly, since the last contact."""
    unwritten: int = 0
    disk: Mark = field(init=False)

    def __post_init__(self) -> None:
        self.disk = told(self.now, self.moment)

    @property
    def moment(self) -> Moment:
        return Moment(f"run-{self.boots}", self.running, self.now + self.wall_off)

    @property
    def reckoned(self) -> int:
        return reckoned(self.disk, self.moment)

    def do(self, step: Step) -> None:
        what, amount = step
        match what:
            case "run":
                while amount:
                    part = min(amount, CARRY_MILLIS)
                    self.now, self.running, amount = self.now + part, self.running + part, amount - part
                    self.unwritten += part
                    if self.unwritten >= CARRY_MILLIS:
                        self._carry()
            case "off":
                self.boots, self.running, self.cuts = self.boots + 1, 0, self.cuts + 1
                self.now, self.off = self.now + amount, self.off + amount
                self._carry()
            case "jump":
                self.wall_off += amount
            case "contact":
                self.disk, self.cuts, self.off, self.unwritten = told(self.now, self.moment), 0, 0, 0

    def _carry(self) -> None:
        self.disk, self.unwritten = carried(self.disk, self.moment, synchronised=False), 0


@settings(max_examples=150)
@given(st.lists(st.one_of(RUN, OFF, JUMP, CONTACT), max_size=25))
@example([("run", 9 * HOUR), ("jump", -300 * DAY), ("off", 0), ("run", 9 * HOUR), ("jump", -300 * DAY), ("off", 0)])
def test_it_never_goes_back_and_runs_with_the_machine_whatever_is_done_to_clock_and_power(steps: list[Step]) -> None:
    truth = Truth()
    for step in steps:
        before = truth.reckoned
        truth.do(step)
        match step:
            case ("run", ran):
                assert truth.reckoned == before + ran
            case ("jump", _):
                assert truth.reckoned == before
            case ("off", _):
                assert truth.reckoned >= before - CARRY_MILLIS
            case _:
                assert truth.reckoned == truth.now


@settings(max_examples=150)
@given(st.lists(st.one_of(RUN, OFF, BACK, CONTACT), max_size=25))
@example([("jump", -300 * DAY), *[("run", CARRY_MILLIS - 1), ("off", 0)] * 12])
def test_a_clock_that_is_set_back_hides_the_time_in_which_it_was_off_and_a_minute_for_each_cut(
    steps: list[Step],
) -> None:
    truth = Truth()
    for step in steps:
        truth.do(step)
        assert truth.now - truth.off - truth.cuts * CARRY_MILLIS <= truth.reckoned <= truth.now


@settings(max_examples=150)
@given(st.lists(st.one_of(RUN, OFF, CONTACT), max_size=25))
def test_with_an_honest_clock_it_is_right_however_long_it_was_off(steps: list[Step]) -> None:
    truth = Truth()
    for step in steps:
        truth.do(step)
        assert truth.reckoned == truth.now


@given(st.integers(1, 400 * DAY))
def test_a_clock_set_forward_is_believed_after_a_power_cut_alone_and_the_servers_word_mends_it(ahead: int) -> None:
    truth = Truth()
    truth.do(("jump", ahead))
    truth.do(("run", HOUR))
    assert truth.reckoned == truth.now
    truth.do(("off", 0))
    assert truth.reckoned == truth.now + ahead
    truth.do(("contact", 0))
    assert truth.reckoned == truth.now


def test_a_clock_that_follows_a_time_server_takes_it_forward_and_not_back() -> None:
    mark = told(10 * DAY, Moment("run-1", 0, 0))
    ahead, behind = Moment("run-1", HOUR, 20 * DAY), Moment("run-1", HOUR, 5 * DAY)
    assert reckoned(carried(mark, ahead, synchronised=True), ahead) == 20 * DAY
    assert reckoned(carried(mark, ahead, synchronised=False), ahead) == 10 * DAY + HOUR
    assert reckoned(carried(mark, behind, synchronised=True), behind) == 10 * DAY + HOUR


def test_a_clock_strays_by_more_than_five_minutes_either_way() -> None:
    mark = told(10 * DAY, Moment("run-1", 0, 0))
    for off, wrong in ((STRAY_MILLIS, False), (STRAY_MILLIS + 1, True), (-STRAY_MILLIS, False), (-DAY, True)):
        assert strays(mark, Moment("run-1", 0, 10 * DAY + off)) is wrong
    assert not strays(None, Moment("run-1", 0, 0)), "there is nothing to tell it by"
