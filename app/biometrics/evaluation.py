"""How often are people mistaken or turned away? Rates with intervals, in the terms of ISO/IEC 19795-1.

A comparison is genuine when both images show the same hand, impostor when they show different hands. When image names
tell the recording session, a comparison of either kind crosses sessions: earlier images serve as references, later
ones as probes. Comparisons that share a hand are not independent, so intervals resample hands (bootstrap), and where
no error was seen they follow the rule of three over hands, not over comparisons.

A false non-match rate is stated at a false match rate only when the impostor comparisons resolve it, by the rule of
three: at least three of them lie below the threshold. Else it is refused, with the reason.

>>> scores = Comparisons(np.array([0.1, 0.2]), np.array([0, 1]), np.array([0.4, 0.45]), np.array([0, 1]), 4)
>>> equal_error_rate(scores.genuine, scores.impostor)
0.0
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

TARGETS = (1e-2, 1e-3, 1e-4, 1e-5)
LEAST_BELOW = 3
RESAMPLES = 400
CONFIDENCE = 0.95

Distances = NDArray[np.float64]
Hands = NDArray[np.int64]


class Protocol(Enum):
    ACROSS_SESSIONS = "across_sessions"
    ALL_PAIRS = "all_pairs"


@dataclass(frozen=True)
class Interval:
    """95 %."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Distances with the hand of each comparison's probe (an index below `hands`)."""

    genuine: Distances
    genuine_hand: Hands
    impostor: Distances
    impostor_hand: Hands
    hands: int
    impostor_comparisons: int | None = None
    """How many were made, when `impostor` is a sample of them."""


@dataclass(frozen=True)
class FalseNonMatch:
    target: float
    """The false match rate asked for."""
    rate: float | None
    interval: Interval | None
    threshold: float | None
    refused: str | None
    """Why no rate is stated."""


@dataclass(frozen=True)
class Summary:
    eer: float | None
    eer_interval: Interval | None
    false_non_match: tuple[FalseNonMatch, ...]
    d_prime: float | None


def summarise(scores: Comparisons, seed: int = 0) -> Summary:
    """All rates of one set of comparisons; `seed` draws the bootstrap."""
    if not len(scores.genuine) or not len(scores.impostor):
        refused = tuple(FalseNonMatch(t, None, None, None, "no comparisons of both kinds") for t in TARGETS)
        return Summary(None, None, refused, None)
    return Summary(
        equal_error_rate(scores.genuine, scores.impostor),
        _eer_interval(scores, seed),
        tuple(_false_non_match(scores, target, seed) for target in TARGETS),
        d_prime(scores.genuine, scores.impostor),
    )


def equal_error_rate(genuine: Distances, impostor: Distances) -> float:
    """Where false match and false non-match rates cross; half their sum where they jump past each other."""
    wrong, right = np.sort(impostor), np.sort(genuine)
    near = wrong[: min(int(np.searchsorted(wrong, right[-1], "right")) + 1, 1_000_000)]
    thresholds = np.concatenate([right, near])
    false_match = np.searchsorted(wrong, thresholds, "right") / len(wrong)
    false_non_match = 1 - np.searchsorted(right, thresholds, "right") / len(right)
    nearest = int(np.argmin(np.abs(false_match - false_non_match)))
    return float(false_match[nearest] + false_non_match[nearest]) / 2


def d_prime(genuine: Distances, impostor: Distances) -> float:
    """Distance of the two means in units of their pooled standard deviation."""
    spread = np.sqrt((genuine.var() + impostor.var()) / 2)
    return float(abs(impostor.mean() - genuine.mean()) / spread) if spread > 0 else float("inf")


def det_curve(scores: Comparisons, points: int = 200) -> tuple[Distances, Distances]:
    """(FMR, FNMR) at `points` thresholds, evenly spread over the logarithm of the false match rate."""
    wrong, right = np.sort(scores.impostor), np.sort(scores.genuine)
    rates = np.logspace(np.log10(1 / len(wrong)), 0, points)
    thresholds = wrong[np.minimum((rates * len(wrong)).astype(np.int64), len(wrong) - 1)]
    return rates, 1 - np.searchsorted(right, thresholds, "left") / len(right)


