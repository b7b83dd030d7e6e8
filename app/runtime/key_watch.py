"""Looks after the customer's key for as long as the server runs, so that its going is said even while nobody calls."""

from app.ports.clock import Clock
from app.runtime.loop import Loop
from app.services.control.watch_keys import KeyWatcher

LOOK_EVERY_S = 0.2
ASK_EVERY_S = 5.0
"""Seconds. How often the key itself is asked is the lease's to say (`app.storage.key_lease`)."""


class KeyWatch:
    def __init__(self, watcher: KeyWatcher, clock: Clock) -> None:
        self._watcher = watcher
        self._clock = clock
        self._due_s = clock.monotonic_s()
        self._loop = Loop("key-watch", self._step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def _step(self) -> None:
        if self._clock.monotonic_s() >= self._due_s:
            self._due_s = self._clock.monotonic_s() + ASK_EVERY_S
            self._watcher.look(self._clock.now())
        self._clock.sleep(LOOK_EVERY_S)
