"""What the landmark network is shown of a frame: the whole of it with a border, parts of it, or one hand upright.

Rules: geometry and shrinking alone; every view knows its way back to the frame's pixels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.biometrics.vision import cv2
from app.ports.camera import Pixels

LONG_SIDE_PX: Final = 640
"""Frames are shrunk to this before the search; the detector itself looks at 192 px of it."""

BORDER: Final = 0.25
"""Black border on each side, share of the long side. Without it a hand that fills the frame is not found: 29 % of close
hands against 94 % with it."""

CROP_PALMS: Final = 4.0
"""Side of the second look's crop in palm widths: the whole hand fits. At 3.2 tilted hands and hands at the
frame's edge were lost, at 2.4 every third hand; at 5 the points are no steadier."""

CROP_PX: Final = 480
"""Side of the second look's crop; the landmark network reads 224 px of it."""

KNUCKLES: Final = (5, 9, 13, 17)

PART: Final = 0.6
"""Side of a part of the frame, share of the frame's: neighbours overlap by a fifth of it."""


@dataclass(frozen=True, eq=False)
class View:
    """A picture for the network and the way back: `frame = back @ (x, y, 1)` in pixels."""

    picture: Pixels
    back: npt.NDArray[np.float64]
    mirrored: bool = False


def whole(pixels: Pixels, border: float = BORDER) -> View:
    """The frame, shrunk and with a black border."""
    small, by = halved(pixels, LONG_SIDE_PX / max(pixels.shape[:2]))
    scale = min(1.0, LONG_SIDE_PX / max(small.shape[:2]))
    if scale < 1:
        small = np.asarray(cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    edge = round(border * max(small.shape[:2]))
    picture = cv2.copyMakeBorder(small, edge, edge, edge, edge, cv2.BORDER_CONSTANT)
    back = np.array([[1, 0, 0.5 - edge], [0, 1, 0.5 - edge]]) * (by / scale)
    back[:, 2] -= 0.5
    return View(np.asarray(picture, np.uint8), back)


def parts(pixels: Pixels) -> Iterator[View]:
    """The middle of the frame and its four corners, each larger to the network than in the whole: for hands that are
    small in a large picture."""
    height, width = pixels.shape[:2]
    rows, columns = max(1, round(PART * height)), max(1, round(PART * width))
    for y, x in ((0.5, 0.5), (0, 0), (0, 1), (1, 0), (1, 1)):
        top, left = round(y * (height - rows)), round(x * (width - columns))
        view = whole(pixels[top : top + rows, left : left + columns], border=0.0)
        yield View(view.picture, view.back + np.array([[0, 0, left], [0, 0, top]]))


def close_up(pixels: Pixels, points: npt.NDArray[np.float32]) -> View:
    """The hand upright, mirrored, filling the picture."""
    knuckles = points[list(KNUCKLES)].mean(axis=0, dtype=np.float64)
    centre = points[[0, *KNUCKLES]].mean(axis=0, dtype=np.float64)
    up = (knuckles - points[0]) / max(float(np.linalg.norm(knuckles - points[0])), 1e-6)
    palm = max(float(np.linalg.norm(points[5] - points[17])), 0.5 * float(np.linalg.norm(knuckles - points[0])), 1.0)
    scale = CROP_PX / (CROP_PALMS * palm)
    turn = scale * np.array([[up[1], -up[0]], [-up[0], -up[1]]])  # the rotation that brings `up` to the top, x mirrored
    there = np.column_stack((turn, CROP_PX / 2 - turn @ centre))
    back = np.asarray(cv2.invertAffineTransform(there), np.float64)
    corners = np.array([(0, 0, 1), (CROP_PX, 0, 1), (CROP_PX, CROP_PX, 1), (0, CROP_PX, 1)]) @ back.T
    small, to_frame = shrunk(pixels, corners, scale)
    picture = cv2.warpAffine(small, there @ to_frame, (CROP_PX, CROP_PX), flags=cv2.INTER_LINEAR)
    return View(np.asarray(picture, np.uint8), back, mirrored=True)


def shrunk(pixels: Pixels, corners: npt.NDArray[np.float64], scale: float) -> tuple[Pixels, npt.NDArray[np.float64]]:
    """The part of the frame around `corners` (N, 2), halved towards `scale` so that warping it does not alias; and the
    way back to the frame as (3, 3)."""
    height, width = pixels.shape[:2]
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int) - 2, 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 3, (left + 1, top + 1), (width, height))
    small, by = halved(pixels[top:bottom, left:right], scale)
    return small, np.array([[by, 0, left + (by - 1) / 2], [0, by, top + (by - 1) / 2], [0, 0, 1]], np.float64)


def halved(picture: Pixels, scale: float) -> tuple[Pixels, int]:
    """Halved as often as it stays larger than `scale`, and by how much: means of 2 x 2 are ten times faster than those
    of broken numbers."""
    by = 1
    while scale * by <= 0.5 and min(picture.shape[:2]) >= 2:
        rows, columns = picture.shape[0] // 2, picture.shape[1] // 2
        even = picture[: 2 * rows, : 2 * columns]
        picture = np.asarray(cv2.resize(even, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
        by *= 2
    return picture, by
