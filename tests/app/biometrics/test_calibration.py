"""The tail model against strangers who are drawn: rates of one palm and of two, fits, intervals."""

import numpy as np
import pytest

from app.biometrics.calibration import SHARE, Tail
from app.biometrics.search_rates import Search
from app.biometrics.tail_fit import fitted, strictest


def crowd(hands: int, pictures: int, seed: int, nearness: float = 0.004) -> list[Search]:
    """Everybody against everybody. A pair of hands is near or far, and its pictures alike."""
    random = np.random.default_rng(seed)
    pair = 0.44 - random.exponential(nearness, (hands, hands))
    pair = (pair + pair.T) / 2
    return [
        Search(
            hand,
            np.arange(hands),
            (pair[hand] + random.normal(0, 0.0005, hands)).astype(np.float32),
            np.ones(hands, np.bool_),
        )
        for hand in range(hands)
        for _ in range(pictures)
    ]


def test_a_fit_counts_hands_and_pairs_and_its_intervals_hold_what_another_crowd_shows() -> None:
    fit, other = (fitted(crowd(120, 8, seed), "a crowd") for seed in (1, 2))
    assert (fit.hands, fit.pairs, fit.comparisons) == (120, 120 * 119 // 2, 8 * 120 * 119)
    assert fit.start_interval.low < other.start < fit.start_interval.high
    assert fit.scale is not None
    assert fit.scale_interval is not None
    assert other.scale is not None
    assert fit.scale_interval.low < other.scale < fit.scale_interval.high


def test_a_small_set_gives_a_start_and_no_scale() -> None:
    small = fitted(crowd(30, 1, 3), "thirty")
    assert small.scale is None
    with pytest.raises(ValueError, match="no set is large enough"):
        strictest([small])
    with pytest.raises(ValueError, match="500 are wanted"):
        fitted(crowd(10, 1, 3), "ten")


def test_the_strictest_of_several_sets_is_no_laxer_than_any() -> None:
    near, far = fitted(crowd(120, 8, 1, nearness=0.006), "near"), fitted(crowd(120, 8, 2), "far")
    tail = strictest([far, near])
    for fit in (near, far):
        assert fit.scale is not None
        alone = Tail(fit.start, fit.scale, SHARE, "alone", fit.pairs)
        for rate in (1e-4, 1e-8):
            assert tail.threshold(rate) <= alone.threshold(rate)
    assert "near (" in tail.statement
    assert "far (" in tail.statement
