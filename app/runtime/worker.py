"""One thread for slow work: it runs jobs in order and posts what they give.

A job that fails posts a fault instead: whoever waits for its answer gets a fault screen, never a grant.
"""

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue

from app.domain.faults import Fault, FaultError
from app.flows.events import Event, FaultRaised
from app.runtime.loop import Loop

log = logging.getLogger("thenar.runtime")

Job = Callable[[], Event | None]
Post = Callable[[Event], None]

WAIT_S = 0.1


class Worker:
    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[tuple[Job, Post]] = SimpleQueue()
        self._loop = Loop(name, self._step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def submit(self, job: Job, post: Post) -> None:
        """From any thread. Jobs run one after another."""
        self._jobs.put((job, post))

    def _step(self) -> None:
        try:
            job, post = self._jobs.get(timeout=WAIT_S)
        except Empty:
            return
        try:
            event = job()
        except Exception as error:  # noqa: BLE001 (the top of a loop records and fails closed)
            log.error("a job failed: %s", type(error).__name__)
            event = FaultRaised(error.fault if isinstance(error, FaultError) else Fault.SYSTEM_ERROR)
        if event is not None:
            post(event)
