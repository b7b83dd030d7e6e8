"""The coarse pass: how well does a template align with the probe, and at which of all places? It looks twice.

1. At every place, without the template's mask: what it hides agrees as often as not, and what the probe shows can be
   counted once for all templates. Of each run of places the best one goes on.
2. There, where both palms are seen. The best of the runs' places counts.

For a template that hides nothing that is what agrees best of all places, without a root or a division for each.
Three planes at the first look would take half the time and lose three times as many palms.
"""

import numpy as np
from numpy.typing import NDArray

from app.biometrics.kernels.lanes import (
    LANES,
    compiled,
    differing,
    everywhere,
    greatest,
    larger,
    load,
    minus,
    plus,
    popcount,
    times,
)
from app.biometrics.kernels.layout import ALIGN_BLOCKS, ALIGN_PLANES, ALIGN_WORDS, RUN, Words

SCORE_UNIT = 512
"""Scores and keys are counted in such units, plus the place: more than there are places."""
GROUP = 64  # templates that pass while a run's words stay in the cache


@compiled
def _first_look(align: Words, n: int, words: Words, seen: Words, keys: NDArray[np.int64], first: int) -> int:
    """The best place in the run from `first`, by its key: a number larger where more agrees, with the place as its
    lowest nine bits. `keys` (2, places) has the key of no difference at all, and what each differing bit takes off."""
    places = words.shape[1]
    best = everywhere(-(2**62))
    for place in range(first, first + RUN, LANES):
        different = everywhere(0)
        for block in range(ALIGN_BLOCKS):
            there = load(seen, block * places + place)
            for plane in range(ALIGN_PLANES):
                word = plane * ALIGN_BLOCKS + block
                turned = load(words, word * places + place)
                different = plus(different, differing(everywhere(align[n, word]), turned, there))
        best = larger(best, minus(load(keys, place), times(different, load(keys, places + place))))
    return greatest(best) % SCORE_UNIT


@compiled
def _second_look(align: Words, masks: Words, n: int, at_places: Words, place: int) -> int:
    """The score at one place: (agreeing - disagreeing bits) / sqrt(bits) in 1024ths, and below it the place.

    It ranks as Daugman's normalised distance does."""
    different, cells = 0, 0
    for block in range(ALIGN_BLOCKS):
        both = masks[n, block] & at_places[place, ALIGN_WORDS + block]
        cells += popcount(both)
        for plane in range(ALIGN_PLANES):
            word = plane * ALIGN_BLOCKS + block
            different += popcount((align[n, word] ^ at_places[place, word]) & both)
    bits = ALIGN_PLANES * cells
    score = np.float32(1024) * np.float32(bits - 2 * different) / np.sqrt(np.float32(bits + 1))
    return int(np.int32(score)) * SCORE_UNIT + place


@compiled
def screen_all(
    align: Words,
    masks: Words,
    words: Words,
    seen: Words,
    keys: NDArray[np.int64],
    at_places: Words,
    first: int,
    last: int,
    scores: NDArray[np.int32],
) -> None:
    """For templates first..last - 1: the best agreement, and its place; larger is closer. `at_places` (places, 28) is
    `words` and `seen` place by place."""
    runs = words.shape[1] // RUN
    found = np.empty((runs, GROUP), np.int64)
    for group in range(first, last, GROUP):
        end = min(last, group + GROUP)
        for run in range(runs):
            for n in range(group, end):
                found[run, n - group] = _first_look(align, n, words, seen, keys, run * RUN)
        for n in range(group, end):
            best = -(2**31)
            for run in range(runs):
                best = max(best, _second_look(align, masks, n, at_places, found[run, n - group]))
            scores[n] = best
