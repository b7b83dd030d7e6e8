"""Palm codes on their way from the camera to the store, in memory only, and gone with the person.

Threads meet here: capture adds, the workers take. Nothing outlives `forget`.
"""

from threading import Lock

from app.biometrics.template import PalmCode
from app.domain.people import Hand


class Samples:
    def __init__(self) -> None:
        self._lock = Lock()
        self._hands: dict[Hand, list[PalmCode]] = {}
        self._probe: tuple[PalmCode, ...] = ()

    def add(self, hand: Hand, code: PalmCode) -> None:
        with self._lock:
            self._hands.setdefault(hand, []).append(code)

    def drop(self, hand: Hand) -> None:
        with self._lock:
            self._hands.pop(hand, None)

    def hands(self) -> dict[Hand, tuple[PalmCode, ...]]:
        with self._lock:
            return {hand: tuple(codes) for hand, codes in self._hands.items()}

    def offer_probe(self, codes: tuple[PalmCode, ...]) -> None:
        with self._lock:
            self._probe = codes

    def take_probe(self) -> tuple[PalmCode, ...]:
        """The probe, once: a second taker gets nothing, so that no attempt is served by another's palm."""
        with self._lock:
            probe, self._probe = self._probe, ()
            return probe

    def forget(self) -> None:
        with self._lock:
            self._hands.clear()
            self._probe = ()
