"""A palm code and its bytes: the one layout that leaves memory.

Version 1, little endian, 6,940 bytes for 12 planes (`HEADER_BYTES + 512 * (planes + 1) + 4`):

    offset  bytes  what
    0       4      "THNR"
    4       2      version of the layout and of the encoder that made the bits (1)
    6       1      side of the grid in cells (64)
    7       1      number of planes P (1 to 64)
    8       512    mask, 64 rows of 8 bytes: bit x of row y is 1 where the skin at cell (x, y) was seen
    520     512 P  planes in the order of `app.biometrics.features`, each 64 rows of 8 bytes: bit x of row y is 1
                   where the plane's filter answered below zero (darker than its surroundings: a crease)
    end     4      CRC-32 (IEEE 802.3, as zlib) of all bytes before it

A cell is 1/64 of the side of the region; row 0 is on the side of the fingers. The check catches damage, not forgery: sealing is the
store's work. `parse` believes nothing: every length, count and the check are tested before a bit is used.

>>> import numpy as np
>>> code = PalmCode(np.zeros((12, GRID), np.uint64), np.zeros(GRID, np.uint64))
>>> parse(serialise(code)).version
1
"""

import struct
import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

GRID = 64
VERSION = 1
MAGIC = b"THNR"
MAX_PLANES = 64

_HEADER = struct.Struct("<4sHBB")
_CHECK = struct.Struct("<I")
_ROW = np.dtype("<u8")
_PLANE_BYTES = GRID * _ROW.itemsize


class NotATemplate(ValueError):
    """The bytes are no palm code of a version that this program reads. Carries no byte of them."""


@dataclass(frozen=True, eq=False)
class PalmCode:
    """One palm seen once: sign planes on a 64 x 64 grid. The arrays are read-only.

    `planes` uint64 (P, 64): bit x of `planes[p, y]` is plane p at column x, row y. `mask` uint64 (64,): 1 = seen.
    """

    planes: NDArray[np.uint64] = field(repr=False)
    mask: NDArray[np.uint64] = field(repr=False)
    version: int = VERSION

    def __post_init__(self) -> None:
        if self.planes.ndim != 2 or self.planes.shape[1] != GRID or not 1 <= len(self.planes) <= MAX_PLANES:
            raise ValueError(f"planes of shape {self.planes.shape}")
        if self.mask.shape != (GRID,):
            raise ValueError(f"mask of shape {self.mask.shape}")
        for array in (self.planes, self.mask):
            if array.dtype != np.uint64:
                raise ValueError(f"rows of {array.dtype}")
            array.flags.writeable = False

    @property
    def seen(self) -> float:
        """Share of cells that show skin, 0 to 1."""
        return int(np.bitwise_count(self.mask).sum()) / (GRID * GRID)

    def same_as(self, other: "PalmCode") -> bool:
        """Every bit alike. Two images of one palm never are; two readings of one template always are."""
        return (
            self.version == other.version
            and np.array_equal(self.planes, other.planes)
            and np.array_equal(self.mask, other.mask)
        )


def serialise(code: PalmCode) -> bytes:
    body = b"".join(
        (
            _HEADER.pack(MAGIC, code.version, GRID, len(code.planes)),
            code.mask.astype(_ROW).tobytes(),
            code.planes.astype(_ROW).tobytes(),
        )
    )
    return body + _CHECK.pack(zlib.crc32(body))


def parse(data: bytes) -> PalmCode:
    """Raises NotATemplate for anything but what `serialise` of this version writes."""
    if len(data) < _HEADER.size:
        raise NotATemplate("too short")
    magic, version, grid, planes = _HEADER.unpack_from(data)
    if magic != MAGIC or version != VERSION or grid != GRID or not 1 <= planes <= MAX_PLANES:
        raise NotATemplate("header")
    end = _HEADER.size + _PLANE_BYTES * (planes + 1)
    if len(data) != end + _CHECK.size:
        raise NotATemplate("length")
    if _CHECK.unpack_from(data, end)[0] != zlib.crc32(data[:end]):
        raise NotATemplate("check")
    rows = np.frombuffer(data, _ROW, (planes + 1) * GRID, _HEADER.size).astype(np.uint64).reshape(planes + 1, GRID)
    return PalmCode(rows[1:].copy(), rows[0].copy(), version)
