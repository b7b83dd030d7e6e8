"""Distances: at each place, by half cells around it, each block of a template finds its own best place within one cell.

What a block pays is counted in fifths of a bit: five for each differing bit, less `even` for each cell that both palms
show, and `penalty` for each half cell of bend, squared, across and down apart. Blocks are taken eight at a time.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from app.biometrics.kernels.lanes import (
    LANES,
    Eight,
    EightFloats,
    as_floats,
    common,
    compiled,
    count,
    differing,
    everywhere,
    floats_everywhere,
    floats_minus,
    floats_over,
    floats_plus,
    floats_times,
    load,
    load_floats,
    minus,
    plus,
    root,
    smaller,
    store_floats,
    times,
    total,
    whole_total,
)
from app.biometrics.kernels.layout import (
    ALIGN_BLOCKS,
    ALIGN_PLANES,
    BLOCKS,
    FIFTHS,
    PLANES,
    SHIFTS,
    WHOLE,
    Words,
)

PLACES = 3
"""Alignments that are bent; the best of them is not always the first."""
BEND = 2
"""Half cells that one block may move against the palm as a whole."""
AROUND = 3
"""Half cells tried around a place, each way: -1, 0, 1."""
NEAR = AROUND + 2 * BEND
"""Half cells that are looked at, each way."""
ACROSS = SHIFTS * BLOCKS
"""Words of one plane, or of what is seen, at all shifts across."""
BENT = AROUND * BLOCKS
"""Costs that are kept of a row."""


@compiled
def _agreements(align: Words, masks: Words, n: int, words: Words, seen: Words, scores: NDArray[np.float32]) -> None:
    """The score of one template at every place: (agreeing - disagreeing bits) / sqrt(bits).

    It ranks places as Daugman's normalised distance does.
    """
    places = words.shape[1]
    for place in range(0, places, LANES):
        different, cells = everywhere(0), everywhere(0)
        for block in range(ALIGN_BLOCKS):
            both = common(everywhere(masks[n, block]), load(seen, block * places + place))
            cells = plus(cells, count(both))
            for plane in range(ALIGN_PLANES):
                word = plane * ALIGN_BLOCKS + block
                turned = load(words, word * places + place)
                different = plus(different, differing(everywhere(align[n, word]), turned, both))
        bits = times(cells, everywhere(ALIGN_PLANES))
        agreeing = as_floats(minus(bits, plus(different, different)))
        store_floats(scores, place, floats_over(agreeing, root(as_floats(plus(bits, everywhere(1))))))


@compiled
def _best_places(scores: NDArray[np.float32], count: int, places: NDArray[np.int64]) -> None:
    """The three best of the first `count` places, best first."""
    one, two, three = np.float32(-1e9), np.float32(-1e9), np.float32(-1e9)
    for place in range(count):
        score = scores[place]
        if score > three:
            if score > one:
                one, two, three = score, one, two
                places[0], places[1], places[2] = place, places[0], places[1]
            elif score > two:
                two, three = score, two
                places[1], places[2] = place, places[1]
            else:
                three, places[2] = score, place


@compiled
def _cost(
    blocks: Words, at: int, mask: Eight, words: Words, seen: Words, row: int, there: int, even: int
) -> EightFloats:
    """What eight blocks would pay at one shift, unbent. `at`: the template's first word of them; `row`: turn and shift
    down; `there`: shift across and block."""
    both = common(mask, load(seen, row * ACROSS + there))
    different = everywhere(0)
    for plane in range(PLANES):
        turned = load(words, (row * PLANES + plane) * ACROSS + there)
        different = plus(different, differing(load(blocks, at + plane * BLOCKS), turned, both))
    paid = floats_times(floats_everywhere(FIFTHS), as_floats(different))
    return floats_minus(paid, floats_times(floats_everywhere(even), as_floats(count(both))))


@compiled
def _bent(a: EightFloats, b: EightFloats, c: EightFloats, d: EightFloats, e: EightFloats, penalty: int) -> EightFloats:
    """The least of five neighbours' costs: `c` as it is, the others with what their distance adds."""
    one = floats_plus(smaller(b, d), floats_everywhere(penalty))
    two = floats_plus(smaller(a, e), floats_everywhere(4 * penalty))
    return smaller(smaller(one, two), c)


