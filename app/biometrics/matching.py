"""How far apart two palm codes are: the share of bits that differ when one palm is laid as well as possible on the
other.

1. Align: the probe is turned (-10..10 degrees, step 5) and shifted (-4..4 cells); the three places where the wide
   planes agree best go on.
2. Bend: around each, by half cells, each block of 8 x 8 cells finds its own best place within one cell, at a price
   that grows with the square of the way: skin stretches, and neighbours stretch alike.
3. Normalise: few common bits agree by luck more easily, so the distance is drawn towards 0.5 by the root of their share
   (Daugman 2006, "Probing the uniqueness and randomness of iris codes", section 3).

The probe is turned and shifted once (`prepare`), however many templates it meets.

>>> import numpy as np
>>> from app.biometrics.features import encode
>>> palm = encode(np.random.default_rng(0).integers(0, 255, (128, 128)).astype(np.uint8), None)
>>> distance(palm, palm)
0.0
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from math import cos, prod, radians, sin

import numpy as np
from numpy.typing import NDArray

from app.biometrics.kernels import layout, settle
from app.biometrics.kernels import screen as screening
from app.biometrics.template import ALIGN_PLANES, FINE_GRID, PLANES, TURNS, Fine, PalmCode

STEP_DEG = 180 / (PLANES * TURNS)
TURN_STEPS = (-2, -1, 0, 1, 2)
"""In steps of 5 degrees: -10..10. Hands hover; the region is already upright to about that."""
LAST_PLACE = len(TURN_STEPS) * layout.WHOLE**2 - 1
BEND_PENALTY = round(0.1 * PLANES * layout.FIFTHS)
"""A tenth of a bit a plane for half a cell of bend, squared, in fifths of a bit: chosen among 0.02 to 0.3 on 20 palms;
the result hardly moves."""
EVEN = round(0.45 * PLANES * layout.FIFTHS)
"""0.45 of a cell's twelve bits, in fifths of a bit: a block weighs its bends by what it gains over this share, which
strangers reach once aligned."""


CACHE_LINE = 64
"""Bytes."""
KEY_UNIT = 2**16
"""Of the keys by which the screen's first look chooses: tells one bit of 1,536 apart, and keys stay under 2^31."""


@dataclass(frozen=True, eq=False)
class References:
    """Templates as the kernels read them, uint64: words of blocks (N, 12, 16), masks (N, 16), align words (N, 24),
    align masks (N, 4)."""

    blocks: NDArray[np.uint64] = field(repr=False)
    masks: NDArray[np.uint64] = field(repr=False)
    align: NDArray[np.uint64] = field(repr=False)
    align_masks: NDArray[np.uint64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.masks)


