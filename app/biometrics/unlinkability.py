"""Can two protected templates of one palm, under two keys, be told to be of one palm? D_sys, from 0 (no) to 1 (yes).

For a linkage score s, with p(s | mated) and p(s | non-mated) from histograms and equal priors (omega = 1):

    LR(s) = p(s | mated) / p(s | non-mated)
    D(s)  = 0 where LR(s) <= 1, else 2 LR(s) / (1 + LR(s)) - 1
    D_sys = sum over s of p(s | mated) D(s)

Source: Gomez-Barrero, Galbally, Rathgeb, Busch 2018, "General framework to evaluate unlinkability in biometric template
protection systems", IEEE TIFS 13(6), equations 5 to 10, which ISO/IEC 30136:2018 takes up. Limits: it judges one
linkage function, and an attacker may know a better one; histograms of few scores show a difference where there is
none, so `floor` says what the same scores give when mated and non-mated are mixed at random.

>>> alike = np.random.default_rng(0).normal(size=(2, 20_000))
>>> d_sys(alike[0], alike[1]) < 0.05
True
>>> round(d_sys(alike[0], alike[1] + 20), 6)
1.0
"""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
MOST_BINS = 100
SCORES_A_BIN = 10
"""Both as in the authors' own evaluation code."""


def d_sys(mated: Scores, non_mated: Scores) -> float:
    """0 to 1. Raises ValueError for fewer than 20 mated scores, which fill no histogram."""
    bins = min(len(mated) // SCORES_A_BIN, MOST_BINS)
    if bins < 2:
        raise ValueError(f"{len(mated)} mated scores")
    both = np.concatenate([mated, non_mated])
    edges = np.histogram_bin_edges(both, bins)
    p_mated = np.histogram(mated, edges)[0] / len(mated)
    p_non_mated = np.histogram(non_mated, edges)[0] / len(non_mated)
    seen = p_mated > 0
    share = p_mated[seen] / (p_mated[seen] + p_non_mated[seen])  # LR / (1 + LR), which is 1 where nobody else scores
    return float((p_mated[seen] * np.maximum(2 * share - 1, 0)).sum())


def floor(mated: Scores, non_mated: Scores, seed: int = 0, times: int = 20) -> float:
    """The mean D_sys of as many scores that were dealt at random: what so few can show at the least."""
    random, both = np.random.default_rng(seed), np.concatenate([mated, non_mated])
    dealt = [random.permutation(both) for _ in range(times)]
    return float(np.mean([d_sys(each[: len(mated)], each[len(mated) :]) for each in dealt]))
