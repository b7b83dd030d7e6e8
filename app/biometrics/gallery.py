"""The enrolled palms in memory, and the one question: whose palm is this?

1. Screen: every template is aligned with the probe by its wide planes.
2. Sift: the survivors, those that align best, are given their distance at their best place alone.
3. Settle: the closest of those are given their exact distance, and the closest hands with all of their samples.

What the first two cost in palms missed is measured by `tests/bench/bench_screening.py`; `resources/manual/matching.md`
has the figures. A person is named only when the closest is under the profile's threshold and clearly ahead of everybody
else. The other hand of the same person is nobody else: after mirroring it resembles its owner more than strangers do.

Codes are held and compared under the gallery's veil (`app.biometrics.renewal`). Adding and removing touch one row each.
No thread, no lock: the caller serialises, and may lend `spread` (an executor's `map`) to search on several cores.

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
from app.ports.transform import TransformKey

MARGIN = 0.01
"""How much closer the named person must be than the next one."""
SURVIVORS = 128
"""Templates that survive the screen at the least; of larger galleries a fixed share does."""
SURVIVING_SHARE = 0.25
"""Of 10,600 pairs of one drawn palm 98 aligned worse than the best hundredth of strangers, 23 than the best twentieth,
10 than the best tenth, 4 than the best fifth and none than the best quarter. Less: palms are missed; more: a search
takes longer."""
SETTLED = 128
"""Templates that are given their exact distance at the least."""
SETTLED_SHARE = 0.01
"""Of the survivors. Of 3,536 such pairs none was farther, at its best place alone, than one stranger in 2,000."""
CONTENDERS = 32
"""Hands compared with all of their samples: the named one and those that could be its rivals."""
CHUNK = 2_048
"""Rows screened in one piece of work: one millisecond."""
EXACT_CHUNK = 256
KIND = {Hand.LEFT: 1, Hand.RIGHT: 2}
"""What a row holds; 0 = nothing."""


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
        self._kinds = np.zeros(len(self._rows), np.int8)
        self._owners: list[tuple[PersonId, Hand] | None] = []
        self._free: list[int] = []
        self._of: dict[tuple[PersonId, Hand], list[int]] = {}

    @property
    def palms(self) -> int:
        """Enrolled hands: what a profile's size counts."""
        return len(self._of)

    @property
    def people(self) -> frozenset[PersonId]:
        return frozenset(person for person, _ in self._of)

    @property
    def templates(self) -> int:
        return len(self._owners) - len(self._free)

    @property
    def epoch(self) -> int:
        """Of the veil that every code in it is under."""
        return self._veil.epoch

    def is_under(self, key: TransformKey) -> bool:
        """Whether every code in it is under this key's veil."""
        return self._veil.is_made_from(key)

    def refill(self, veil: Veil, everybody: Iterable[tuple[PersonId, Hand, Sequence[PalmCode]]]) -> None:
        """Forgets what it holds for what it is given, under another veil. When `everybody` fails it stays as it was."""
        fresh = Gallery(self._spread, veil)
        for person, hand, codes in everybody:
            fresh.add(person, hand, codes)
        for person, _ in list(self._of):
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
            self._kinds[row] = KIND[hand]
            self._of.setdefault((person, hand), []).append(row)

    def remove(self, person: PersonId) -> bool:
        """Forgets both hands and overwrites their rows; True when there was such a person."""
        rows = [row for hand in Hand for row in self._of.pop((person, hand), [])]
        for row in rows:
            matching.clear(self._rows, row)
            self._owners[row] = None
            self._kinds[row] = 0
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
        """Fused distance of every hand that comes close to any probe."""
        prepared = [self._veil.prepare(code) for code in probes]
        screened = [self._screened(probe) for probe in prepared]
        best = np.max(screened, axis=0)
        rows = np.flatnonzero(self._kinds[: len(best)] == KIND[hand] if hand else self._kinds[: len(best)])
        rows = matching.in_order_of_place(rows[best_rows(best[rows])], screened[0])
        sifted = np.min([self._sifted(*each, rows) for each in zip(prepared, screened, strict=True)], axis=0)
        rows = rows[_best(sifted, SETTLED, SETTLED_SHARE)]
        settled = np.min([self._exact(probe, rows) for probe in prepared], axis=0)
        if not len(rows):
            return {}
        contenders = self._nearest_owners(rows[np.argsort(settled, kind="stable")])
        samples = [self._of[owner] for owner in contenders]
        rows = np.array([row for each in samples for row in each], np.int64)
        found = np.array([self._exact(probe, rows) for probe in prepared])
        ends = np.cumsum([len(each) for each in samples])
        parts = np.split(found, ends[:-1], axis=1)
        return {owner: matching.fused(part.ravel()) for owner, part in zip(contenders, parts, strict=True)}

    def _nearest_owners(self, rows: NDArray[np.int64]) -> list[tuple[PersonId, Hand]]:
        """The first owners of rows in order of distance."""
        owners = dict.fromkeys(owner for row in rows if (owner := self._owners[row]) is not None)
        return list(owners)[:CONTENDERS]

    def _screened(self, probe: matching.Probe) -> NDArray[np.int32]:
        count = len(self._owners)
        scores = np.empty(count, np.int32)

        def piece(bounds: tuple[int, int]) -> None:
            matching.screen(probe, self._rows, *bounds, scores)

        cuts = [*range(0, count, CHUNK), count]
        for _ in self._spread(piece, pairwise(cuts)):
            pass
        return scores

    def _sifted(self, probe: matching.Probe, scores: NDArray[np.int32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        return self._piecewise(rows, lambda part: matching.sift(probe, self._rows, part, scores))

    def _exact(self, probe: matching.Probe, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        return self._piecewise(rows, lambda part: matching.exact(probe, self._rows, part))

    def _piecewise(
        self, rows: NDArray[np.int64], compare: Callable[[NDArray[np.int64]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        distances = np.empty(len(rows), np.float32)

        def piece(bounds: tuple[int, int]) -> None:
            part = slice(*bounds)
            distances[part] = compare(rows[part])

        cuts = [*range(0, len(rows), EXACT_CHUNK), len(rows)]
        for _ in self._spread(piece, pairwise(cuts)):
            pass
        return distances

    def _new_row(self) -> int:
        row = len(self._owners)
        if row == len(self._rows):
            self._rows = matching.grown(self._rows)
            self._kinds = np.concatenate([self._kinds, np.zeros_like(self._kinds)])
        self._owners.append(None)
        return row


def best_rows(scores: NDArray[np.int32]) -> NDArray[np.int64]:
    """The rows that survive the screen: those that align best, SURVIVORS, or SURVIVING_SHARE of a large gallery."""
    return _best(-scores, SURVIVORS, SURVIVING_SHARE)


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


def _best(costs: NDArray[np.int32] | NDArray[np.float32], least: int, share: float) -> NDArray[np.int64]:
    """The indexes of the smallest costs: a share of all of them, and `least` in any case."""
    wanted = max(least, int(len(costs) * share))
    if wanted >= len(costs):
        return np.arange(len(costs))
    return np.asarray(np.argpartition(costs, wanted)[:wanted], np.int64)
