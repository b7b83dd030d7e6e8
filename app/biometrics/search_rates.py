"""Rates at a threshold that was fixed before: false matches and false non-matches, and how they grow with a gallery.

A `Search` is one probe and everything it was compared with. Rates at a threshold count comparisons; intervals resample
hands, because comparisons that share a hand hang together (for false matches both hands of the pair are drawn). Where
fewer than three hands, or pairs of hands, were in error no rate is stated, only what the data leave possible.

The rates of a gallery of g palms are means over all galleries of g of the other hands, by counting and not by drawing:
with f of n strangers under the threshold, a gallery without any of them is `C(n - f, g) / C(n, g)` of all. As the
gallery does it, a hand with several references has the mean of its two closest distances, and a person is named only
when ahead of everybody else by a margin.

>>> search = Search(0, np.array([0, 1, 2]), np.array([0.2, 0.4, 0.45], np.float32), np.ones(3, np.bool_), ("tone3",))
>>> false_matches([search], 0.41, hands=3).errors
1
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.biometrics.evaluation import CONFIDENCE, LEAST_BELOW, RESAMPLES, Interval, at_most
from app.biometrics.gallery import MARGIN
from app.biometrics.odds import Estimate, Ground

Rates = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Search:
    hand: int
    """The probe's."""
    hands: NDArray[np.int64] = field(repr=False)
    """(N,): whose each reference is."""
    distances: NDArray[np.float32] = field(repr=False)
    """(N,)."""
    counted: NDArray[np.bool_] = field(repr=False)
    """(N,): False where the same two images were compared the other way round."""
    labels: tuple[str, ...] = ()
    """Of the probe: `tone3`, `light2`."""


@dataclass(frozen=True)
class Observed:
    errors: int
    trials: int
    rate: Estimate


@dataclass(frozen=True)
class GalleryRow:
    palms: int
    threshold: float
    false_positive: Estimate
    """FPIR: searches of people who are not in the gallery that name somebody."""
    false_negative: Estimate
    """FNIR: searches of people who are in it that do not name them."""


def false_matches(searches: Sequence[Search], threshold: float, hands: int, seed: int = 0) -> Observed:
    """Of comparisons of different hands, `hands` of them in all; takes 16 bytes for each pair of them."""
    trials, errors = np.zeros((hands, hands)), np.zeros((hands, hands))
    for search in searches:
        strangers = search.counted & (search.hands != search.hand)
        np.add.at(trials[search.hand], search.hands[strangers], 1)
        np.add.at(errors[search.hand], search.hands[strangers & (search.distances < threshold)], 1)
    either_way = (trials + trials.T)[np.triu_indices(hands, 1)] > 0
    in_error = (errors + errors.T)[np.triu_indices(hands, 1)] > 0

    def again(weight: Rates) -> Rates:
        of_trials = np.einsum("bi,bi->b", weight @ trials, weight)
        of_errors = np.einsum("bi,bi->b", weight @ errors, weight)
        return np.asarray(of_errors / np.maximum(of_trials, 1e-12))

    return _observed(errors.sum(), trials.sum(), int(in_error.sum()), int(either_way.sum()), hands, again, seed)


def false_non_matches(searches: Sequence[Search], threshold: float, hands: int, seed: int = 0) -> Observed:
    """Of comparisons of the same hand."""
    trials, errors = np.zeros(hands), np.zeros(hands)
    for search in searches:
        own = search.counted & (search.hands == search.hand)
        trials[search.hand] += own.sum()
        errors[search.hand] += (own & (search.distances >= threshold)).sum()
    return _by_hand(errors, trials, seed)


def matching_ranks(searches: Sequence[Search], ranks: int = 10) -> tuple[float, ...]:
    """CMC: the share of mated searches whose own hand is among the closest 1, 2, ... hands; empty without any."""
    places = []
    for search in searches:
        own = search.hands == search.hand
        if own.any() and not own.all():
            closer = search.distances < search.distances[own].min()
            places.append(len(np.unique(search.hands[closer & ~own])))
    if not places:
        return ()
    return tuple(float(np.mean(np.array(places) < rank)) for rank in range(1, ranks + 1))


