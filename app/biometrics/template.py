"""A palm code and its bytes: the one layout that leaves memory.

Version 1, little endian, 1,868 bytes:

    offset  bytes  what
    0       4      "THNR"
    4       2      version of the layout and of the encoder that made the bits (1)
    6       1      side of the grid in cells (32)
    7       1      number of planes (12)
    8       128    mask: 32 rows of 4 bytes; bit x of row y is 1 where the skin at cell (x, y) was seen
    136     1,536  planes in the order of `app.biometrics.features`, each 32 rows of 4 bytes: bit x of row y is 1 where
                   the plane's filter answered below zero (darker than beside it: a crease)
    1,672   192    six planes of twice the wavelength for aligning, each 16 rows of 2 bytes: 16 x 16 cells
    1,864   4      CRC-32 (IEEE 802.3, as zlib) of all bytes before it

A cell is 1/32 of the side of the region; row 0 is on the side of the fingers. The check catches damage, not forgery:
sealing is the store's work. `parse` believes nothing: length, header and check are tested before a bit is used.

>>> import numpy as np
>>> code = PalmCode(
...     np.zeros((PLANES, GRID), np.uint32), np.zeros((ALIGN_PLANES, ALIGN_GRID), np.uint16), np.zeros(GRID, np.uint32)
... )
>>> parse(serialise(code)).version
1
"""

import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRID = 32
PLANES = 12
ALIGN_GRID = 16
ALIGN_PLANES = 6
TURNS = 3
"""Orientations of the fine code for one of the template's: a probe is turned by a third of the step between planes."""
FINE_GRID = 2 * GRID
VERSION = 1
MAGIC = b"THNR"

_HEADER = struct.Struct("<4sHBB")
_CHECK = struct.Struct("<I")
_ROW = np.dtype("<u4")
_ALIGN_ROW = np.dtype("<u2")
_ALIGN_AT = _HEADER.size + GRID * _ROW.itemsize * (PLANES + 1)
_CHECK_AT = _ALIGN_AT + ALIGN_PLANES * ALIGN_GRID * _ALIGN_ROW.itemsize
TEMPLATE_BYTES = _CHECK_AT + _CHECK.size


class NotATemplate(ValueError):
    """The bytes are no palm code of a version that this program reads. Carries no byte of them."""


@dataclass(frozen=True, eq=False)
class Fine:
    """The same palm twice as fine in place and three times in angle: lets a fresh probe be turned and shifted by
    parts of a cell. Lives in memory only.

    `planes` uint64 (36, 64), `align` uint64 (18, 64), `mask` uint64 (64,): bit x of row y, as in the template. Template
    cell (x, y) of plane p is fine cell (2x, 2y) of plane 3p; align cell (x, y) is fine cell (4x + 2, 4y + 2).
    """

    planes: NDArray[np.uint64] = field(repr=False)
    align: NDArray[np.uint64] = field(repr=False)
    mask: NDArray[np.uint64] = field(repr=False)

    def __post_init__(self) -> None:
        _hold(self.planes, (PLANES * TURNS, FINE_GRID), np.uint64)
        _hold(self.align, (ALIGN_PLANES * TURNS, FINE_GRID), np.uint64)
        _hold(self.mask, (FINE_GRID,), np.uint64)


@dataclass(frozen=True, eq=False)
class PalmCode:
    """One palm seen once. The arrays are read-only.

    `planes` uint32 (12, 32): bit x of `planes[p, y]` is plane p at column x, row y. `align` uint16 (6, 16) likewise.
    `mask` uint32 (32,): 1 = seen. `fine` is there when the code comes straight from a region, never after `parse`.
    """

    planes: NDArray[np.uint32] = field(repr=False)
    align: NDArray[np.uint16] = field(repr=False)
    mask: NDArray[np.uint32] = field(repr=False)
    fine: Fine | None = field(default=None, repr=False)
    version: int = VERSION

    def __post_init__(self) -> None:
        _hold(self.planes, (PLANES, GRID), np.uint32)
        _hold(self.align, (ALIGN_PLANES, ALIGN_GRID), np.uint16)
        _hold(self.mask, (GRID,), np.uint32)

    @property
    def seen(self) -> float:
        """Share of cells that show skin, 0 to 1."""
        return int(np.bitwise_count(self.mask).sum()) / (GRID * GRID)

    def same_as(self, other: "PalmCode") -> bool:
        """Every stored bit alike. Two images of one palm never are; two readings of one template always are."""
        return serialise(self) == serialise(other)


def serialise(code: PalmCode) -> bytes:
    """1,868 bytes. `fine` stays behind."""
    header = _HEADER.pack(MAGIC, code.version, GRID, PLANES)
    rows = code.mask.astype(_ROW).tobytes() + code.planes.astype(_ROW).tobytes()
    body = header + rows + code.align.astype(_ALIGN_ROW).tobytes()
    return body + _CHECK.pack(zlib.crc32(body))


def parse(data: bytes) -> PalmCode:
    """Raises NotATemplate for anything but what `serialise` of this version writes."""
    if len(data) != TEMPLATE_BYTES:
        raise NotATemplate("length")
    if _HEADER.unpack_from(data) != (MAGIC, VERSION, GRID, PLANES):
        raise NotATemplate("header")
    if _CHECK.unpack_from(data, _CHECK_AT)[0] != zlib.crc32(data[:_CHECK_AT]):
        raise NotATemplate("check")
    rows = np.frombuffer(data, _ROW, (PLANES + 1) * GRID, _HEADER.size).astype(np.uint32).reshape(PLANES + 1, GRID)
    align = np.frombuffer(data, _ALIGN_ROW, ALIGN_PLANES * ALIGN_GRID, _ALIGN_AT).astype(np.uint16)
    return PalmCode(rows[1:].copy(), align.reshape(ALIGN_PLANES, ALIGN_GRID), rows[0].copy())


def _hold(array: NDArray[Any], shape: tuple[int, ...], dtype: type[np.generic]) -> None:
    if array.shape != shape or array.dtype != dtype:
        raise ValueError(f"{array.dtype} {array.shape} where {dtype.__name__} {shape} belongs")
    array.flags.writeable = False
