"""The watch over the software: a trial is judged, and the night brings newer versions."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from itertools import pairwise

import pytest

from app.domain.health_checks import Check
from app.domain.updates import Fetched
from app.runtime.software_watch import AGAIN_S, HEALTHY_S, TRIAL_MOST_S, SoftwareWatch, Surroundings
from drivers.simulated.clock import SteppedClock
from drivers.simulated.updates import SimulatedUpdates
from drivers.simulated.world import World

DAY_S = 24 * 3600.0
MINUTE_S = 60.0


class NightClock(SteppedClock):
    """Sleeping takes no time: the test moves it."""

    def sleep(self, seconds: float) -> None:
        """Returns at once."""


class NotingUpdates(SimulatedUpdates):
    """Notes when it was asked to look."""

    def __init__(self, clock: NightClock) -> None:
        super().__init__(World(clock), "0.1.0")
        self._clock = clock
        self.looks: list[datetime] = []

    def fetch(self, progress: Callable[[float], None]) -> Fetched:
        self.looks.append(self._clock.now())
        return super().fetch(progress)


class Scene:
    def __init__(self) -> None:
        self.clock = NightClock()
        self.updates = NotingUpdates(self.clock)
        self.at_work = True
        self.healthy = True
        self.nobody_there = True
        self.restarts = 0

    def watch(self) -> SoftwareWatch:
        around = Surroundings(lambda: self.at_work, lambda: self.healthy, lambda: self.nobody_there, self.restart)
        return SoftwareWatch(self.updates, self.clock, around, lambda: 0.5)

    def restart(self) -> None:
        self.restarts += 1

    def try_out(self) -> None:
        self.updates.offer(Fetched.NEWER, "0.2.0")
        self.updates.fetch(lambda share: None)
        self.updates.install()
        self.updates.start()

    def pass_time(self, watch: SoftwareWatch, seconds: float, step_s: float = 1.0) -> None:
        for _ in range(int(seconds / step_s)):
            watch.step()
            self.clock.pass_time(step_s)
        watch.step()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_version_that_is_healthy_for_a_minute_is_kept(scene: Scene) -> None:
    scene.try_out()
    watch = scene.watch()
    scene.pass_time(watch, HEALTHY_S - 1)
    assert scene.updates.on_trial()
    scene.pass_time(watch, 1)
    assert not scene.updates.on_trial()
    assert (scene.updates.version(), scene.restarts) == ("0.2.0", 0)


def test_a_version_that_is_healthy_now_and_then_is_rolled_back(scene: Scene) -> None:
    scene.try_out()
    watch = scene.watch()
    while scene.clock.monotonic_s() < TRIAL_MOST_S:
        scene.healthy = True
        scene.pass_time(watch, HEALTHY_S - 5)
        scene.healthy = False
        scene.pass_time(watch, 5)
    assert (scene.updates.version(), scene.restarts) == ("0.1.0", 1)
    assert scene.updates.failed() is not None


def test_the_night_brings_a_version_and_the_restart_waits_until_nobody_is_there(scene: Scene) -> None:
    scene.updates.offer(Fetched.NEWER, "0.2.0")
    scene.nobody_there = False
    watch = scene.watch()
    scene.pass_time(watch, DAY_S, MINUTE_S)
    assert (watch.last, scene.updates.waiting(), scene.restarts) == (Fetched.NEWER, True, 0)
    scene.nobody_there = True
    scene.pass_time(watch, 10)
    assert scene.restarts == 1


def test_a_terminal_that_is_set_up_is_left_to_that_journey(scene: Scene) -> None:
    scene.try_out()
    scene.at_work, scene.healthy = False, False
    watch = scene.watch()
    scene.pass_time(watch, DAY_S, MINUTE_S)
    assert (len(scene.updates.looks), scene.updates.on_trial(), scene.restarts) == (1, True, 0)
    scene.at_work, scene.healthy = True, True
    scene.pass_time(watch, HEALTHY_S)
    assert not scene.updates.on_trial()


@pytest.mark.parametrize("fetched", Fetched)
def test_software_that_was_refused_is_bad_for_the_terminals_health(scene: Scene, fetched: Fetched) -> None:
    scene.nobody_there = False
    scene.updates.offer(fetched, "0.2.0")
    watch = scene.watch()
    assert watch.failing() == ()
    scene.pass_time(watch, DAY_S, MINUTE_S)
    well = {
        Fetched.NEWER,
        Fetched.CURRENT,
        Fetched.FAILED_BEFORE,
        Fetched.UNREACHABLE,
        Fetched.SLOW,
        Fetched.NO_SPACE,
    }
    assert watch.failing() == (() if fetched in well else (Check.UPDATE,))


def test_software_that_was_taken_back_is_bad_until_another_is_kept(scene: Scene) -> None:
    scene.try_out()
    scene.updates.roll_back()
    assert scene.watch().failing() == (Check.UPDATE,)
    scene.try_out()
    watch = scene.watch()
    scene.pass_time(watch, HEALTHY_S)
    assert watch.failing() == ()


class When(Enum):
    NIGHTLY = 24.0
    HOURLY = AGAIN_S / 3600


@pytest.mark.parametrize(
    ("fetched", "when"),
    [
        (Fetched.CURRENT, When.NIGHTLY),
        (Fetched.UNSIGNED, When.NIGHTLY),
        (Fetched.FAILED_BEFORE, When.NIGHTLY),
        (Fetched.UNREACHABLE, When.HOURLY),
        (Fetched.SLOW, When.HOURLY),
    ],
)
def test_it_looks_once_a_night_and_hourly_where_that_may_help(scene: Scene, fetched: Fetched, when: When) -> None:
    scene.updates.offer(fetched)
    scene.pass_time(scene.watch(), 4 * DAY_S, MINUTE_S)
    looks = scene.updates.looks
    gaps = {(later - sooner).total_seconds() / 3600 for sooner, later in pairwise(looks)}
    assert gaps == {when.value}
    assert 2 <= looks[0].astimezone().hour < 5
