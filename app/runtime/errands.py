"""Slow questions of a window, off its thread: one thread asks them in order, and each is answered or failed.

    errands = Errands("console")
    errands.start()
    errands.submit(lambda: store.people_page(query), told=show)      # `show` runs on the errands' thread

Rules it keeps: whoever asks is told exactly once, an answer or a fault; an error's own text goes nowhere, it may hold
anything.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

from app.domain.faults import Fault, FaultError
from app.runtime.loop import Loop

Answer = TypeVar("Answer")

log = logging.getLogger("thenar.runtime")

WAIT_S = 0.1
"""How long the thread sleeps when nothing is asked: bounds how late it notices that it should stop."""


class Submit(Protocol):
    """How a window has something done elsewhere."""

    def __call__(self, job: Callable[[], Answer], told: Callable[[Answer | Fault], None]) -> None: ...


class Errands:
    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._loop = Loop(name, self._step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """Returns when the errand under way has ended; those still waiting are dropped."""
        self._loop.stop()

    def submit(self, job: Callable[[], Answer], told: Callable[[Answer | Fault], None]) -> None:
        """From any thread; `told` is called on the errands' own."""
        self._jobs.put(lambda: told(outcome(job)))

    def _step(self) -> None:
        with suppress(Empty):
            self._jobs.get(timeout=WAIT_S)()


def at_once(job: Callable[[], Answer], told: Callable[[Answer | Fault], None]) -> None:
    """A `Submit` that does it here and now, for whoever has no thread to spare: pictures, tests."""
    told(outcome(job))


def outcome(job: Callable[[], Answer]) -> Answer | Fault:
    """What a job gives, or the fault that kept it from giving anything."""
    try:
        return job()
    except FaultError as error:
        return error.fault
    except Exception as error:  # noqa: BLE001 (the top of a loop records and fails closed)
        log.error("an errand failed: %s", type(error).__name__)
        return Fault.SYSTEM_ERROR
