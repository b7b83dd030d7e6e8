"""A picture's file in, its pixels out: whatever depth and orientation it was written with.

>>> decoded(b"no picture", colour=True) is None
True

Limits: one picture a file; floating point, CMYK and what needs a codec of its own (HEIC) are not read.
"""

import numpy as np
import numpy.typing as npt

from app.biometrics.vision import cv2

DEPTHS = (8, 10, 12, 14, 16)
"""Bits that sensors give; a file with 16 bits a pixel often holds fewer."""
END_OF_JPEG = b"\xff\xd9"


def decoded(data: bytes, colour: bool) -> npt.NDArray[np.uint8] | None:
    """(H, W, 3) uint8 BGR or (H, W) uint8, upright by the file's own note of orientation; transparency is dropped.
    None for what is no picture, or one of more than 2^30 pixels."""
    pixels = _read(data, colour)
    if pixels is None and data.startswith(b"\xff\xd8"):
        pixels = _read(data + END_OF_JPEG, colour)  # cameras switched off too soon leave it out: what is there counts
    if pixels is None or pixels.dtype == np.uint8:
        return None if pixels is None else np.asarray(pixels, np.uint8)
    return _eight_bits(np.asarray(pixels, np.uint16)) if pixels.dtype == np.uint16 else None


def _read(data: bytes, colour: bool) -> npt.NDArray[np.generic] | None:
    how = (cv2.IMREAD_COLOR if colour else cv2.IMREAD_GRAYSCALE) | cv2.IMREAD_ANYDEPTH
    try:
        return cv2.imdecode(np.frombuffer(data, np.uint8), how) if data else None
    except cv2.error:  # more pixels than it agrees to
        return None


def _eight_bits(pixels: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint8]:
    """By the fewest bits of a sensor that hold the brightest pixel."""
    brightest = int(pixels.max())
    bits = next(bits for bits in DEPTHS if brightest < 1 << bits)
    return np.asarray(pixels >> (bits - 8), np.uint8)
