"""What a server does once a day, for as long as it runs. Of several servers each does it: nothing is lost by twice.

keeper = Daily("stocktaking", lambda: take_stock(store, clock.now()), clock)
keeper.start()
"""

from collections.abc import Callable

from app.ports.clock import Clock
from app.ports.control.transaction import ControlStore
from app.runtime.loop import Loop
from app.runtime.retention import DAY_S, HOUR_S
from app.services.control.overdue_people import delete_overdue
from app.services.control.publish import Publisher
from app.services.control.usage import take_stock

LOOK_EVERY_S = 0.2
AT_ONCE = 50
"""People in one transaction: a fraction of a second, so that no terminal waits."""


class Daily:
    """The first time is an hour after the start, when a clock that woke up wrong has been set."""

    def __init__(self, name: str, work: Callable[[], None], clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._due_s = clock.monotonic_s() + HOUR_S
        self._loop = Loop(name, self.step, lambda fault: None)

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()

    def step(self) -> None:
        """Raises FaultError; then it is tried again an hour later."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._due_s:
            self._due_s = now_s + HOUR_S
            self._work()
            self._due_s = now_s + DAY_S
        self._clock.sleep(LOOK_EVERY_S)


def server_retention(store: ControlStore, publisher: Publisher, clock: Clock) -> Daily:
    """Keeps the consent's promise: whoever is overdue leaves, some at a time."""

    def delete() -> None:
        while delete_overdue(store, publisher, clock.now(), AT_ONCE) == AT_ONCE:
            pass

    return Daily("server-retention", delete, clock)


def stocktaking(store: ControlStore, clock: Clock) -> Daily:
    """Counts what a month's statement of usage lists."""
    return Daily("stocktaking", lambda: take_stock(store, clock.now()), clock)
