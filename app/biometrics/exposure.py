"""How much more light the camera should take, or less: metered on the palm, not on the frame.

    stops = correction(observation)      # +1.0: twice the light; 0.0: leave it

A camera's own automatic exposure looks at the whole frame: before a bright ceiling it drowns dark skin, under a lamp it
burns bright skin out. Metered on the palm, all skin comes out in the middle of the scale.

Rules: pure; small errors are left alone, so that a palm that can be read is read under one light; a hand that is not
seen is metered by what the frame as a whole lacks.

Limits: one-sided light stays one-sided; what is burnt out says only that it is too bright, not by how much.
"""

from math import log2
from typing import Final

from app.biometrics.observation import Observation
from app.domain.capture import Cause

AIM: Final = 120.0
"""Mean grey value of the palm. Palms of all tones that were read well lay between 60 and 178: its middle, in stops."""
LEAST_STOPS: Final = 1.0
"""Smaller errors are left alone. Less: the light changes under palms that could be read. More: codes in noise."""
MOST_STOPS: Final = 1.0
"""In one step: cameras answer by some curve of their own, so the way there is walked and not jumped."""
_BURNT_STOPS: Final = 0.5
BURNT_FRAME: Final = 0.02
"""Share of a frame without a hand that may be one: burnt out, the detector does not find it. A hand that is offered
covers a fifth of the frame. Less: every lamp in the picture darkens it."""

_LIGHT: Final = frozenset({Cause.TOO_DARK, Cause.TOO_BRIGHT, Cause.GLARE})
"""What refuses a palm for its light; then every error counts."""


def correction(seen: Observation) -> float:
    """Stops to add to the exposure, -1..1; 0 when the light will do, or nothing tells."""
    refused = seen.causes & _LIGHT
    if seen.quality is None:
        return _of_frame(seen, refused)
    stops = log2(AIM / max(seen.quality.brightness, 1.0))
    if Cause.GLARE in refused:
        stops = min(stops, -_BURNT_STOPS)
    if not refused and abs(stops) < LEAST_STOPS:
        return 0.0
    return max(-MOST_STOPS, min(MOST_STOPS, stops))


def _of_frame(seen: Observation, refused: frozenset[Cause]) -> float:
    if Cause.TOO_DARK in refused:
        return MOST_STOPS
    return -MOST_STOPS if Cause.TOO_BRIGHT in refused or seen.burnt > BURNT_FRAME else 0.0
