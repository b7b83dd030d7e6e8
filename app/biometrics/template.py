"""A palm code and its bytes: the two layouts that leave memory.

Version 1, the code's own bits, little endian, 1,868 bytes. No store holds it; files of `thenar benchmark` and tests do:

    offset  bytes  what
    0       4      "THNR"
    4       2      version of the layout (1)
    6       1      side of the grid in cells (32)
    7       1      number of planes (12)
    8       128    mask: 32 rows of 4 bytes; bit x of row y is 1 where the skin at cell (x, y) was seen
    136     1,536  planes in the order of `app.biometrics.features`, each 32 rows of 4 bytes: bit x of row y is 1 where
                   the plane's filter answered below zero (darker than beside it: a crease)
    1,672   192    six planes of twice the wavelength for aligning, each 16 rows of 2 bytes: 16 x 16 cells
    1,864   4      CRC-32 (IEEE 802.3, as zlib) of all bytes before it

A cell is 1/32 of the side of the region; row 0 is on the side of the fingers.

Version 2, what a store holds, 1,888 bytes:

    0       8      as version 1, with version 2
    8       4      epoch: which of the tenant's transform keys it is under, from 1
    12      16     salt, fresh each time the template is written
    28      1,856  body: bytes 8 to 1,863 of version 1, XOR the stream of key and salt (`app.biometrics.renewal`)
    1,884   4      CRC-32 of all bytes before it

The checks catch damage, not forgery: sealing is the store's work. Reading believes nothing: length, header and check
are tested before a bit is used.

>>> import numpy as np
>>> code = PalmCode(
...     np.zeros((PLANES, GRID), np.uint32), np.zeros((ALIGN_PLANES, ALIGN_GRID), np.uint16), np.zeros(GRID, np.uint32)
... )
>>> parse(serialise(code)).same_as(code)
True
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
PROTECTED_VERSION = 2
PLAIN_EPOCH = 0
"""Of a code whose bits are its own."""
SALT_BYTES = 16
MAGIC = b"THNR"

_HEADER = struct.Struct("<4sHBB")
_CHECK = struct.Struct("<I")
_PROTECTED_HEADER = struct.Struct(f"<4sHBBI{SALT_BYTES}s")
_ROW = np.dtype("<u4")
_ALIGN_ROW = np.dtype("<u2")
MASK_BYTES = GRID * _ROW.itemsize
_ALIGN_AT = MASK_BYTES * (PLANES + 1)
BODY_BYTES = _ALIGN_AT + ALIGN_PLANES * ALIGN_GRID * _ALIGN_ROW.itemsize
TEMPLATE_BYTES = _HEADER.size + BODY_BYTES + _CHECK.size
PROTECTED_BYTES = _PROTECTED_HEADER.size + BODY_BYTES + _CHECK.size


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
    epoch: int = PLAIN_EPOCH
    """Of the veil over `planes` and `align`; a veiled code is compared only with probes under the same one."""

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
        return self.epoch == other.epoch and body_of(self) == body_of(other)


@dataclass(frozen=True)
class Protected:
    """A template of version 2. `body` (1,856 bytes) says nothing without the key of its epoch."""

    epoch: int
    salt: bytes = field(repr=False)
    body: bytes = field(repr=False)


def serialise(code: PalmCode) -> bytes:
    """1,868 bytes, version 1. `fine` stays behind. Raises ValueError for a code whose bits are not its own."""
    if code.epoch != PLAIN_EPOCH:
        raise ValueError("version 1 holds a code's own bits")
    return _checked(_HEADER.pack(MAGIC, VERSION, GRID, PLANES) + body_of(code))


def parse(data: bytes) -> PalmCode:
    """Raises NotATemplate for anything but what `serialise` writes."""
    _check(data, TEMPLATE_BYTES)
    if _HEADER.unpack_from(data) != (MAGIC, VERSION, GRID, PLANES):
        raise NotATemplate("header")
    return code_of(data[_HEADER.size : -_CHECK.size])


def serialise_protected(template: Protected) -> bytes:
    """1,888 bytes, version 2."""
    header = _PROTECTED_HEADER.pack(MAGIC, PROTECTED_VERSION, GRID, PLANES, template.epoch, template.salt)
    return _checked(header + template.body)


def parse_protected(data: bytes) -> Protected:
    """Raises NotATemplate for anything but what `serialise_protected` writes."""
    _check(data, PROTECTED_BYTES)
    *start, epoch, salt = _PROTECTED_HEADER.unpack_from(data)
    if start != [MAGIC, PROTECTED_VERSION, GRID, PLANES] or epoch == PLAIN_EPOCH:
        raise NotATemplate("header")
    return Protected(epoch, salt, data[_PROTECTED_HEADER.size : -_CHECK.size])


def body_of(code: PalmCode) -> bytes:
    """1,856 bytes: mask, planes, align planes."""
    rows = code.mask.astype(_ROW).tobytes() + code.planes.astype(_ROW).tobytes()
    return rows + code.align.astype(_ALIGN_ROW).tobytes()


def code_of(body: bytes, epoch: int = PLAIN_EPOCH) -> PalmCode:
    """The code of what `body_of` wrote."""
    rows = np.frombuffer(body, _ROW, (PLANES + 1) * GRID).astype(np.uint32).reshape(PLANES + 1, GRID)
    align = np.frombuffer(body, _ALIGN_ROW, ALIGN_PLANES * ALIGN_GRID, _ALIGN_AT).astype(np.uint16)
    return PalmCode(rows[1:].copy(), align.reshape(ALIGN_PLANES, ALIGN_GRID), rows[0].copy(), epoch=epoch)


def _checked(content: bytes) -> bytes:
    return content + _CHECK.pack(zlib.crc32(content))


def _check(data: bytes, length: int) -> None:
    if len(data) != length:
        raise NotATemplate("length")
    if data[:4] != MAGIC:
        raise NotATemplate("header")
    if _CHECK.unpack_from(data, length - _CHECK.size)[0] != zlib.crc32(data[: -_CHECK.size]):
        raise NotATemplate("check")


def _hold(array: NDArray[Any], shape: tuple[int, ...], dtype: type[np.generic]) -> None:
    if array.shape != shape or array.dtype != dtype:
        raise ValueError(f"{array.dtype} {array.shape} where {dtype.__name__} {shape} belongs")
    array.flags.writeable = False
