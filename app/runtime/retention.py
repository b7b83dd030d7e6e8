"""Keeps the consent's promise while the terminal runs: at start and once a day, whoever is overdue is deleted."""

from collections.abc import Callable

from app.flows.events import Event, FaultRaised
from app.ports.clock import Clock
from app.runtime.loop import Loop
from app.runtime.memory import Memory
from app.runtime.worker import Worker
from app.services.delete_person import delete_overdue

DAY_S = 24 * 60 * 60.0
LOOK_EVERY_S = 0.2


class Retention:
    """The deleting itself is done by `worker`, in turn with the decisions, so that the gallery has one user."""

    def __init__(self, memory: Memory, worker: Worker, clock: Clock, post: Callable[[Event], None]) -> None:
        self._memory = memory
        self._worker = worker
        self._clock = clock
        self._post = post
        self._due_s = clock.monotonic_s()
        self._loop = Loop("retention", self._step, lambda fault: post(FaultRaised(fault)))

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
            self._worker.submit(self._delete, self._post)

    def _delete(self) -> None:
        delete_overdue(self._memory.store, self._memory.gallery, self._memory.logbook)
