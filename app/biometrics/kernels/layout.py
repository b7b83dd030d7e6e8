"""How templates and probes lie in memory as words, and the kernels that put them there.

A template is 16 blocks of 8 x 8 cells; a block of one plane is one 64-bit word (bit 8 j + i is column i of row j).
Words of the 16 blocks lie side by side, so that one vector instruction compares eight blocks. The align code is 4
blocks of 8 x 8 wide cells in 6 planes: 24 words.

Arrays, uint64 unless said. Templates: `blocks` (N, 12, 16: plane, block), `masks` (N, 16), `align` (N, 24: plane by
plane), `align_masks` (N, 4). Probe: `words` (turns, 23, 12, 23, 16: turn, shift down, plane, shift across, block) and
`seen` (turns, 23, 23, 16) at shifts of -11..11 half cells; `align_words` (24, 416), `align_seen` (4, 416) at every
place: turns x 9 x 9 shifts of -4..4 cells, the last repeated up to whole runs of 104.

Whoever changes bits of both sides alike (a keyed template) changes word [plane, block] of `blocks` and words
[:, :, plane, :, block] of the probe, word n of `align` and `align_words[n]`.
"""

import numpy as np
from numpy.typing import NDArray

from app.biometrics.kernels.lanes import compiled

Words = NDArray[np.uint64]

PLANES, BLOCKS = 12, 16
REACH = 11
"""Half cells that a block may move in all: 8 for the palm as a whole, 3 for refining and bending."""
SHIFTS = 2 * REACH + 1
WHOLE = 9
"""Whole-cell shifts in each direction that the alignment tries: -4..4."""
ALIGN_BLOCKS, ALIGN_PLANES = 4, 6
ALIGN_WORDS = ALIGN_BLOCKS * ALIGN_PLANES
RUN = 104
"""Places looked at in one run: their words (23 kB) stay in the first cache while many templates pass."""
FIFTHS = 5
"""Costs are counted in fifths of a bit and are whole numbers, so that no order of adding changes a distance."""


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
