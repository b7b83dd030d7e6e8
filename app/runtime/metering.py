"""The exposure that the camera is asked for, followed frame by frame.

    metering.see(observation)        # on the analysing thread
    camera.expose(metering.stops)    # on the reading thread

Rules: after a change it waits until frames of the new light have come; two seconds without a hand, or a camera that was
closed, give the camera its own exposure back.
"""

from app.biometrics.exposure import correction
from app.biometrics.observation import Observation
from app.domain.capture import Cause

REACH_STOPS = 2.0
"""Either way. At +2 a shutter of 1/120 s stands open for 1/30 s: more would smear a hand that is held in the air."""
SETTLING_FRAMES = 2
"""Still to come in the old light: one is being looked at by nobody yet, one is in the mailbox."""
FORGETTING_FRAMES = 30
"""Without a hand, two seconds, until the camera goes its own way again."""


class Metering:
    """`stops` may be read from any thread."""

    def __init__(self) -> None:
        self.stops = 0.0
        self._settling = 0
        self._empty = 0

    def see(self, seen: Observation) -> None:
        if self._settling:
            self._settling -= 1
            return
        step = correction(seen)
        self._empty = self._empty + 1 if seen.causes == {Cause.NO_HAND} else 0
        if self._empty >= FORGETTING_FRAMES:
            self._set(0.0)
        elif step:
            self._set(max(-REACH_STOPS, min(REACH_STOPS, self.stops + step)))

    def _set(self, stops: float) -> None:
        if stops != self.stops:
            self.stops = stops
            self._settling = SETTLING_FRAMES
