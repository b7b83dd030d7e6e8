"""What is kept of one frame for the question whether the hand is alive: measures, and one small grey picture.

    looks.append(glance(frame.pixels, observation, frame.captured_at_s))    # while the frame lives
    judge(looks[-12:], KIOSK)                                               # when a sample is complete

Rules: the frame itself is not kept. A look holds some 100 kB, lives as long as its burst, and is never stored.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from app.biometrics.landmarks import PALM_POINTS, palm_width
from app.biometrics.liveness import gloss, lattice
from app.biometrics.observation import HandLandmarks, Observation
from app.biometrics.vision import cv2
from app.ports.camera import Pixels
from app.ports.light import Colour

THUMB_PX: Final = 320
"""Longer side of the small picture: a sway of 4 px in a frame of 640 px is still 2 px in it."""

RIM, REACH = 0.3, 0.5
"""Palm widths from the hull of the landmarks: as far as flesh reaches, and as far as "beside the hand" goes. Farther
out a bent sheet has ended, and what is beside it does not answer."""

SAMPLE_PX: Final = 8
"""Every so many pixels of a frame one is kept as it is, for `repeats`."""


@dataclass(frozen=True, eq=False)
class Look:
    """One frame with a hand in it."""

    captured_at_s: float
    points: npt.NDArray[np.float32] = field(repr=False)
    """(21, 2) float32: the landmarks, pixels of the frame."""
    palm_px: float
    """Palm width, pixels of the frame."""
    thumb: npt.NDArray[np.uint8] = field(repr=False)
    """(h, w) uint8 grey, longer side 320."""
    shrink: float
    """Pixels of the thumb for one of the frame."""
    samples: npt.NDArray[np.uint8] = field(repr=False)
    """(H / 8, W / 8, 3) uint8: unaltered pixels of the frame."""
    palm_bgr: tuple[float, float, float]
    """Mean colour of the palm, 0..255."""
    beside_bgr: tuple[float, float, float]
    """Mean colour of what lies right beside the hand, 0..255."""
    lattice: float | None
    """`lattice.peak` of the palm; None when it is too small in the frame."""
    gloss: float
    """`gloss.sheen` of the palm."""
    shown: Colour | None
    """What the ring showed while this frame was exposed; None outside a challenge."""


def glance(pixels: Pixels, observation: Observation, captured_at_s: float, shown: Colour | None = None) -> Look | None:
    """The look of a frame (H, W, 3) uint8 BGR, or None when `observation` found no hand in it."""
    hand = observation.landmarks
    if hand is None or palm_width(hand) < 1:
        return None
    shrink = min(1.0, THUMB_PX / max(pixels.shape[:2]))
    small: Pixels = (
        np.asarray(cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
        if shrink < 1
        else pixels
    )
    palm, beside = _masks(hand, shrink, small.shape[:2])
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
    return Look(
        captured_at_s=captured_at_s,
        points=hand.points,
        palm_px=palm_width(hand),
        thumb=grey,
        shrink=shrink,
        samples=pixels[::SAMPLE_PX, ::SAMPLE_PX].copy(),
        palm_bgr=_mean(small, palm),
        beside_bgr=_mean(small, beside),
        lattice=lattice.peak(pixels, hand.points, palm_width(hand)),
        gloss=gloss.sheen(small[palm > 0]),
        shown=shown,
    )


def _masks(
    hand: HandLandmarks, shrink: float, size: tuple[int, int]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """The palm; and a band beside the hand, without the arm, 0 or 255."""
    palm, flesh, beside = (np.zeros(size, np.uint8) for _ in range(3))
    points = np.round(hand.points * shrink).astype(np.int32)
    wide = palm_width(hand) * shrink
    cv2.fillConvexPoly(palm, cv2.convexHull(points[list(PALM_POINTS)]), 255)
    hull = cv2.convexHull(points)
    for mask, rim in ((flesh, RIM), (beside, REACH)):
        cv2.fillConvexPoly(mask, hull, 255)
        cv2.polylines(mask, [hull], True, 255, max(1, round(2 * rim * wide)))
    arm = points[0] + 6 * (points[0] - points[9])
    cv2.line(flesh, points[0].tolist(), arm.tolist(), 255, max(1, round(2.2 * wide)))
    return palm, np.asarray(beside & ~flesh, np.uint8)


def _mean(picture: npt.NDArray[np.uint8], mask: npt.NDArray[np.uint8]) -> tuple[float, float, float]:
    blue, green, red, _ = cv2.mean(picture, mask=mask)
    return float(blue), float(green), float(red)
