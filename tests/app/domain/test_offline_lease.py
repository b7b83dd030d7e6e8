"""The lease against a machine whose true time we know: reboots, power cuts, clocks that anybody sets, and contacts."""

from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.offline_lease import SLICE_MILLIS, Lease, Moment, capped, carried, covered, granted, left

MINUTE = 60_000
HOUR = 60 * MINUTE
ALLOWED = 72 * HOUR

Step: TypeAlias = tuple[str, int]

RUN = st.tuples(st.just("run"), st.integers(1, 40 * HOUR))
OFF = st.tuples(st.just("off"), st.integers(0, 40 * HOUR))
JUMP = st.tuples(st.just("jump"), st.integers(-400 * 24 * HOUR, 400 * 24 * HOUR))
CONTACT = st.tuples(st.just("contact"), st.just(0))


@dataclass
class Truth:
    """One terminal with its disk. It carries its lease as the guard does: in time, and before it is used."""

    boots: int = 1
    running: int = 0
    wall: int = 50 * 365 * 24 * HOUR
    ran: int = 0
    """Truly, since the last contact."""
    away: int = 0
    """Truly, since the last contact, with the time in which it was off."""
    starts: int = 0
    """Since the last contact."""
    locked: bool = False
    disk: Lease = field(init=False)

    def __post_init__(self) -> None:
        self.disk = granted(ALLOWED, self.now)

    @property
    def now(self) -> Moment:
        return Moment(f"run-{self.boots}", self.running, self.wall)

    def do(self, step: Step) -> None:
        what, amount = step
        match what:
            case "run":
                self._run(amount)
            case "off":
                self.boots, self.running, self.starts = self.boots + 1, 0, self.starts + 1
                self.wall += amount
                self.away += amount
                self._look()
            case "jump":
                self.wall += amount
            case "contact" if not self.locked:
                self.disk, self.ran, self.away, self.starts = granted(ALLOWED, self.now), 0, 0, 0

    def _run(self, amount: int) -> None:
        while amount and not self.locked:
            part = min(amount, SLICE_MILLIS // 2)
            self.running, self.wall = self.running + part, self.wall + part
            self.ran, self.away, amount = self.ran + part, self.away + part, amount - part
            self._look()

    def _look(self) -> None:
        if left(self.disk, self.now) == 0:
            self.locked = True
        elif not covered(carried(self.disk, self.now), self.now):
            raise AssertionError("what is carried pays for now")
        else:
            self.disk = carried(self.disk, self.now)


@settings(max_examples=150)
@given(st.lists(st.one_of(RUN, OFF, JUMP, CONTACT), max_size=25))
@example([("jump", -300 * 24 * HOUR), ("run", 40 * HOUR), ("jump", 300 * 24 * HOUR), ("run", 40 * HOUR)])
@example([("run", 40 * HOUR), ("jump", -300 * 24 * HOUR), ("off", 0), ("run", 33 * HOUR)])
def test_whatever_is_done_to_clock_and_power_it_never_runs_longer_than_it_may(steps: list[Step]) -> None:
    truth = Truth()
    for step in steps:
        truth.do(step)
        assert truth.locked or truth.ran < ALLOWED


@settings(max_examples=150)
@given(st.lists(st.one_of(RUN, OFF, CONTACT), max_size=25))
def test_with_an_honest_clock_the_time_in_which_it_was_off_counts_too(steps: list[Step]) -> None:
    truth = Truth()
    for step in steps:
        truth.do(step)
        assert truth.locked or truth.away < ALLOWED


@settings(max_examples=150)
@given(st.lists(st.one_of(RUN, OFF, CONTACT), max_size=25))
def test_a_power_cut_takes_a_slice_at_most(steps: list[Step]) -> None:
    truth = Truth()
    for step in steps:
        truth.do(step)
        if truth.locked:
            assert truth.away >= ALLOWED - truth.starts * SLICE_MILLIS
            return


@given(st.lists(st.one_of(JUMP, st.tuples(st.just("run"), st.integers(1, 3 * HOUR))), max_size=20))
def test_while_it_runs_nobody_gains_or_loses_by_the_wall_clock(steps: list[Step]) -> None:
    truth = Truth()
    for step in steps:
        truth.do(step)
    assert left(truth.disk, truth.now) == max(ALLOWED - truth.ran, 0)


@given(st.lists(st.one_of(RUN, OFF, JUMP), max_size=15))
@example([("run", 32 * HOUR), ("off", 40 * HOUR), ("jump", -1)])
def test_without_a_contact_nothing_is_given_back(steps: list[Step]) -> None:
    """Until it is locked: that lock is kept beside the lease, and no clock opens it."""
    truth, before = Truth(), ALLOWED
    for step in steps:
        truth.do(step)
        if truth.locked:
            return
        now_left = left(truth.disk, truth.now)
        assert now_left <= before
        before = now_left


def test_whoever_pulls_the_plug_every_second_pays_a_slice_each_time() -> None:
    truth, starts = Truth(), 0
    while not truth.locked:
        truth.do(("jump", -1000))
        truth.do(("off", 0))
        starts += 1
    assert starts == ALLOWED // SLICE_MILLIS


def test_a_stricter_configuration_shortens_what_is_left_and_a_milder_one_gives_nothing() -> None:
    now = Moment("run-1", 0, 0)
    lease = granted(10 * HOUR, now)
    assert left(capped(lease, HOUR, now), now) == HOUR
    assert left(capped(lease, 100 * HOUR, now), now) == 10 * HOUR


def test_less_than_a_slice_is_paid_whole() -> None:
    now = Moment("run-1", 5, 5)
    lease = granted(SLICE_MILLIS // 2, now)
    assert (lease.rest_millis, lease.paid_millis) == (0, SLICE_MILLIS // 2)
    assert not covered(lease, Moment("run-1", 5 + SLICE_MILLIS // 2, 5))
    assert left(lease, Moment("run-2", 0, 5)) == 0


def test_another_run_is_never_covered_by_what_the_last_one_paid() -> None:
    lease = granted(ALLOWED, Moment("run-1", 0, 0))
    assert covered(lease, Moment("run-1", SLICE_MILLIS - 1, 0))
    assert not covered(lease, Moment("run-2", 0, 0))
