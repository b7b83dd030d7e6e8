"""Metering on the palm: what is refused for its light is corrected, what can be read is left alone."""

import pytest

from app.biometrics.exposure import correction
from app.biometrics.observation import Observation, Quality, nothing_seen
from app.domain.capture import Cause


def seen(brightness: float, *causes: Cause) -> Observation:
    quality = Quality(
        focus=1.5, brightness=brightness, contrast=5.0, glare=0.0, dark=0.0, alike=1.0, redness=10.0, motion=0.0
    )
    return Observation(frozenset(causes), quality=quality)


@pytest.mark.parametrize(
    ("observation", "stops"),
    [
        (seen(120.0), 0.0),
        (seen(61.0), 0.0),
        (seen(59.0), 1.0),
        (seen(230.0, Cause.TOO_BRIGHT), -0.94),
        (seen(20.0, Cause.TOO_DARK), 1.0),
        (seen(0.0, Cause.TOO_DARK), 1.0),
        (seen(130.0, Cause.GLARE), -0.5),
        (seen(240.0, Cause.GLARE), -1.0),
        (seen(100.0, Cause.TOO_FAR), 0.0),
        (nothing_seen(None), 0.0),
        (nothing_seen(burnt=0.01), 0.0),
        (nothing_seen(burnt=0.03), -1.0),
        (nothing_seen(Cause.TOO_DARK), 1.0),
        (nothing_seen(Cause.TOO_BRIGHT), -1.0),
    ],
)
def test_the_correction_of(observation: Observation, stops: float) -> None:
    assert correction(observation) == pytest.approx(stops, abs=0.005)
