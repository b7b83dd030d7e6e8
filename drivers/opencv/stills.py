"""One picture from a file, or the knowledge that it is none. Files are hostile: size is read before pixels are.

>>> size_px(b"\\x89PNG\\r\\n\\x1a\\n\\x00\\x00\\x00\\rIHDR\\x00\\x00\\x02\\x80\\x00\\x00\\x01\\xe0")
(640, 480)
"""

import struct
from pathlib import Path

import numpy as np

from app.ports.camera import Pixels
from drivers.opencv.vision import cv2

LARGEST_FILE_BYTES = 64 * 2**20
LARGEST_PX = 120_000_000
"""Phones make 108 million pixels; a picture of a few kilobytes can claim a thousand million and fill the memory."""

_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_TIFF_NUMBERS = {3: "H", 4: "I"}


def read_still(path: Path) -> Pixels | None:
    """(H, W, 3) uint8 BGR, turned upright as its EXIF says. None for whatever is no picture."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError:
        return None
    size = size_px(content)
    if size is None or size[0] * size[1] > LARGEST_PX or len(content) > LARGEST_FILE_BYTES:
        return None
    try:
        decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    return None if decoded is None else np.asarray(decoded, np.uint8)


def size_px(content: bytes) -> tuple[int, int] | None:
    """Width and height as a PNG, JPEG, BMP or TIFF claims them; None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:2] == b"\xff\xd8":
        return _jpeg_size_px(content)
    if content[:2] == b"BM" and len(content) >= 26:
        width, height = struct.unpack("<ii", content[18:26])
        return abs(width), abs(height)
    if content[:4] in (b"II*\0", b"MM\0*"):
        return _tiff_size_px(content)
    return None


def _jpeg_size_px(content: bytes) -> tuple[int, int] | None:
    """Walks the segments to the frame header (ITU-T T.81, B.1 and B.2.2)."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xFF:  # fill byte
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        elif length < 2 or marker == 0xDA:
            return None
        else:
            at += 2 + length
    return None


def _tiff_size_px(content: bytes) -> tuple[int, int] | None:
    """From the first image's directory (TIFF 6.0, section 2): tags 256 and 257, each once, SHORT or LONG."""
    order = "<" if content[:2] == b"II" else ">"
    sides: dict[int, int] = {}
    try:
        (at,) = struct.unpack_from(f"{order}I", content, 4)
        (entries,) = struct.unpack_from(f"{order}H", content, at)
        for entry in range(at + 2, at + 2 + 12 * entries, 12):
            tag, kind, count = struct.unpack_from(f"{order}HHI", content, entry)
            if tag not in (_TIFF_WIDTH, _TIFF_HEIGHT):
                continue
            if tag in sides or kind not in _TIFF_NUMBERS or count != 1:
                return None
            (sides[tag],) = struct.unpack_from(f"{order}{_TIFF_NUMBERS[kind]}", content, entry + 8)
    except struct.error:
        return None
    return (sides[_TIFF_WIDTH], sides[_TIFF_HEIGHT]) if len(sides) == 2 else None
