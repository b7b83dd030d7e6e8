"""Asks whether a server answers: more than once, because after a change of network routes and names may take a moment,
and never for longer than is said, because looking up a name alone may take half a minute on a network that leads
nowhere.

    server = patiently(lambda device: answers(place, device), Persistence(tries=3, wait_s=1.0, answer_s=4.0), clock)
    network.join(login, Goal(server))
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread

from app.ports.clock import Clock
from app.ports.network import Proof


@dataclass(frozen=True)
class Persistence:
    tries: int
    wait_s: float
    """Between two tries."""
    answer_s: float
    """For one answer."""

    @property
    def most_s(self) -> float:
        """Until nobody is asked any more."""
        return self.tries * self.answer_s + (self.tries - 1) * self.wait_s


def patiently(ask: Proof, persistence: Persistence, clock: Clock) -> Proof:
    """As `ask`, which is asked on a thread of its own each time."""

    def asked(device: str) -> bool:
        for number in range(persistence.tries):
            if number:
                clock.sleep(persistence.wait_s)
            if answered_within(persistence.answer_s, lambda: ask(device)):
                return True
        return False

    return asked


def answered_within(seconds: float, ask: Callable[[], bool]) -> bool:
    """What `ask` says or raises; False when it has not ended by then. It then ends by itself, and nobody listens."""
    future = Future[bool]()
    thread = Thread(target=_answer, args=(future, ask), name="thenar-asking", daemon=True)
    thread.start()
    try:
        answer = future.result(seconds)
    except TimeoutError:
        return False
    thread.join()
    return answer


def _answer(future: Future[bool], ask: Callable[[], bool]) -> None:
    try:
        future.set_result(ask())
    except Exception as error:  # noqa: BLE001 (raised again where it was asked)
        future.set_exception(error)
