"""The inner loops of comparing palm codes, compiled by numba and kept in its cache; nobody but `matching` calls them.

A template is 16 blocks of 8 x 8 cells; a block of one plane is one 64-bit word (bit 8 j + i is column i of row j).
Words of the 16 blocks lie side by side, so that one vector instruction compares many blocks. The align code is 4
blocks of 8 x 8 wide cells in 6 planes: 24 words. Loops over planes and bends have constant bounds: the compiler
unrolls them and turns the loop over blocks into vectors. All kernels release the GIL and start no thread.

Arrays, uint64 unless said. Templates: `blocks` (N, 12, 16), `masks` (N, 16), `align` (N, 24: plane by plane),
`align_masks` (N, 4). Probe: `words` (turns, 23, 23, 12, 16) and `seen` (turns, 23, 23, 16) at shifts of -11..11 half
cells, rows first; `align_words` (24, 405), `align_seen` (4, 405) at every place: turns x 9 x 9 shifts of -4..4 cells.
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

PLANES = 12
BLOCKS = 16
REACH = 11
"""Half cells that a block may move in all: 8 for the palm as a whole, 3 for refining and bending."""
SHIFTS = 2 * REACH + 1
WHOLE = 9
"""Whole-cell shifts in each direction that the alignment tries: -4..4."""
ALIGN_BLOCKS = 4
ALIGN_PLANES = 6
ALIGN_WORDS = ALIGN_BLOCKS * ALIGN_PLANES
PLACES = 3
"""Alignments that are bent; the best of them is not always the first."""
BEND = 2
"""Half cells that one block may move against the palm as a whole."""
NEAR = 2 * (BEND + 1) + 1


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
        _spread_blocks(windows, words[:, :, plane, :])
    for plane in range(ALIGN_PLANES):
        _turn(align[align_of[plane]], source, bits)
        _windows(bits, 4, eights, windows)
        _spread_align(windows, align_words[plane * ALIGN_BLOCKS : (plane + 1) * ALIGN_BLOCKS])


@compiled
def _agreements(align: Words, masks: Words, words: Words, seen: Words, scores: NDArray[np.float32]) -> None:
    """The score of one template at every place: (agreeing - disagreeing bits) / sqrt(bits).

    It ranks places as Daugman's normalised distance does.
    """
    for place in range(words.shape[1]):
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
def _best_agreement(align: Words, masks: Words, words: Words, seen: Words) -> int:
    """The greatest of `_agreements`, times 1024: a whole number, because the compiler keeps the order of floats."""
    best = np.int32(-(2**31))
    for place in range(words.shape[1]):
        different, cells = np.int64(0), np.int64(0)
        for block in range(ALIGN_BLOCKS):
            both = masks[block] & seen[block, place]
            cells += popcount(both)
            for plane in range(ALIGN_PLANES):
                n = plane * ALIGN_BLOCKS + block
                different += popcount((align[n] ^ words[n, place]) & both)
        bits = ALIGN_PLANES * cells
        score = np.float32(1024) * np.float32(bits - 2 * different) / np.sqrt(np.float32(bits + 1))
        best = max(best, np.int32(score))
    return int(best)


@compiled
def screen_all(
    align: Words, masks: Words, words: Words, seen: Words, first: int, last: int, scores: NDArray[np.int32]
) -> None:
    """For templates first..last - 1: the best agreement at any place, times 1024; larger is closer."""
    for n in range(first, last):
        scores[n] = _best_agreement(align[n], masks[n], words, seen)


@compiled
def align_all(
    align: Words,
    masks: Words,
    words: Words,
    seen: Words,
    rows: NDArray[np.int64],
    places: NDArray[np.int32],
) -> None:
    """The three best places of template `rows[k]`, best first, into `places[k]`."""
    here = np.zeros(words.shape[1], np.float32)
    for k in range(len(rows)):
        n = rows[k]
        _agreements(align[n], masks[n], words, seen, here)
        one, two, three = np.float32(-1e9), np.float32(-1e9), np.float32(-1e9)
        at_one, at_two, at_three = 0, 0, 0
        for place in range(len(here)):
            score = here[place]
            if score > three:
                if score > one:
                    one, two, three = score, one, two
                    at_one, at_two, at_three = place, at_one, at_two
                elif score > two:
                    two, three = score, two
                    at_two, at_three = place, at_two
                else:
                    three, at_three = score, place
        places[k, 0], places[k, 1], places[k, 2] = at_one, at_two, at_three


@compiled
def _costs(
    blocks: Words, mask: Words, words: Words, seen: Words, left: int, even: float, cost: NDArray[np.float32]
) -> None:
    """What each block would pay at seven shifts along x from `left`: differing bits beyond `even` of the valid ones.

    `words` (23, 12, 16), `seen` (23, 16), `cost` (7, 16).
    """
    share = np.float32(even * PLANES)
    for i in range(NEAR):
        there, visible, price = words[left + i], seen[left + i], cost[i]
        for block in range(BLOCKS):
            both = mask[block] & visible[block]
            different = np.int64(0)
            for plane in range(PLANES):
                different += popcount((blocks[plane, block] ^ there[plane, block]) & both)
            price[block] = np.float32(different) - share * np.float32(popcount(both))


@compiled
def _bent(cost: NDArray[np.float32], y: int, x: int, penalty: float, least: NDArray[np.float32]) -> float:
    """Blocks' costs (7, 7, 16): each block takes its best bend within two half cells of (y + 2, x + 2); the sum."""
    for block in range(BLOCKS):
        best = np.float32(1e9)
        for j in range(2 * BEND + 1):
            for i in range(2 * BEND + 1):
                price = np.float32(penalty * PLANES) * np.float32((j - BEND) ** 2 + (i - BEND) ** 2)
                best = min(best, cost[y + j, x + i, block] + price)
        least[block] = best
    total = 0.0
    for block in range(BLOCKS):
        total += least[block]
    return total


@compiled
def bend_all(
    blocks: Words,
    masks: Words,
    words: Words,
    seen: Words,
    rows: NDArray[np.int64],
    places: NDArray[np.int32],
    slots: NDArray[np.int64],
    even: float,
    penalty: float,
    distances: NDArray[np.float32],
) -> None:
    """For each job k: template `rows[k]` at `places[k]` and the nine half cells around; the least goes to
    `distances[slots[k]]`. Jobs in order of place find the probe's words in the cache."""
    cost, least = np.zeros((NEAR, NEAR, BLOCKS), np.float32), np.zeros(BLOCKS, np.float32)
    for k in range(len(rows)):
        n, place = rows[k], places[k]
        turn, top, left = place // (WHOLE * WHOLE), 2 * ((place // WHOLE) % WHOLE), 2 * (place % WHOLE)
        for j in range(NEAR):
            _costs(blocks[n], masks[n], words[turn, top + j], seen[turn, top + j], left, even, cost[j])
        best = np.float64(distances[slots[k]])
        for y in range(3):
            for x in range(3):
                valid = np.int64(0)
                for block in range(BLOCKS):
                    valid += popcount(masks[n, block] & seen[turn, top + BEND + y, left + BEND + x, block])
                if valid > 0:
                    gain = _bent(cost, y, x, penalty, least) / (PLANES * valid)
                    best = min(best, 0.5 - (0.5 - even - gain) * np.sqrt(valid / 1024.0))
        distances[slots[k]] = max(best, 0.0)
