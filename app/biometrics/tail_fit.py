"""Fits the tail of strangers' distances on sets of pictures, with intervals, and takes the strictest of several sets.

Comparisons that share a hand hang together, so intervals draw hands with replacement: a comparison of two hands weighs
as often as both were drawn (bootstrap). A set too small to give a scale still gives a start.

    fits = [fitted(searches, "staff, phone")]
    strictest(fits).threshold(1e-6)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.biometrics.calibration import SHARE, Tail
from app.biometrics.evaluation import CONFIDENCE, RESAMPLES, Interval
from app.biometrics.search_rates import Search

LEAST_BEYOND = 100
"""Comparisons in the tail from which its scale is told: to about a tenth, were they independent."""
CLOSEST = 20
LEAST_LOOKED_AT = 5_000
"""The bootstrap looks at so many times the fitted share, or at so many comparisons: drawn hands reach no farther."""


@dataclass(frozen=True)
class Fit:
    source: str
    share: float
    hands: int
    pairs: int
    """Pairs of different hands that were compared."""
    comparisons: int
    start: float
    start_interval: Interval
    scale: float | None
    """None where too few comparisons lie in the tail."""
    scale_interval: Interval | None


def fitted(searches: Sequence[Search], source: str, share: float = SHARE, seed: int = 0) -> Fit:
    """From all comparisons of different hands. Raises ValueError where there are too few for any tail."""
    distances, first, second = _strangers(searches)
    if len(distances) * share < 0.5:
        raise ValueError(
            f"{source}: {len(distances):,} comparisons of different hands; {round(0.5 / share):,} are wanted"
        )
    order = np.argsort(distances, kind="stable")
    near = order[: max(LEAST_LOOKED_AT, int(len(order) * share * CLOSEST))]
    hands = int(max(first.max(), second.max())) + 1
    start = float(distances[order[int(len(order) * share)]])
    beyond = start - distances[distances < start]
    enough = len(beyond) >= LEAST_BEYOND
    starts, scales = _drawn_again(distances[near], first[near], second[near], (first, second), hands, share, seed)
    return Fit(
        source,
        share,
        len(np.unique([first, second])),
        len(np.unique(np.minimum(first, second) * hands + np.maximum(first, second))),
        len(distances),
        start,
        _middle(starts),
        float(beyond.mean()) if enough else None,
        _middle(scales) if enough else None,
    )


def strictest(fits: Sequence[Fit]) -> Tail:
    """The nearest start and the widest scale of fits to one share. Raises ValueError when no set gives a scale."""
    wide = [fit for fit in fits if fit.scale is not None]
    if not wide:
        raise ValueError("no set is large enough to tell the scale of a tail")
    start = min(fit.start for fit in fits)
    scale = max(fit.scale for fit in wide if fit.scale is not None)
    pairs = max(fit.pairs for fit in fits)
    said = "; ".join(told(fit) for fit in fits)
    statement = (
        f"exponential tail over the closest {fits[0].share:.1%} of strangers' comparisons, the nearest start and the "
        f"widest scale of these sets: {said}. Below a rate of {3 / pairs:.0e} it is extrapolation"
    )
    return Tail(start, scale, fits[0].share, statement, pairs)


def told(fit: Fit) -> str:
    """One set in words."""
    scale = "too few for a scale" if fit.scale is None else f"scale {fit.scale:.5f}"
    met = f"{fit.comparisons:,} comparisons of {fit.pairs:,} pairs of hands"
    return f"{fit.source} ({met}: start {fit.start:.4f}, {scale})"


def _strangers(searches: Sequence[Search]) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Distances, and the two hands of each."""
    kept = [search.counted & (search.hands != search.hand) for search in searches]
    parts = [search.distances[which] for search, which in zip(searches, kept, strict=True)]
    distances = np.concatenate(parts or [np.empty(0)]).astype(np.float64)
    first = np.repeat([search.hand for search in searches], [len(part) for part in parts]).astype(np.int64)
    second = [search.hands[which] for search, which in zip(searches, kept, strict=True)]
    return distances, first, np.concatenate(second or [np.empty(0)]).astype(np.int64)


def _drawn_again(
    near: NDArray[np.float64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    everybody: tuple[NDArray[np.int64], NDArray[np.int64]],
    hands: int,
    share: float,
    seed: int,
) -> tuple[list[float], list[float]]:
    """Starts and scales of sets drawn from the same hands; `near` rises."""
    trials = np.zeros((hands, hands))
    np.add.at(trials, everybody, 1)
    random, starts, scales = np.random.default_rng(seed), [], []
    present = np.unique(everybody)
    for _ in range(RESAMPLES):
        weight = np.bincount(random.choice(present, len(present)), minlength=hands).astype(np.float64)
        of_each = weight[first] * weight[second]
        reached = np.cumsum(of_each)
        wanted = share * float(weight @ trials @ weight)
        end = min(int(np.searchsorted(reached, wanted)), len(near) - 1)
        inside = of_each[:end]
        starts.append(float(near[end]))
        if inside.sum() > 0:
            scales.append(float((inside * (near[end] - near[:end])).sum() / inside.sum()))
    return starts, scales or [0.0]


def _middle(values: list[float]) -> Interval:
    return Interval(*(float(end) for end in np.quantile(values, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))))
