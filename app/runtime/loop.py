"""A thread that runs one step over and over until it is stopped.

The one place where `except Exception` is right: a step that fails is logged by its kind alone (its message might hold
anything), told to `on_fault`, and the loop goes on a moment later.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread, current_thread

from app.domain.faults import Fault, FaultError

log = logging.getLogger("thenar.runtime")

BREATH_S = 0.5
"""Pause after a failed step, so that a lasting failure does not fill the log."""


class Loop:
    """`step` should return within about 0.2 s, so that stopping is prompt."""

    def __init__(self, name: str, step: Callable[[], None], on_fault: Callable[[Fault], None]) -> None:
        self._step = step
        self._on_fault = on_fault
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=f"thenar-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended, unless it is the caller's own."""
        self._stopping.set()
        if self._thread.is_alive() and self._thread is not current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._step()
            except Exception as error:  # noqa: BLE001 (the top of a loop records and fails closed)
                log.error("%s failed: %s", self._thread.name, type(error).__name__)
                self._on_fault(error.fault if isinstance(error, FaultError) else Fault.SYSTEM_ERROR)
                self._stopping.wait(BREATH_S)