def by_gallery(
    searches: Sequence[Search], threshold_for: Callable[[int], float], hands: int, seed: int = 0
) -> list[GalleryRow]:
    """FPIR and FNIR for galleries of 1, 10, 20, 50, 100 ... palms and of all others that every probe met."""
    met = [_by_owner(search) for search in searches if len(search.hands)]
    met = [one for one in met if len(one.strangers)]
    if not met:
        return []
    most = min(len(one.strangers) for one in met)
    sizes = [size for tens in range(1, 7) for size in (10**tens, 2 * 10**tens, 5 * 10**tens) if size < most]
    rows = []
    for size in sorted({1, *sizes, most}):
        threshold = threshold_for(size)
        positive, negative, tries, mated = (np.zeros(hands) for _ in range(4))
        for one in met:
            tries[one.hand] += 1
            positive[one.hand] += 1 - _spared(len(one.strangers), size)[(one.strangers < threshold).sum()]
            if one.own is not None:
                closer = int((one.strangers < one.own + MARGIN).sum())
                mated[one.hand] += 1
                found = _spared(len(one.strangers), size - 1)[closer] if one.own < threshold else 0.0
                negative[one.hand] += 1 - found
        rows.append(
            GalleryRow(size, threshold, _by_hand(positive, tries, seed).rate, _by_hand(negative, mated, seed).rate)
        )
    return rows


@dataclass(frozen=True, eq=False)
class _Met:
    hand: int
    own: float | None
    strangers: Rates
    """One distance a hand."""


def _by_owner(search: Search) -> _Met:
    """One distance a hand, as `matching.fused` has it, for all hands at once."""
    order = np.lexsort((search.distances, search.hands))
    hands, distances = search.hands[order], search.distances[order].astype(np.float64)
    first = np.flatnonzero(np.diff(hands, prepend=-1))
    second = np.minimum(first + 1, len(hands) - 1)
    fused = (distances[first] + np.where(hands[second] == hands[first], distances[second], distances[first])) / 2
    own = fused[hands[first] == search.hand]
    return _Met(search.hand, float(own[0]) if len(own) else None, fused[hands[first] != search.hand])


@cache
def _spared(others: int, size: int) -> Rates:
    """(others + 1,): the share of galleries of `size` of `others` hands without any of f given ones, f = 0, 1, ..."""
    f = np.arange(others)
    return np.concatenate([[1.0], np.cumprod(np.maximum(others - size - f, 0) / (others - f))])


def _by_hand(errors: Rates, trials: Rates, seed: int) -> Observed:
    present, wrong = int((trials > 0).sum()), int((errors > 1e-9).sum())

    def again(weight: Rates) -> Rates:
        return np.asarray((weight @ errors) / np.maximum(weight @ trials, 1e-12))

    return _observed(errors.sum(), trials.sum(), wrong, present, len(trials), again, seed)


def _observed(
    errors: float, trials: float, wrong: int, units: int, hands: int, again: Callable[[Rates], Rates], seed: int
) -> Observed:
    """`wrong` of `units` hands (or pairs of hands) were in error; `again` gives the rates of drawn hands."""
    if not trials:
        return Observed(0, 0, Estimate(None, Interval(0.0, 1.0), Ground.NOT_SHOWN))
    rate = float(errors / trials)
    if wrong < LEAST_BELOW:
        possible = Estimate(None, Interval(0.0, at_most(wrong, units).high), Ground.NOT_SHOWN)
        return Observed(round(errors), round(trials), possible)
    weight = np.random.default_rng(seed).multinomial(hands, np.full(hands, 1 / hands), RESAMPLES).astype(np.float64)
    low, high = (float(q) for q in np.quantile(again(weight), ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)))
    return Observed(round(errors), round(trials), Estimate(rate, Interval(low, high), Ground.MEASURED))
