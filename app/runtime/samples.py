"""Palm codes on their way from the camera to the store, in memory only, and gone with the person.

Threads meet here: capture adds, the workers take. Nothing outlives `forget`.
"""

from threading import Lock

from app.biometrics.liveness.judge import Liveness
from app.biometrics.liveness.presented import Presented
from app.biometrics.template import PalmCode
from app.domain.people import Hand


class Samples:
    def __init__(self) -> None:
        self._lock = Lock()
        self._hands: dict[Hand, list[PalmCode]] = {}
        self._liveness: Liveness | None = None
        self._probe: Presented | None = None

    def add(self, hand: Hand, code: PalmCode, liveness: Liveness) -> None:
        with self._lock:
            self._hands.setdefault(hand, []).append(code)
            self._liveness = liveness

    def drop(self, hand: Hand) -> None:
        with self._lock:
            self._hands.pop(hand, None)

    def hands(self) -> dict[Hand, tuple[PalmCode, ...]]:
        with self._lock:
            return {hand: tuple(codes) for hand, codes in self._hands.items()}

    @property
    def liveness(self) -> Liveness | None:
        """What was said of the sample that was taken last; all that were taken were taken for alive."""
        with self._lock:
            return self._liveness

    def offer_probe(self, probe: Presented) -> None:
        with self._lock:
            self._probe = probe

    def take_probe(self) -> Presented | None:
        """The probe with its verdict, once: a second taker gets nothing, so that no attempt is served by another's palm
        or by the verdict on it."""
        with self._lock:
            probe, self._probe = self._probe, None
            return probe

    def forget(self) -> None:
        with self._lock:
            self._hands.clear()
            self._liveness = None
            self._probe = None
