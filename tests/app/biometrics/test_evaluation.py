"""Rates and intervals against arithmetic that a reader can do, and against known values."""

from dataclasses import replace

import numpy as np
import pytest

from app.biometrics import evaluation
from app.biometrics.calibration import Tail
from app.biometrics.det_curve import drawn
from app.biometrics.evaluation import Comparisons


def comparisons(genuine: list[float], impostor: list[float], hands: int = 4) -> Comparisons:
    return Comparisons(
        np.array(genuine),
        np.arange(len(genuine)) % hands,
        np.array(impostor),
        np.arange(len(impostor)) % hands,
        hands,
    )


def test_equal_error_rate_of_a_set_that_can_be_counted() -> None:
    genuine = np.array([0.1] * 9 + [0.5])
    impostor = np.array([0.4] * 18 + [0.05] * 2)
    assert evaluation.equal_error_rate(genuine, impostor) == pytest.approx(0.1)


def test_a_rate_is_read_at_its_threshold() -> None:
    scores = comparisons([0.1, 0.2, 0.3, 0.45], [0.4 + k / 10_000 for k in range(1_000)])
    stated = evaluation.summarise(scores).false_non_match[0]
    assert (stated.target, stated.rate, stated.refused) == (1e-2, 0.25, None)
    assert stated.threshold == pytest.approx(0.401)


def test_a_rate_that_cannot_be_resolved_is_refused_with_the_reason() -> None:
    scores = comparisons([0.1, 0.2], [0.4] * 1_000)
    rows = evaluation.summarise(scores).false_non_match
    assert [row.rate is None for row in rows] == [False, True, True, True]
    assert "1,000 impostor comparisons" in str(rows[1].refused)
    assert evaluation.summarise(replace(scores, impostor_comparisons=3_000)).false_non_match[1].refused is None


def test_no_error_still_leaves_an_interval_over_hands_not_over_comparisons() -> None:
    scores = comparisons([0.1] * 4_000, [0.4] * 1_000)
    interval = evaluation.summarise(scores).false_non_match[0].interval
    assert interval == evaluation.at_most(0, 4)


def test_without_comparisons_nothing_is_stated() -> None:
    summary = evaluation.summarise(comparisons([], []))
    assert summary.eer is None
    assert all(row.rate is None and row.refused for row in summary.false_non_match)


@pytest.mark.parametrize(
    ("errors", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (0, 300, 0, 0.0122),
    ],
)
def test_intervals_agree_with_the_tables_of_clopper_and_pearson(
    errors: int, trials: int, low: float, high: float
) -> None:
    found = evaluation.at_most(errors, trials)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_the_interval_of_the_equal_error_rate_holds_it() -> None:
    random = np.random.default_rng(1)
    scores = comparisons(random.normal(0.25, 0.06, 2_000).tolist(), random.normal(0.42, 0.03, 20_000).tolist(), 50)
    summary = evaluation.summarise(scores)
    assert summary.eer is not None
    assert summary.eer_interval is not None
    assert summary.eer_interval.low <= summary.eer <= summary.eer_interval.high
    assert summary.eer_interval.high - summary.eer_interval.low < 0.02


def test_the_curve_falls_and_is_drawn() -> None:
    random = np.random.default_rng(1)
    scores = comparisons(random.normal(0.25, 0.06, 2_000).tolist(), random.normal(0.42, 0.03, 20_000).tolist())
    fmr, fnmr = evaluation.det_curve(scores)
    assert (np.diff(fmr) > 0).all()
    assert (np.diff(fnmr) <= 0).all()
    assert drawn(fmr, fnmr, 1e-3, 1e-3).count("<polyline") == 1


def test_the_tail_model_returns_the_rates_it_was_fitted_to() -> None:
    random = np.random.default_rng(2)
    strangers = 0.42 - random.exponential(0.003, 200_000)
    tail = Tail.fitted(strangers, 500, "drawn from the model itself")
    for rate in (1e-3, 3e-4, 1e-4):
        assert (strangers < tail.threshold(rate)).mean() == pytest.approx(rate, rel=0.5)
        assert tail.rate(tail.threshold(rate)) == pytest.approx(rate)
    assert tail.threshold(1e-8) == pytest.approx(0.42 - 0.003 * np.log(1e8), abs=0.003)