@compiled
def _bent_across(
    blocks: Words,
    at: int,
    mask: Eight,
    words: Words,
    seen: Words,
    row: int,
    there: int,
    even: int,
    penalty: int,
    bent: NDArray[np.float32],
    kept: int,
) -> None:
    """Eight blocks' least costs across, around each of the three shifts in the middle of seven, into `bent` from `kept`
    on."""
    a = _cost(blocks, at, mask, words, seen, row, there, even)
    b = _cost(blocks, at, mask, words, seen, row, there + BLOCKS, even)
    c = _cost(blocks, at, mask, words, seen, row, there + 2 * BLOCKS, even)
    d = _cost(blocks, at, mask, words, seen, row, there + 3 * BLOCKS, even)
    e = _cost(blocks, at, mask, words, seen, row, there + 4 * BLOCKS, even)
    f = _cost(blocks, at, mask, words, seen, row, there + 5 * BLOCKS, even)
    g = _cost(blocks, at, mask, words, seen, row, there + 6 * BLOCKS, even)
    store_floats(bent, kept, _bent(a, b, c, d, e, penalty))
    store_floats(bent, kept + BLOCKS, _bent(b, c, d, e, f, penalty))
    store_floats(bent, kept + 2 * BLOCKS, _bent(c, d, e, f, g, penalty))


@compiled
def _bent_down(bent: NDArray[np.float32], at: int, penalty: int) -> EightFloats:
    """The same the other way: eight blocks' least costs of five rows from `at` on."""
    return _bent(
        load_floats(bent, at),
        load_floats(bent, at + BENT),
        load_floats(bent, at + 2 * BENT),
        load_floats(bent, at + 3 * BENT),
        load_floats(bent, at + 4 * BENT),
        penalty,
    )


@compiled
def _distance(
    masks: Words, n: int, seen: Words, there: int, bent: NDArray[np.float32], at: int, even: int, penalty: int
) -> float:
    """At one half cell, from all blocks' costs; 0.5 when nothing is seen by both. `there`: its first word in `seen`."""
    paid, valid = 0, 0
    for half in range(0, BLOCKS, LANES):
        paid += whole_total(_bent_down(bent, at + half, penalty))
        valid += total(count(common(load(masks, n * BLOCKS + half), load(seen, there + half))))
    if valid == 0:
        return 0.5
    gain = (paid + even * valid) / (FIFTHS * PLANES * valid)
    return 0.5 - (0.5 - gain) * sqrt(valid / 1024.0)


@compiled
def _at_place(
    blocks: Words,
    masks: Words,
    n: int,
    words: Words,
    seen: Words,
    place: int,
    even: int,
    penalty: int,
    bent: NDArray[np.float32],
    best: float,
) -> float:
    """The least of `best` and the distances of template `n` at the nine half cells around `place`. `bent` (7, 48) is
    room to work in."""
    turn, down, across = place // (WHOLE * WHOLE), 2 * ((place // WHOLE) % WHOLE), 2 * (place % WHOLE)
    row, there = turn * SHIFTS + down, across * BLOCKS
    for half in range(0, BLOCKS, LANES):
        at, mask = n * PLANES * BLOCKS + half, load(masks, n * BLOCKS + half)
        for j in range(NEAR):
            kept = j * BENT + half
            _bent_across(blocks, at, mask, words, seen, row + j, there + half, even, penalty, bent, kept)
    for y in range(AROUND):
        for x in range(AROUND):
            middle = (row + BEND + y) * ACROSS + there + (BEND + x) * BLOCKS
            found = _distance(masks, n, seen, middle, bent, y * BENT + x * BLOCKS, even, penalty)
            best = min(best, found)
    return best


@compiled
def sift_all(
    blocks: Words,
    masks: Words,
    words: Words,
    seen: Words,
    rows: NDArray[np.int64],
    places: NDArray[np.int32],
    even: int,
    penalty: int,
    distances: NDArray[np.float32],
) -> None:
    """The distance of template `rows[k]` at `places[k]` alone into `distances[k]`; the rest as for `distances_of`. In
    order of place the probe's words stay in the cache."""
    bent = np.empty((NEAR, BENT), np.float32)
    for k in range(len(rows)):
        found = _at_place(blocks, masks, rows[k], words, seen, int(places[k]), even, penalty, bent, 0.5)
        distances[k] = max(found, 0.0)


@compiled
def distances_of(
    blocks: Words,
    masks: Words,
    align: Words,
    align_masks: Words,
    words: Words,
    seen: Words,
    align_words: Words,
    align_seen: Words,
    rows: NDArray[np.int64],
    even: int,
    penalty: int,
    distances: NDArray[np.float32],
) -> None:
    """The distance of template `rows[k]` into `distances[k]`: its three best places, and the nine half cells around
    each. `even` and `penalty` are in fifths of a bit."""
    scores, places = np.empty(align_words.shape[1], np.float32), np.zeros(PLACES, np.int64)
    bent = np.empty((NEAR, BENT), np.float32)
    for k in range(len(rows)):
        n = rows[k]
        _agreements(align, align_masks, n, align_words, align_seen, scores)
        _best_places(scores, len(words) * WHOLE * WHOLE, places)
        best = 0.5
        for place in range(PLACES):
            best = _at_place(blocks, masks, n, words, seen, int(places[place]), even, penalty, bent, best)
        distances[k] = max(best, 0.0)
