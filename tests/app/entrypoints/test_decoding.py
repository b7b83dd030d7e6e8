"""Whatever a picture was written as, its pixels come out upright and at 8 bits; whatever is none gives none."""

import struct
import zlib

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.entrypoints.decoding import decoded
from tests.app.biometrics.creases import palm

GREY = palm(1)
COLOUR = np.dstack([GREY // 2, GREY, GREY])[:96]
"""(96, 128, 3): oblong, to see a turn."""


def written(ending: str, pixels: NDArray[np.uint8 | np.uint16 | np.float32]) -> bytes:
    done, data = cv2.imencode(ending, pixels)
    assert done
    return bytes(data)


def same(pixels: NDArray[np.uint8] | None, expected: NDArray[np.uint8], within: float = 0) -> bool:
    assert pixels is not None
    assert pixels.dtype == np.uint8
    off = np.abs(pixels.astype(np.int16) - expected)
    return pixels.shape == expected.shape and float(off.mean()) <= within


@pytest.mark.parametrize(
    ("ending", "within"),
    [(".bmp", 0), (".png", 0), (".tif", 0), (".ppm", 0), (".jp2", 2), (".jpg", 4), (".webp", 4), (".avif", 4)],
)
def test_every_kind_of_file_gives_its_colours(ending: str, within: float) -> None:
    assert same(decoded(written(ending, COLOUR), colour=True), COLOUR, within)


def test_a_file_that_is_grey_serves_as_a_coloured_picture_and_the_other_way_round() -> None:
    assert same(decoded(written(".pgm", GREY), colour=True), np.dstack([GREY] * 3))
    assert same(decoded(written(".png", np.dstack([GREY] * 3)), colour=False), GREY)


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
@pytest.mark.parametrize("ending", [".png", ".tif", ".pgm"])
def test_a_sensor_of_few_bits_in_a_file_of_sixteen_does_not_come_out_black(bits: int, ending: str) -> None:
    bright = GREY.copy()
    bright[0, 0] = 255
    assert same(
        decoded(written(ending, (bright.astype(np.uint16) << (bits - 8)).astype(np.uint16)), colour=False), bright
    )


def test_transparency_is_dropped() -> None:
    assert same(decoded(written(".png", np.dstack([COLOUR, GREY[:96]])), colour=True), COLOUR)


@pytest.mark.parametrize(
    ("orientation", "turned"), [(1, COLOUR), (3, np.rot90(COLOUR, 2)), (6, np.rot90(COLOUR, -1)), (8, np.rot90(COLOUR))]
)
def test_a_picture_is_turned_as_the_camera_noted(orientation: int, turned: NDArray[np.uint8]) -> None:
    jpeg = written(".jpg", COLOUR)
    row = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    note = b"Exif\0\0" + b"MM\0*" + struct.pack(">IH", 8, 1) + row + struct.pack(">I", 0)
    noted = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + jpeg[2:]
    assert same(decoded(noted, colour=True), turned, within=4)


def test_a_jpeg_without_its_end_is_read_as_far_as_it_goes() -> None:
    whole = written(".jpg", COLOUR)
    assert same(decoded(whole[:-2], colour=True), COLOUR, within=4)
    half = decoded(whole[: len(whole) // 2], colour=True)
    assert half is not None
    assert np.abs(half[:24].astype(np.int16) - COLOUR[:24]).mean() < 4


def too_large() -> bytes:
    """The head of a PNG of 60,000 x 60,000."""

    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = part(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"\0")) + part(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        b"\xff\xd8",
        written(".png", COLOUR)[:100],
        written(".bmp", COLOUR)[:500],
        written(".tif", GREY.astype(np.float32)),
        too_large(),
    ],
)
def test_what_is_no_picture_gives_none(data: bytes) -> None:
    assert decoded(data, colour=True) is None
    assert decoded(data, colour=False) is None
