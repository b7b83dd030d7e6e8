"""Newer software in the simulated world."""

import pytest

from app.domain.updates import Fetched, TrialEnd
from drivers.simulated.clock import SteppedClock
from drivers.simulated.updates import DOWNLOADS, SimulatedUpdates
from drivers.simulated.world import World


@pytest.fixture
def updates() -> SimulatedUpdates:
    return SimulatedUpdates(World(SteppedClock()), "0.1.0")


def test_a_cut_download_goes_on_where_it_was_cut(updates: SimulatedUpdates) -> None:
    first: list[float] = []
    second: list[float] = []
    updates.offer(Fetched.UNREACHABLE)
    assert updates.fetch(first.append) is Fetched.UNREACHABLE
    updates.offer(Fetched.NEWER, "0.2.0")
    assert updates.fetch(second.append) is Fetched.NEWER
    assert (first[0], first[-1]) == (0.0, 0.5)
    assert (second[0], second[-1]) == (0.5, 1.0)


@pytest.mark.parametrize("fetched", [each for each in Fetched if each not in DOWNLOADS])
def test_what_is_known_beforehand_begins_no_download(updates: SimulatedUpdates, fetched: Fetched) -> None:
    seen: list[float] = []
    updates.offer(fetched)
    assert updates.fetch(seen.append) is fetched
    assert seen == []


def test_a_version_is_on_trial_until_it_is_kept(updates: SimulatedUpdates) -> None:
    updates.offer(Fetched.NEWER, "0.2.0")
    updates.fetch(lambda part: None)
    updates.install()
    updates.start()
    assert (updates.version(), updates.on_trial()) == ("0.2.0", True)
    updates.commit()
    assert (updates.version(), updates.on_trial()) == ("0.2.0", False)


def test_a_version_that_failed_is_left_and_not_offered_again(updates: SimulatedUpdates) -> None:
    updates.offer(Fetched.NEWER, "0.2.0")
    updates.fetch(lambda part: None)
    updates.install()
    updates.start()
    updates.roll_back()
    assert (updates.version(), updates.on_trial()) == ("0.1.0", False)
    assert updates.fetch(lambda part: None) is Fetched.FAILED_BEFORE
    failed = updates.failed()
    assert failed is not None
    assert (failed.version, failed.end) == ("0.2.0", TrialEnd.UNHEALTHY)
