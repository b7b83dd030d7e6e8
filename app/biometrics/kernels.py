"""The inner loops of comparing palm codes, compiled by numba and kept in its cache; nobody but `matching` calls them.

A template is 16 blocks of 8 x 8 cells; a block of one plane is one 64-bit word (bit 8 j + i is column i of row j).
Words of the 16 blocks lie side by side, so that one vector instruction compares many blocks. The align code is 4
blocks of 8 x 8 wide cells in 6 planes: 24 words. Loops over planes and bends have constant bounds: the compiler
unrolls them and turns the loop over blocks into vectors. All kernels release the GIL and start no thread.

Arrays, uint64 unless said. Templates: `blocks` (N, 12, 16: plane, block), `masks` (N, 16), `align` (N, 24: plane by
plane), `align_masks` (N, 4). Probe: `words` (turns, 23, 12, 23, 16: turn, shift down, plane, shift across, block) and
`seen` (turns, 23, 23, 16) at shifts of -11..11 half cells; `align_words` (24, 416), `align_seen` (4, 416) at every
place: turns x 9 x 9 shifts of -4..4 cells, the last repeated up to two full runs of 208. Shift across and block lie
side by side: seven neighbouring shifts of sixteen blocks are one run of 112 words, which loops read as one.

Whoever changes bits of both sides alike (a keyed template) changes word [plane, block] of `blocks` and words
[:, :, plane, :, block] of the probe, word n of `align` and `align_words[n]`. Indexes are unsigned where a loop must
become vectors: a signed one might count from the end, and that test keeps the compiler from it.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

_Function = TypeVar("_Function", bound=Callable[..., object])
Words = NDArray[np.uint64]

PLANES, BLOCKS = 12, 16
REACH = 11
"""Half cells that a block may move in all: 8 for the palm as a whole, 3 for refining and bending."""
SHIFTS = 2 * REACH + 1
WHOLE = 9
"""Whole-cell shifts in each direction that the alignment tries: -4..4."""
ALIGN_BLOCKS, ALIGN_PLANES = 4, 6
ALIGN_WORDS = ALIGN_BLOCKS * ALIGN_PLANES
PLACES = 3
"""Alignments that are bent; the best of them is not always the first."""
BEND = 2
"""Half cells that one block may move against the palm as a whole."""
NEAR = 2 * (BEND + 1) + 1
RUN = NEAR * BLOCKS
"""Words of all blocks at seven neighbouring shifts."""
MIDDLE = 3 * BLOCKS
"""Those of the three shifts in the middle."""
LANES = 208
"""Places looked at in one run: their words (40 kB) stay in the first cache while many templates pass."""
SCORE_UNIT = 512
"""A screen's score is agreement in such units, plus the place: more than there are places."""
GROUP = 64  # templates that pass
FIFTHS = 5
"""Costs are counted in fifths of a bit and are whole numbers, so that no order of adding changes a distance."""


