"""Keeps the consent's promise while the terminal runs: once a day, whoever is overdue is deleted.

The first time is an hour after the start, when a clock that woke up wrong has been set; a day that failed is logged and
tried again an hour later. Nobody at the terminal is told: it is none of their doing.
"""

import logging

from app.domain.faults import FaultError
from app.ports.clock import Clock
from app.runtime.loop import Loop
from app.runtime.memory import Memory
from app.runtime.worker import Worker
from app.services.delete_person import delete_overdue

log = logging.getLogger("thenar.runtime")

HOUR_S = 60 * 60.0
DAY_S = 24 * HOUR_S
LOOK_EVERY_S = 0.2


class Retention:
    """The deleting itself is done by `worker`, in turn with the decisions, so that the gallery has one user."""

    def __init__(self, memory: Memory, worker: Worker, clock: Clock) -> None:
        self._memory = memory
        self._worker = worker
        self._clock = clock
        self._due_s = clock.monotonic_s() + HOUR_S
        self._loop = Loop("retention", self._step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def _step(self) -> None:
        self.look()
        self._clock.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Asks for the day's deletions when they are due."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._due_s:
            self._due_s = now_s + DAY_S
            self._worker.submit(self._delete, lambda event: None)

    def _delete(self) -> None:
        try:
            delete_overdue(self._memory.store, self._memory.gallery, self._memory.logbook)
        except FaultError as error:
            log.error("retention failed: %s", type(error).__name__)
            self._due_s = self._clock.monotonic_s() + HOUR_S
