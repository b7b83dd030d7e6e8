"""Sends events for as long as the server runs: a few threads, each a round at a time, and once an hour a clearing out.

delivery = Delivery(deliveries, post, clock, random.random)
delivery.start()
"""

from collections.abc import Callable
from datetime import timedelta

from app.ports.clock import Clock
from app.ports.control.delivery import Deliveries
from app.runtime.loop import Loop
from app.services.control.deliver import deliver_once
from app.services.control.post import Post

THREADS = 4
"""Targets served at once: one that is slow keeps no other waiting until there are four of them."""
LOOK_EVERY_S = 0.2
"""How long a new event lies still at most, when everything is idle."""
KEPT = timedelta(days=30)
"""How long a published event can be replayed. They hold badge numbers, so not longer than a month."""
CLEAR_EVERY_S = 3_600.0
_CLEARED_AT_ONCE = 500
"""Events deleted in one transaction: a fraction of a second."""


class Delivery:
    def __init__(self, deliveries: Deliveries, post: Post, clock: Clock, share: Callable[[], float]) -> None:
        self._deliveries = deliveries
        self._post = post
        self._clock = clock
        self._share = share
        self._clear_at_s = clock.monotonic_s() + CLEAR_EVERY_S
        self._loops = [Loop(f"delivery-{number}", self._step, lambda fault: None) for number in range(THREADS)]
        self._loops.append(Loop("events-clearing", self._clear_step, lambda fault: None))

    def start(self) -> None:
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        """Returns when what is being sent has been sent or given up."""
        for loop in self._loops:
            loop.stop()

    def clear(self) -> None:
        """Deletes old events, a few in each transaction."""
        before = self._clock.now() - KEPT
        while self._deliveries.forget(before, _CLEARED_AT_ONCE) == _CLEARED_AT_ONCE:
            pass

    def _step(self) -> None:
        if not deliver_once(self._deliveries, self._post, self._clock, self._share):
            self._clock.sleep(LOOK_EVERY_S)

    def _clear_step(self) -> None:
        if self._clock.monotonic_s() >= self._clear_at_s:
            self._clear_at_s = self._clock.monotonic_s() + CLEAR_EVERY_S
            self.clear()
        self._clock.sleep(LOOK_EVERY_S)