def compiled(function: _Function) -> _Function:
    """numba's njit, with a type: cached on disk, without the GIL."""
    return cast(_Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def _emit_popcount(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return builder.ctpop(arguments[0])


def _popcount(typing_context: Any, word: Any) -> Any:
    return types.int64(types.uint64), _emit_popcount


popcount: Callable[[Any], Any] = intrinsic(_popcount)
"""Bits set in a uint64: LLVM's ctpop, one instruction where the processor has one."""


@compiled
def template_words(
    planes: NDArray[np.uint32],
    mask: NDArray[np.uint32],
    align: NDArray[np.uint16],
    blocks: Words,
    masks: Words,
    align_words: Words,
    align_masks: Words,
) -> None:
    """One template's rows (12, 32), (32,), (6, 16) into its words (12, 16), (16,), (24,), (4,)."""
    byte = np.uint64(255)
    for block in range(BLOCKS):
        top, shift = 8 * (block // 4), np.uint64(8 * (block % 4))
        for plane in range(PLANES + 1):
            word = np.uint64(0)
            for row in range(8):
                cells = np.uint64(mask[top + row]) if plane == PLANES else np.uint64(planes[plane, top + row])
                word |= ((cells >> shift) & byte) << np.uint64(8 * row)
            if plane == PLANES:
                masks[block] = word
            else:
                blocks[plane, block] = word
    for n in range(ALIGN_WORDS):
        plane, block = n // ALIGN_BLOCKS, n % ALIGN_BLOCKS
        top, left = 8 * (block // 2), 8 * (block % 2)
        word, seen = np.uint64(0), np.uint64(0)
        for row in range(8):
            word |= ((np.uint64(align[plane, top + row]) >> np.uint64(left)) & byte) << np.uint64(8 * row)
            for column in range(8):
                bit = (np.uint64(mask[2 * (top + row) + 1]) >> np.uint64(2 * (left + column) + 1)) & np.uint64(1)
                seen |= bit << np.uint64(8 * row + column)
        align_words[n] = word
        align_masks[block] = seen


@compiled
def _turn(fine: Words, source: NDArray[np.int8], out: NDArray[np.uint8]) -> None:
    """One fine plane (64,) turned by `source` (2, 64, 64: row, column or -1) into the middle of `out` (86, 86)."""
    for y in range(64):
        for x in range(64):
            row = source[0, y, x]
            bit = np.uint64(0)
            if row >= 0:
                bit = (fine[row] >> np.uint64(source[1, y, x])) & np.uint64(1)
            out[y + REACH, x + REACH] = np.uint8(bit)


@compiled
def _windows(bits: NDArray[np.uint8], step: int, eights: NDArray[np.uint8], out: Words) -> None:
    """`out[y, x]`: the 8 x 8 window of every `step`-th cell that begins at (x, y); all (86, 86)."""
    side = bits.shape[0] - 7 * step
    for y in range(bits.shape[0]):
        for x in range(side):
            eight = np.uint8(0)
            for i in range(8):
                eight |= bits[y, x + step * i] << np.uint8(i)
            eights[y, x] = eight
    for y in range(side):
        for x in range(side):
            word = np.uint64(0)
            for j in range(8):
                word |= np.uint64(eights[y + step * j, x]) << np.uint64(8 * j)
            out[y, x] = word


@compiled
def _spread_blocks(windows: Words, out: Words) -> None:
    """(86, 86) -> (23, 23, 16): the sixteen blocks' words at every half-cell shift."""
    for y in range(SHIFTS):
        for x in range(SHIFTS):
            for block in range(BLOCKS):
                out[y, x, block] = windows[y + 16 * (block // 4), x + 16 * (block % 4)]


@compiled
def _spread_align(windows: Words, out: Words) -> None:
    """(86, 86) -> (4, 81): the four wide blocks' words at every whole-cell shift."""
    for block in range(ALIGN_BLOCKS):
        for y in range(WHOLE):
            for x in range(WHOLE):
                top, left = REACH - WHOLE + 1 + 2 + 2 * y, REACH - WHOLE + 1 + 2 + 2 * x
                out[block, y * WHOLE + x] = windows[top + 32 * (block // 2), left + 32 * (block % 2)]


@compiled
def turned_words(
    fine: Words,
    mask: Words,
    align: Words,
    source: NDArray[np.int8],
    planes_of: NDArray[np.int64],
    align_of: NDArray[np.int64],
    words: Words,
    seen: Words,
    align_words: Words,
    align_seen: Words,
) -> None:
    """One turn of a probe from its fine code (36, 64), (64,), (18, 64); `planes_of` (12,) and `align_of` (6,) say which
    fine plane serves as which plane of the template."""
    side = 64 + 2 * REACH
    bits, eights = np.zeros((side, side), np.uint8), np.zeros((side, side), np.uint8)
    windows = np.zeros((side, side), np.uint64)
    _turn(mask, source, bits)
    _windows(bits, 2, eights, windows)
    _spread_blocks(windows, seen)
    _windows(bits, 4, eights, windows)
    _spread_align(windows, align_seen)
    for plane in range(PLANES):
        _turn(fine[planes_of[plane]], source, bits)
        _windows(bits, 2, eights, windows)
        _spread_blocks(windows, words[:, plane])
    for plane in range(ALIGN_PLANES):
        _turn(align[align_of[plane]], source, bits)
        _windows(bits, 4, eights, windows)
        _spread_align(windows, align_words[plane * ALIGN_BLOCKS : (plane + 1) * ALIGN_BLOCKS])


@compiled
def _agreements(align: Words, masks: Words, words: Words, seen: Words, scores: NDArray[np.float32]) -> None:
    """The score of one template at every place: (agreeing - disagreeing bits) / sqrt(bits).

    It ranks places as Daugman's normalised distance does.
    """
    for place in range(np.uint64(len(scores))):
        different, cells = np.int64(0), np.int64(0)
        for block in range(ALIGN_BLOCKS):
            both = masks[block] & seen[block, place]
            cells += popcount(both)
            for plane in range(ALIGN_PLANES):
                n = plane * ALIGN_BLOCKS + block
                different += popcount((align[n] ^ words[n, place]) & both)
        bits = ALIGN_PLANES * cells
        scores[place] = np.float32(bits - 2 * different) / np.sqrt(np.float32(bits + 1))


@compiled
def _best_agreement(align: Words, masks: Words, words: Words, seen: Words, first: int) -> int:
    """The greatest of `_agreements` in the run of places from `first`, in 1024ths, and below it in nine bits its place:
    a whole number, because the compiler keeps the order of floats."""
    best = np.int32(-(2**31))
    for lane in range(np.uint64(LANES)):
        place = np.uint64(first) + lane
        different, cells = np.int64(0), np.int64(0)
        for block in range(ALIGN_BLOCKS):
            both = masks[block] & seen[block, place]
            cells += popcount(both)
            for plane in range(ALIGN_PLANES):
                n = plane * ALIGN_BLOCKS + block
                different += popcount((align[n] ^ words[n, place]) & both)
        bits = ALIGN_PLANES * cells
        score = np.float32(1024) * np.float32(bits - 2 * different) / np.sqrt(np.float32(bits + 1))
        best = max(best, np.int32(score) * np.int32(SCORE_UNIT) + np.int32(place))
    return int(best)


@compiled
def screen_all(
    align: Words, masks: Words, words: Words, seen: Words, first: int, last: int, scores: NDArray[np.int32]
) -> None:
    """For templates first..last - 1: the best agreement at any place, and the place; larger is closer."""
    for group in range(first, last, GROUP):
        end = min(last, group + GROUP)
        scores[group:end] = np.int32(-(2**31))
        for run in range(0, words.shape[1], LANES):
            for n in range(group, end):
                scores[n] = max(scores[n], _best_agreement(align[n], masks[n], words, seen, run))


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
def _repeated(blocks: Words, mask: Words, wide: Words, wide_mask: Words) -> None:
    """One template (12, 16), (16,) laid out once for each of seven shifts: (12, 112), (112,)."""
    for block in range(np.uint64(BLOCKS)):
        for shift in range(NEAR):
            wide_mask[np.uint64(shift * BLOCKS) + block] = mask[block]
    for plane in range(PLANES):
        for block in range(np.uint64(BLOCKS)):
            word = blocks[plane, block]
            for shift in range(NEAR):
                wide[plane, np.uint64(shift * BLOCKS) + block] = word


@compiled
def _costs(
    wide: Words, wide_mask: Words, words: Words, seen: Words, first: int, even: int, cost: NDArray[np.float32]
) -> None:
    """What each block would pay at seven shifts across, in fifths of a bit: differing bits beyond `even` for each
    valid cell. `words` (12, 368), `seen` (368,), from `first` on; `cost` (112,)."""
    for lane in range(np.uint64(RUN)):
        there = np.uint64(first) + lane
        both = wide_mask[lane] & seen[there]
        different = np.int64(0)
        for plane in range(PLANES):
            different += popcount((wide[plane, lane] ^ words[plane, there]) & both)
        cost[lane] = np.float32(FIFTHS) * np.float32(different) - np.float32(even) * np.float32(popcount(both))


@compiled
def _bent_across(cost: NDArray[np.float32], penalty: int, least: NDArray[np.float32]) -> None:
    """Costs (112,): each block's best bend across, around each of the three shifts in the middle (48,)."""
    near, far = np.float32(penalty), np.float32(4 * penalty)
    for lane in range(np.uint64(MIDDLE)):
        two = min(cost[lane], cost[lane + np.uint64(4 * BLOCKS)]) + far
        one = min(cost[lane + np.uint64(BLOCKS)], cost[lane + np.uint64(3 * BLOCKS)]) + near
        least[lane] = min(min(one, two), cost[lane + np.uint64(2 * BLOCKS)])


@compiled
def _bent_down(rows: NDArray[np.float32], y: int, penalty: int, least: NDArray[np.float32]) -> None:
    """The same the other way: rows y..y + 4 of (7, 48) to (48,). A square penalty is paid for each way apart."""
    near, far = np.float32(penalty), np.float32(4 * penalty)
    for lane in range(np.uint64(MIDDLE)):
        two = min(rows[y, lane], rows[y + 4, lane]) + far
        one = min(rows[y + 1, lane], rows[y + 3, lane]) + near
        least[lane] = min(min(one, two), rows[y + 2, lane])


@compiled
def _nearest(least: NDArray[np.float32], mask: Words, seen: Words, first: int, even: int, best: float) -> float:
    """The least of `best` and the distances at three shifts, from their blocks' costs (48,)."""
    for x in range(3):
        total, valid = np.int64(0), np.int64(0)
        for block in range(BLOCKS):
            lane = np.uint64(x * BLOCKS + block)
            total += np.int64(least[lane])
            valid += popcount(mask[block] & seen[np.uint64(first) + lane])
        if valid > 0:
            gain = (total + even * valid) / (FIFTHS * PLANES * valid)
            best = min(best, 0.5 - (0.5 - gain) * np.sqrt(valid / 1024.0))
    return best


@compiled
def _at_place(
    wide: Words,
    wide_mask: Words,
    words: Words,
    seen: Words,
    place: int,
    even: int,
    penalty: int,
    rows: NDArray[np.float32],
    best: float,
) -> float:
    """The least of `best` and the distances of one template at the nine half cells around `place`. `rows` (7, 48) is
    room to work in."""
    cost, least = np.empty(RUN, np.float32), np.empty(MIDDLE, np.float32)
    turn, top, first = place // (WHOLE * WHOLE), 2 * ((place // WHOLE) % WHOLE), 2 * (place % WHOLE) * BLOCKS
    for j in range(NEAR):
        _costs(wide, wide_mask, words[turn, top + j], seen[turn, top + j], first, even, cost)
        _bent_across(cost, penalty, rows[j])
    for y in range(3):
        _bent_down(rows, y, penalty, least)
        best = _nearest(least, wide_mask, seen[turn, top + BEND + y], first + BEND * BLOCKS, even, best)
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
    wide, wide_mask = np.empty((PLANES, RUN), np.uint64), np.empty(RUN, np.uint64)
    bent = np.empty((NEAR, MIDDLE), np.float32)
    for k in range(len(rows)):
        _repeated(blocks[rows[k]], masks[rows[k]], wide, wide_mask)
        best = _at_place(wide, wide_mask, words, seen, int(places[k]), even, penalty, bent, 0.5)
        distances[k] = max(best, 0.0)


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
    each. Here `words` is (turns, 23, 12, 368) and `seen` (turns, 23, 368); `even` and `penalty` are in
    fifths of a bit."""
    scores, places = np.empty(align_words.shape[1], np.float32), np.zeros(PLACES, np.int64)
    wide, wide_mask = np.empty((PLANES, RUN), np.uint64), np.empty(RUN, np.uint64)
    bent = np.empty((NEAR, MIDDLE), np.float32)
    for k in range(len(rows)):
        n = rows[k]
        _agreements(align[n], align_masks[n], align_words, align_seen, scores)
        _best_places(scores, len(words) * WHOLE * WHOLE, places)
        _repeated(blocks[n], masks[n], wide, wide_mask)
        best = 0.5
        for place in range(PLACES):
            best = _at_place(wide, wide_mask, words, seen, int(places[place]), even, penalty, bent, best)
        distances[k] = max(best, 0.0)
