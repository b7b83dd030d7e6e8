"""The exposure follows the palm, waits for its own effect, and forgets whoever has gone."""

from app.biometrics.observation import Observation, nothing_seen
from app.domain.capture import Cause
from app.runtime.metering import FORGETTING_FRAMES, REACH_STOPS, SETTLING_FRAMES, Metering

DARK = nothing_seen(Cause.TOO_DARK)


def see(metering: Metering, observation: Observation, times: int) -> None:
    for _ in range(times):
        metering.see(observation)


def test_a_change_waits_for_frames_in_its_own_light() -> None:
    metering = Metering()
    see(metering, DARK, 1)
    assert metering.stops == 1.0
    see(metering, DARK, SETTLING_FRAMES)
    assert metering.stops == 1.0
    see(metering, DARK, 1)
    assert metering.stops == 2.0


def test_it_never_asks_for_more_than_the_reach() -> None:
    metering = Metering()
    see(metering, DARK, 50)
    assert metering.stops == REACH_STOPS


def test_whoever_comes_next_begins_with_the_cameras_own_exposure() -> None:
    metering = Metering()
    see(metering, DARK, 1)
    see(metering, nothing_seen(), SETTLING_FRAMES + FORGETTING_FRAMES - 1)
    assert metering.stops == 1.0
    see(metering, nothing_seen(), 1)
    assert metering.stops == 0.0
