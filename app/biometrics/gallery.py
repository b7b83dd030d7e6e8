"""The enrolled palms in memory, and the one question: whose palm is this?

Every template is aligned with the probe (the coarse pass); those that align best are given their exact distance. A
person is named only when the closest is under the profile's threshold and clearly ahead of everybody else. The other
hand of the same person is nobody else: after mirroring it resembles its owner more than a stranger does.

Codes are held and compared under the gallery's veil (`app.biometrics.renewal`). Adding and removing touch one row
each. No thread, no lock: the caller serialises, and may lend `spread` (an
executor's `map`) to search on several cores.

>>> import numpy as np
>>> from app.biometrics.features import encode
>>> from app.biometrics.profiles import IDENTIFY
>>> from app.domain.people import Hand, PersonId
>>> palm = encode(np.random.default_rng(0).integers(0, 255, (128, 128)).astype(np.uint8), None)
>>> gallery = Gallery()
>>> gallery.add(PersonId("5" * 32), Hand.LEFT, [palm])
>>> gallery.identify([palm], IDENTIFY[0]).person == PersonId("5" * 32)
True
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.biometrics import matching
from app.biometrics.profiles import Profile
from app.biometrics.renewal import BARE, Veil
from app.biometrics.template import PalmCode
from app.domain.people import Hand, PersonId

MARGIN = 0.01
"""How much closer the named person must be than the next one."""
SURVIVORS = 128
"""Templates compared exactly at the least; larger galleries compare a fixed share."""
SURVIVING_SHARE = 0.01
"""Of 1,000 comparisons of one palm across two months none aligned worse than the best hundredth of strangers."""
CHUNK = 2_048
"""Rows screened in one piece of work: two milliseconds."""
EXACT_CHUNK = 128


class Reason(Enum):
    IDENTIFIED = "identified"
    NOBODY_ENROLLED = "nobody_enrolled"
    NOT_RECOGNISED = "not_recognised"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Identification:
    reason: Reason
    person: PersonId | None = None
    """Set exactly when `reason` is IDENTIFIED."""
    hand: Hand | None = None
    distance: float = 0.5
    """Of the closest person, 0 to 0.5."""
    runner_up: float = 0.5
    """Of the closest other person."""


class Spread(Protocol):
    """What `map` and `concurrent.futures.Executor.map` have in common."""

    def __call__(
        self, function: Callable[[tuple[int, int]], None], pieces: Iterable[tuple[int, int]], /
    ) -> Iterable[None]: ...


class Gallery:
    """Rows of templates with their owners. Rows of removed people are reused."""

    def __init__(self, spread: Spread = map, veil: Veil = BARE) -> None:
        self._spread = spread
        self._veil = veil
        self._rows = matching.room_for(64)
        self._owners: list[tuple[PersonId, Hand] | None] = []
        self._free: list[int] = []
        self._of: dict[PersonId, list[int]] = {}

    @property
    def palms(self) -> int:
        """Enrolled hands: what a profile's size counts."""
        return len({owner for owner in self._owners if owner is not None})

    @property
    def templates(self) -> int:
        return len(self._owners) - len(self._free)

    @property
    def epoch(self) -> int:
        """Of the veil that every code in it is under."""
        return self._veil.epoch

    def refill(self, veil: Veil, everybody: Iterable[tuple[PersonId, Hand, Sequence[PalmCode]]]) -> None:
        """Forgets what it holds for what it is given, under another veil. When `everybody` fails it stays as it was."""
        fresh = Gallery(self._spread, veil)
        for person, hand, codes in everybody:
            fresh.add(person, hand, codes)
        for person in list(self._of):
            self.remove(person)
        vars(self).update(vars(fresh))

    def add(self, person: PersonId, hand: Hand, codes: Sequence[PalmCode]) -> None:
        """Enrols samples of one hand, beside those that are there; plain codes or ones under this gallery's veil.

        Raises AnotherEpoch for a code under another one.
        """
        for code in [self._veil.cover(code) for code in codes]:
            row = self._free.pop() if self._free else self._new_row()
            matching.put(code, self._rows, row)
            self._owners[row] = (person, hand)
            self._of.setdefault(person, []).append(row)

    def remove(self, person: PersonId) -> bool:
        """Forgets both hands and overwrites their rows; True when there was such a person."""
        rows = self._of.pop(person, [])
        for row in rows:
            matching.clear(self._rows, row)
            self._owners[row] = None
        self._free.extend(rows)
        return bool(rows)

    def identify(self, probes: Sequence[PalmCode], profile: Profile, hand: Hand | None = None) -> Identification:
        """Whose palm the probes show: several frames of one hand. `hand` narrows the search to left or right palms.

        Raises ValueError without a probe.
        """
        if not probes:
            raise ValueError("no probe")
        if not self.templates:
            return Identification(Reason.NOBODY_ENROLLED)
        return decide(self._closest(probes, hand), profile)

    def _closest(self, probes: Sequence[PalmCode], hand: Hand | None) -> dict[tuple[PersonId, Hand], float]:
        """Fused distance of every hand that survives for any probe."""
        found: dict[tuple[PersonId, Hand], list[NDArray[np.float32]]] = {}
        prepared = [self._veil.prepare(code) for code in probes]
        rows = self._survivors([self._screened(probe) for probe in prepared], hand)
        for probe in prepared:
            distances = self._exact(probe, rows)
            by_hand: dict[tuple[PersonId, Hand], list[float]] = {}
            for row, distance in zip(rows, distances, strict=True):
                owner = self._owners[row]
                if owner is not None:
                    by_hand.setdefault(owner, []).append(float(distance))
            for owner, values in by_hand.items():
                found.setdefault(owner, []).append(np.array(values, np.float32))
        return {owner: matching.fused(np.concatenate(values)) for owner, values in found.items()}

    def _screened(self, probe: matching.Probe) -> NDArray[np.int32]:
        count = len(self._owners)
        scores = np.empty(count, np.int32)

        def piece(bounds: tuple[int, int]) -> None:
            matching.screen(probe, self._rows, *bounds, scores)

        cuts = [*range(0, count, CHUNK), count]
        for _ in self._spread(piece, pairwise(cuts)):
            pass
        return scores

    def _exact(self, probe: matching.Probe, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        distances = np.empty(len(rows), np.float32)

        def piece(bounds: tuple[int, int]) -> None:
            part = slice(*bounds)
            distances[part] = matching.exact(probe, self._rows, rows[part])

        cuts = [*range(0, len(rows), EXACT_CHUNK), len(rows)]
        for _ in self._spread(piece, pairwise(cuts)):
            pass
        return distances

    def _survivors(self, scores: Sequence[NDArray[np.int32]], hand: Hand | None) -> NDArray[np.int64]:
        """Rows that go on: the best aligned ones, and with each of them all rows of its person."""
        people = {owner[0] for row in best_rows(np.max(scores, axis=0)) if (owner := self._owners[row]) is not None}
        rows = [row for person in people for row in self._of[person]]
        if hand is not None:
            rows = [row for row in rows if (owner := self._owners[row]) is not None and owner[1] is hand]
        return np.array(sorted(rows), np.int64)

    def _new_row(self) -> int:
        row = len(self._owners)
        if row == len(self._rows):
            self._rows = matching.grown(self._rows)
        self._owners.append(None)
        return row


def best_rows(scores: NDArray[np.int32]) -> NDArray[np.int64]:
    """The rows that align best: SURVIVORS, or SURVIVING_SHARE of a large gallery."""
    wanted = max(SURVIVORS, int(len(scores) * SURVIVING_SHARE))
    if wanted >= len(scores):
        return np.arange(len(scores))
    return np.argpartition(scores, -wanted)[-wanted:]


def decide(closest: Mapping[tuple[PersonId, Hand], float], profile: Profile) -> Identification:
    """What follows from the fused distances of the hands that were compared exactly."""
    if not closest:
        return Identification(Reason.NOT_RECOGNISED)
    person, hand = min(closest, key=lambda owner: (closest[owner], owner[0], owner[1].value))
    distance = closest[person, hand]
    runner_up = min((d for (other, _), d in closest.items() if other != person), default=0.5)
    if distance >= profile.threshold:
        return Identification(Reason.NOT_RECOGNISED, distance=distance, runner_up=runner_up)
    if runner_up - distance < MARGIN:
        return Identification(Reason.AMBIGUOUS, distance=distance, runner_up=runner_up)
    return Identification(Reason.IDENTIFIED, person, hand, distance, runner_up)