@dataclass(frozen=True, eq=False)
class Probe:
    """A palm code turned and shifted in every way that is tried: 4 MB, made once for a whole search.

    uint64, at 23 shifts of half a cell down and across: words of blocks (turns, 23 down, 12 planes, 23 across, 16
    blocks), seen cells (turns, 23, 23, 16); at 416 places: align words (24, 416), seen cells (4, 416).
    """

    words: NDArray[np.uint64] = field(repr=False)
    seen: NDArray[np.uint64] = field(repr=False)
    align: NDArray[np.uint64] = field(repr=False)
    align_seen: NDArray[np.uint64] = field(repr=False)
    keys: NDArray[np.int64] = field(init=False, repr=False)
    """(2, 416): how the screen's first look weighs each place."""
    at_places: NDArray[np.uint64] = field(init=False, repr=False)
    """(416, 28): align words and seen cells, place by place."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", _keys(self.align_seen))
        object.__setattr__(self, "at_places", np.ascontiguousarray(np.concatenate((self.align, self.align_seen)).T))


def room_for(count: int) -> References:
    """References with room for `count` templates, nothing in them yet."""
    return References(
        _words(count, PLANES, layout.BLOCKS),
        _words(count, layout.BLOCKS),
        _words(count, layout.ALIGN_WORDS),
        _words(count, layout.ALIGN_BLOCKS),
    )


def put(code: PalmCode, room: References, row: int) -> None:
    """Writes one template into its row."""
    layout.template_words(
        code.planes, code.mask, code.align,
        room.blocks[row], room.masks[row], room.align[row], room.align_masks[row],
    )  # fmt: skip


def clear(room: References, row: int) -> None:
    """Overwrites a row: nothing of it stays, and nothing matches it."""
    for array in (room.blocks, room.masks, room.align, room.align_masks):
        array[row] = 0


def grown(room: References) -> References:
    """The same rows with as much room again."""
    wider = room_for(2 * len(room))
    for old, new in zip(
        (room.blocks, room.masks, room.align, room.align_masks),
        (wider.blocks, wider.masks, wider.align, wider.align_masks),
        strict=True,
    ):
        new[: len(room)] = old
    return wider


def rows(room: References, wanted: NDArray[np.int64]) -> References:
    """Some rows, in rising order: the same memory when they are neighbours, else a copy."""
    part = wanted if int(wanted[-1]) - int(wanted[0]) >= len(wanted) else slice(int(wanted[0]), int(wanted[-1]) + 1)
    return References(room.blocks[part], room.masks[part], room.align[part], room.align_masks[part])


def references(codes: Sequence[PalmCode]) -> References:
    """All codes ready to be compared with probes."""
    room = room_for(len(codes))
    for row, code in enumerate(codes):
        put(code, room, row)
    return room


def prepare(code: PalmCode) -> Probe:
    """A probe. A code without its fine part (one that was stored) serves too, less exactly: it has no half cells."""
    fine = code.fine or _coarse_fine(code)
    turns, shifts = len(TURN_STEPS), layout.WHOLE**2
    places = -(-turns * shifts // layout.RUN) * layout.RUN
    words = _words(turns, layout.SHIFTS, PLANES, layout.SHIFTS, layout.BLOCKS)
    seen = _words(turns, layout.SHIFTS, layout.SHIFTS, layout.BLOCKS)
    align, align_seen = _words(layout.ALIGN_WORDS, places), _words(layout.ALIGN_BLOCKS, places)
    for n, turn in enumerate(_turns()):
        part = slice(n * shifts, (n + 1) * shifts)
        layout.turned_words(
            fine.planes, fine.mask, fine.align, turn.source, turn.planes, turn.align,
            words[n], seen[n], align[:, part], align_seen[:, part],
        )  # fmt: skip
    for array in (align, align_seen):
        array[:, turns * shifts :] = array[:, turns * shifts - 1, None]
    return Probe(words, seen, align, align_seen)


def _words(*shape: int) -> NDArray[np.uint64]:
    """Zeros that begin where a cache line does: vectors that lie across two lines take twice the time to read."""
    line = CACHE_LINE // np.uint64().itemsize
    room = np.zeros(prod(shape) + line, np.uint64)
    first = -room.ctypes.data % CACHE_LINE // room.itemsize
    return room[first : first + prod(shape)].reshape(shape)


def _keys(align_seen: NDArray[np.uint64]) -> NDArray[np.int64]:
    """(2, places): the key of no differing bit, with the place as its lowest bits, and what each of them takes off it.

    Keys rank places by (agreeing - disagreeing bits) / sqrt(bits)."""
    bits = ALIGN_PLANES * np.bitwise_count(align_seen).sum(axis=0, dtype=np.int64)
    weight = np.rint(KEY_UNIT / np.sqrt(bits + 1)).astype(np.int64) * screening.SCORE_UNIT
    return np.stack((bits * weight + np.arange(len(bits)), 2 * weight))


def distances(probe: Probe, gallery: References) -> NDArray[np.float32]:
    """(N,) float32: the exact distance to every template, 0 (the same bits) to 0.5 (nothing in common)."""
    return exact(probe, gallery, np.arange(len(gallery)))


def screen(probe: Probe, gallery: References, first: int, last: int, scores: NDArray[np.int32]) -> None:
    """The coarse pass: how well rows first..last - 1 agree when aligned, into `scores` (N,); larger is closer."""
    screening.screen_all(
        gallery.align, gallery.align_masks, probe.align, probe.align_seen, probe.keys, probe.at_places,
        first, last, scores,
    )  # fmt: skip


def sift(
    probe: Probe, gallery: References, wanted: NDArray[np.int64], scores: NDArray[np.int32]
) -> NDArray[np.float32]:
    """(len(wanted),) float32: the distances to some templates at the place alone that `screen` found, whose `scores`
    (N,) these are. Seldom less than the exact ones, and sooner."""
    found = np.empty(len(wanted), np.float32)
    settle.sift_all(
        gallery.blocks, gallery.masks, probe.words, probe.seen, wanted, _places(wanted, scores), EVEN,
        BEND_PENALTY, found,
    )  # fmt: skip
    return found


def in_order_of_place(rows: NDArray[np.int64], scores: NDArray[np.int32]) -> NDArray[np.int64]:
    """The same rows in the order in which `sift` is quickest."""
    return rows[np.argsort(_places(rows, scores).astype(np.int16), kind="stable")]


def _places(rows: NDArray[np.int64], scores: NDArray[np.int32]) -> NDArray[np.int32]:
    """Where they align best; the repeats that fill the last run stand for the last place."""
    return np.asarray(np.minimum(scores[rows] & np.int32(screening.SCORE_UNIT - 1), LAST_PLACE), np.int32)


def exact(probe: Probe, gallery: References, wanted: NDArray[np.int64]) -> NDArray[np.float32]:
    """(len(wanted),) float32: the exact distances to some templates."""
    found = np.empty(len(wanted), np.float32)
    settle.distances_of(
        gallery.blocks, gallery.masks, gallery.align, gallery.align_masks,
        probe.words, probe.seen, probe.align, probe.align_seen, wanted, EVEN, BEND_PENALTY, found,
    )  # fmt: skip
    return found


def distance(probe: PalmCode, reference: PalmCode) -> float:
    """The distance of one pair, 0 to 0.5. Not quite symmetric: the probe is the one that is turned and bent."""
    return float(distances(prepare(probe), references([reference]))[0])


def fused(found: NDArray[np.float32]) -> float:
    """One distance for several comparisons of the same two hands: the mean of the two closest, or the only one.

    The single closest would be a lottery that strangers win more often the more samples there are.
    """
    best = np.sort(found)[:2]
    return float(best.mean())


def _coarse_fine(code: PalmCode) -> Fine:
    nearest = (np.arange(PLANES * TURNS) + TURNS // 2) // TURNS % PLANES
    nearest_align = (np.arange(ALIGN_PLANES * TURNS) + TURNS // 2) // TURNS % ALIGN_PLANES
    return Fine(_widened(code.planes, 32)[nearest], _widened(code.align, 16)[nearest_align], _widened(code.mask, 32))


def _widened(rows: NDArray[np.uint32] | NDArray[np.uint16], side: int) -> NDArray[np.uint64]:
    """(..., side) rows of `side` bits -> (..., 64) rows of 64 bits, each cell a square."""
    times = FINE_GRID // side
    wide = np.zeros(rows.shape, np.uint64)
    for bit in range(side):
        cell = (rows.astype(np.uint64) >> np.uint64(bit)) & np.uint64(1)
        wide |= cell * np.uint64(2**times - 1) << np.uint64(times * bit)
    return np.repeat(wide, times, axis=-1)


@dataclass(frozen=True, eq=False)
class _Turn:
    source: NDArray[np.int8]
    """(2, 64, 64): row and column that each fine cell comes from; -1 outside."""
    planes: NDArray[np.int64]
    """(12,): the fine plane that serves as each plane."""
    align: NDArray[np.int64]
    """(6,) likewise."""


@cache
def _turns() -> tuple[_Turn, ...]:
    return tuple(_turn(step) for step in TURN_STEPS)


def _turn(step: int) -> _Turn:
    centre = (FINE_GRID - 1) / 2
    y, x = np.mgrid[0:FINE_GRID, 0:FINE_GRID] - centre
    c, s = cos(radians(step * STEP_DEG)), sin(radians(step * STEP_DEG))
    column, row = np.rint(c * x - s * y + centre), np.rint(s * x + c * y + centre)
    inside = (column >= 0) & (column < FINE_GRID) & (row >= 0) & (row < FINE_GRID)
    return _Turn(
        np.where(inside, (row, column), -1).astype(np.int8),
        (np.arange(PLANES) * TURNS + step) % (PLANES * TURNS),
        (np.arange(ALIGN_PLANES) * TURNS + round(step * ALIGN_PLANES / PLANES)) % (ALIGN_PLANES * TURNS),
    )
