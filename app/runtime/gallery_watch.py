"""Looks after a terminal's gallery while nobody shows a palm: it is emptied when its customer key has gone, so that the
palms do not stay in memory until the next visitor."""

from app.domain.faults import FaultError
from app.ports.clock import Clock
from app.ports.customer_key import CUSTOMER_KEY_FAULTS
from app.runtime.loop import Loop
from app.runtime.memory import Memory
from app.runtime.worker import Worker

ASK_EVERY_S = 5.0
"""Together with the key's lease (`app.storage.key_lease`) below the minute within which a revocation bites."""
LOOK_EVERY_S = 0.2


class GalleryWatch:
    """The look itself is done by `worker`, in turn with the decisions, so that the gallery has one user."""

    def __init__(self, memory: Memory, worker: Worker, clock: Clock) -> None:
        self._memory = memory
        self._worker = worker
        self._clock = clock
        self._due_s = clock.monotonic_s()
        self._loop = Loop("gallery-watch", self._step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def look(self) -> None:
        """Asks for a look when one is due."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._due_s:
            self._due_s = now_s + ASK_EVERY_S
            self._worker.submit(self._keep_current, lambda event: None)

    def _keep_current(self) -> None:
        """The next palm tells the fault; a badge alone needs none of this."""
        try:
            self._memory.keep_current()
        except FaultError as error:
            if error.fault not in CUSTOMER_KEY_FAULTS:
                raise

    def _step(self) -> None:
        self.look()
        self._clock.sleep(LOOK_EVERY_S)
