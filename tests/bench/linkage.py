"""What somebody may try who has two databases and no key: functions that score whether two templates, one of each, are
of one palm. Larger is more alike.

    scores = LINKAGES["matcher"](first, second, known)   # (len(first), len(second))

`first` and `second` are templates of the same palms in the same order; `known` are plain codes of other people, from
which the attacker has learnt how palms are in general.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.biometrics import matching
from app.biometrics.template import PLAIN_EPOCH, PalmCode, body_of
from app.biometrics.unlinkability import d_sys, floor

Codes = Sequence[PalmCode]
Scores = NDArray[np.float64]
Bits = NDArray[np.uint8]
Linkage = Callable[[Codes, Codes, Codes], Scores]


def matcher(first: Codes, second: Codes, known: Codes) -> Scores:
    """The matcher itself, as if nothing were transformed."""
    gallery = matching.references(list(second))
    return -np.array(
        [matching.distances(matching.prepare(replace(code, epoch=PLAIN_EPOCH)), gallery) for code in first]
    )


def hamming(first: Codes, second: Codes, known: Codes) -> Scores:
    """Bits alike, in place."""
    return -_differing(_bodies(first), _bodies(second))


def mask(first: Codes, second: Codes, known: Codes) -> Scores:
    """Cells that both or neither show."""
    return -_differing(*(np.array([code.mask for code in codes]).view(np.uint8) for codes in (first, second)))


def popcounts(first: Codes, second: Codes, known: Codes) -> Scores:
    """How many bits each plane has set."""
    one, other = (np.array([_popcounts(code) for code in codes], np.float64) for codes in (first, second))
    return np.asarray(-np.abs(one[:, None] - other[None]).sum(axis=2))


def majority(first: Codes, second: Codes, known: Codes) -> Scores:
    """Each database without what most of its own templates have in common: XOR across people, then bits alike."""
    bare = [bodies ^ _majority(bodies) for bodies in (_bodies(first), _bodies(second))]
    return -_differing(*bare)


def neighbours(first: Codes, second: Codes, known: Codes) -> Scores:
    """A stream that all templates of a database share is read off them: neighbouring bits of palms agree or differ
    more often than not, so where they do otherwise the stream has flipped one. Then the matcher, either way up."""
    usual = _neighbour_odds(_planes(known))
    one, other = (_without_stream(codes, usual) for codes in (first, second))
    upright = matcher(one, other, known)
    return np.maximum(upright, matcher([replace(code, planes=~code.planes) for code in one], other, known))


LINKAGES: dict[str, Linkage] = {
    function.__name__: function for function in (matcher, hamming, mask, popcounts, majority, neighbours)
}


def linkability(linkage: Linkage, first: Codes, second: Codes, known: Codes, samples: int = 1) -> tuple[float, float]:
    """D_sys, and what chance alone shows with so many scores. Of each palm there are `samples` neighbouring codes."""
    scores = linkage(first, second, known)
    owners = np.arange(len(scores)) // samples
    mated = np.equal.outer(owners, owners)
    return d_sys(scores[mated], scores[~mated]), floor(scores[mated], scores[~mated])


def _bodies(codes: Codes) -> Bits:
    return np.frombuffer(b"".join(map(body_of, codes)), np.uint8).reshape(len(codes), -1)


def _differing(one: Bits, other: Bits) -> Scores:
    return np.array([np.bitwise_count(row ^ other).sum(axis=1) for row in one], np.float64)


def _popcounts(code: PalmCode) -> list[int]:
    return [int(np.bitwise_count(rows).sum()) for rows in (code.mask, *code.planes, *code.align)]


def _majority(bodies: Bits) -> Bits:
    return np.packbits(np.unpackbits(bodies, axis=1).mean(axis=0) > 0.5)


def _planes(codes: Codes) -> Bits:
    """(codes, 12, 32, 32), one bit a byte."""
    rows = np.array([code.planes for code in codes]).astype("<u4").view(np.uint8)
    return np.unpackbits(rows, axis=-1, bitorder="little").reshape(len(codes), 12, 32, 32)


def _neighbour_odds(bits: Bits) -> list[Scores]:
    """How much more often a bit differs from its neighbour than it agrees, -0.5 to 0.5, along each of three axes."""
    return [
        (np.take(bits, range(1, bits.shape[axis]), axis) ^ np.take(bits, range(bits.shape[axis] - 1), axis)).mean(
            axis=0
        )
        - 0.5
        for axis in (1, 2, 3)
    ]


def _without_stream(codes: Codes, usual: list[Scores]) -> list[PalmCode]:
    flips = np.packbits(_shared_stream(_neighbour_odds(_planes(codes)), usual), axis=-1, bitorder="little")
    rows = flips.view("<u4")[..., 0].astype(np.uint32)
    align = np.zeros_like(codes[0].align)
    return [replace(code, planes=code.planes ^ rows, align=_coarse(code.planes ^ rows) ^ align) for code in codes]


def _coarse(planes: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """Something to align by when the align planes are not read off: every second plane and cell of the others."""
    bits = np.unpackbits(planes.astype("<u4").view(np.uint8), axis=-1, bitorder="little").reshape(12, 32, 32)
    return np.packbits(bits[::2, 1::2, 1::2], axis=-1, bitorder="little").view("<u2")[..., 0].astype(np.uint16)


def _shared_stream(seen: list[Scores], usual: list[Scores]) -> Bits:
    """(12, 32, 32), up to turning all of it over: from one bit on, always across the surest pair that is left."""
    stream, known = np.zeros((12, 32, 32), np.uint8), np.zeros((12, 32, 32), np.bool_)
    pairs: list[tuple[float, tuple[int, ...], int]] = [(0.0, (6, 16, 16), 0)]
    while pairs:
        _, cell, bit = heapq.heappop(pairs)
        if known[cell]:
            continue
        stream[cell], known[cell] = bit, True
        for axis in range(3):
            for step in (-1, 1):
                there = tuple(at + step * (n == axis) for n, at in enumerate(cell))
                lower = min(cell, there)
                if all(0 <= at < size for at, size in zip(there, known.shape, strict=True)) and not known[there]:
                    odds, expected = float(seen[axis][lower]), float(usual[axis][lower])
                    heapq.heappush(pairs, (-abs(odds * expected), there, bit ^ (odds * expected < 0)))
    return stream