def at_most(errors: int, trials: int) -> Interval:
    """Clopper and Pearson's 95 % interval of a rate; with no error about 3.7 / trials (one side: the rule of three)."""
    from_beta = _beta_quantile
    low = 0.0 if errors == 0 else from_beta(0.025, errors, trials - errors + 1)
    high = 1.0 if errors == trials else from_beta(0.975, errors + 1, trials - errors)
    return Interval(low, high)


def _beta_quantile(share: float, a: int, b: int) -> float:
    """By halving the interval of the regularised incomplete beta function, here a binomial sum."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _binomial_tail(a, a + b - 1, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _binomial_tail(least: int, trials: int, rate: float) -> float:
    """P(X >= least) of `trials` tries."""
    if rate <= 0 or rate >= 1:
        return float(rate >= 1 or least == 0)
    k = np.arange(least)
    logs = np.concatenate([[0.0], np.cumsum(np.log((trials - k) / (k + 1)))])[:least]
    return float(1 - np.exp(logs + k * np.log(rate) + (trials - k) * np.log1p(-rate)).sum())


def _false_non_match(scores: Comparisons, target: float, seed: int) -> FalseNonMatch:
    count = scores.impostor_comparisons or len(scores.impostor)
    if count * target < LEAST_BELOW:
        why = f"{count:,} impostor comparisons leave {count * target:.1f} below the threshold; {LEAST_BELOW} are wanted"
        return FalseNonMatch(target, None, None, None, why)
    below = min(int(target * count), len(scores.impostor) - 1)
    threshold = float(np.partition(scores.impostor, below)[below])
    missed = scores.genuine >= threshold
    return FalseNonMatch(target, float(missed.mean()), _rate_interval(missed, scores, seed), threshold, None)


def _rate_interval(missed: NDArray[np.bool_], scores: Comparisons, seed: int) -> Interval:
    """Hands are drawn with replacement. Where no hand failed: the upper end for that many independent hands."""
    tries = np.bincount(scores.genuine_hand, minlength=scores.hands)
    errors = np.bincount(scores.genuine_hand, weights=missed, minlength=scores.hands)
    present = np.flatnonzero(tries)
    if not missed.any():
        return at_most(0, len(present))
    drawn = np.random.default_rng(seed).choice(present, (RESAMPLES, len(present)))
    rates = errors[drawn].sum(axis=1) / tries[drawn].sum(axis=1)
    return Interval(*(float(q) for q in np.quantile(rates, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))))


def _eer_interval(scores: Comparisons, seed: int) -> Interval:
    """Genuine and impostor comparisons resampled by the probe's hand, over the closest 200,000 impostors."""
    if equal_error_rate(scores.genuine, scores.impostor) == 0:
        return at_most(0, len(np.unique(scores.genuine_hand)))
    closest = min(200_000, len(scores.impostor))
    near = np.argpartition(scores.impostor, closest - 1)[:closest]
    near = near[np.argsort(scores.impostor[near])]
    thresholds = np.sort(scores.genuine)[::-1][: max(50, len(scores.genuine) // 20)]
    wrong, wrong_hand = scores.impostor[near], scores.impostor_hand[near]
    per_hand = np.bincount(scores.impostor_hand, minlength=scores.hands)
    random, rates = np.random.default_rng(seed), []
    for _ in range(RESAMPLES // 4):
        weight = np.bincount(random.integers(0, scores.hands, scores.hands), minlength=scores.hands).astype(np.float64)
        rates.append(_weighted_eer(scores, weight, per_hand, wrong, wrong_hand, thresholds))
    return Interval(*(float(q) for q in np.quantile(rates, ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))))


def _weighted_eer(
    scores: Comparisons,
    weight: Distances,
    per_hand: Hands,
    wrong: Distances,
    wrong_hand: Hands,
    thresholds: Distances,
) -> float:
    impostors, genuine_weight = float(per_hand @ weight), weight[scores.genuine_hand]
    order = np.argsort(scores.genuine)
    right, right_sum = scores.genuine[order], np.cumsum(genuine_weight[order])
    wrong_sum = np.concatenate([[0.0], np.cumsum(weight[wrong_hand])])
    right_sum = np.concatenate([[0.0], right_sum])
    false_match = wrong_sum[np.searchsorted(wrong, thresholds, "right")] / max(impostors, 1.0)
    false_non_match = 1 - right_sum[np.searchsorted(right, thresholds, "right")] / max(right_sum[-1], 1.0)
    nearest = int(np.argmin(np.abs(false_match - false_non_match)))
    return float(false_match[nearest] + false_non_match[nearest]) / 2
