"""Watches the link to the door controller, and says when it is down and up again."""

from collections.abc import Callable
from contextlib import suppress

from app.domain.faults import Fault, FaultError
from app.flows.events import Event, FaultCleared, FaultRaised
from app.ports.clock import Clock
from app.ports.door import Door, DoorLink
from app.runtime.loop import Loop

LOOK_EVERY_S = 0.2
DOWN_FOR_S = 5.0
"""Seconds without a link before the terminal says so: a controller that restarts a channel is back within two."""

_FAULTS = {DoorLink.OFFLINE: Fault.CONTROLLER_SILENT, DoorLink.KEY_REFUSED: Fault.CONTROLLER_KEY_REFUSED}


class DoorWatch:
    def __init__(self, door: Door, clock: Clock, post: Callable[[Event], None]) -> None:
        self._door = door
        self._clock = clock
        self._post = post
        self._up_s = clock.monotonic_s()
        self._raised: Fault | None = None
        self._loop = Loop("door", self._step, lambda fault: post(FaultRaised(fault)))

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def _step(self) -> None:
        if self._door.link() is DoorLink.OFFLINE:
            with suppress(FaultError):  # its port is not there yet, or no more: the next look tries again
                self._door.open()
        self.look()
        self._clock.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """One look at the link."""
        now_s = self._clock.monotonic_s()
        fault = _FAULTS.get(self._door.link())
        if fault is None:
            self._up_s = now_s
        elif now_s - self._up_s < DOWN_FOR_S:
            return
        if fault is not self._raised:
            if self._raised is not None:
                self._post(FaultCleared(self._raised))
            if fault is not None:
                self._post(FaultRaised(fault, standing=True))
            self._raised = fault
