"""Keeps the consent's promise for as long as a server runs: once a day whoever is overdue leaves, some at a time, so
that no terminal waits. Of several servers each looks; whoever has left is not found again."""

from app.ports.clock import Clock
from app.ports.control.transaction import ControlStore
from app.runtime.loop import Loop
from app.runtime.retention import DAY_S, HOUR_S
from app.services.control.overdue_people import delete_overdue
from app.services.control.publish import Publisher

LOOK_EVERY_S = 0.2
AT_ONCE = 50
"""People in one transaction: a fraction of a second."""


class ServerRetention:
    """The first time is an hour after the start, when a clock that woke up wrong has been set."""

    def __init__(self, store: ControlStore, publisher: Publisher, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._due_s = clock.monotonic_s() + HOUR_S
        self._loop = Loop("server-retention", self.step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def step(self) -> None:
        """Raises FaultError; then it is tried again an hour later."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._due_s:
            self._due_s = now_s + HOUR_S
            while delete_overdue(self._store, self._publisher, self._clock.now(), AT_ONCE) == AT_ONCE:
                pass
            self._due_s = now_s + DAY_S
        self._clock.sleep(LOOK_EVERY_S)
