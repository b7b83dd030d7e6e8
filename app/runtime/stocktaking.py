"""Counts once a day what a month's statement of usage lists, for as long as a server runs. Of several servers each
counts: they find the same."""

from app.ports.clock import Clock
from app.ports.control.transaction import ControlStore
from app.runtime.loop import Loop
from app.runtime.retention import DAY_S, HOUR_S
from app.services.control.usage import take_stock

LOOK_EVERY_S = 0.2


class Stocktaking:
    """The first time is an hour after the start, when a clock that woke up wrong has been set."""

    def __init__(self, store: ControlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._due_s = clock.monotonic_s() + HOUR_S
        self._loop = Loop("stocktaking", self.step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def step(self) -> None:
        """Raises FaultError; then it is tried again an hour later."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._due_s:
            self._due_s = now_s + HOUR_S
            take_stock(self._store, self._clock.now())
            self._due_s = now_s + DAY_S
        self._clock.sleep(LOOK_EVERY_S)
