"""What the pipeline saw, as named pictures that a person can look at: `thenar explain` draws its sheet from these.

    for step in trace(pixels, observation):
        show(step.name, step.picture)

Rules: draws from an observation and never decides; each picture is a copy. They show a hand: keep them off disks unless
the person agreed.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.biometrics.observation import Observation
from app.biometrics.region import Placement, cut, locate
from app.biometrics.vision import cv2
from app.ports.camera import Pixels

BONES: Final = (
    (0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (5, 6), (6, 7), (7, 8), (5, 9), (9, 10), (10, 11), (11, 12),
    (9, 13), (13, 14), (14, 15), (15, 16), (13, 17), (17, 18), (18, 19), (19, 20), (0, 17),
)  # fmt: skip
_LINE: Final = (80, 220, 80)
_FRAME: Final = (60, 160, 255)


@dataclass(frozen=True, eq=False)
class Step:
    name: str
    """`frame`, `landmarks`, `region`, `mask`: also the key of its text."""
    picture: Pixels = field(repr=False)
    """(H, W, 3) uint8 BGR."""


def trace(pixels: Pixels, seen: Observation) -> tuple[Step, ...]:
    """The steps as far as they went: a frame without a hand has one."""
    steps = [Step("frame", pixels.copy())]
    if seen.landmarks is not None:
        place = locate(seen.landmarks.points)
        steps.append(Step("landmarks", _skeleton(pixels, seen.landmarks.points, place)))
        steps.append(Step("region", cut(pixels, place).colour.copy()))
    if seen.mask is not None:
        steps.append(Step("mask", np.repeat(seen.mask[..., None], 3, axis=2).astype(np.uint8) * 255))
    return tuple(steps)


def _skeleton(pixels: Pixels, points: np.ndarray[tuple[int, ...], np.dtype[np.float32]], place: Placement) -> Pixels:
    drawn = pixels.copy()
    thick = max(1, round(max(pixels.shape[:2]) / 400))
    whole = np.round(points).astype(int).tolist()
    for one, other in BONES:
        cv2.line(drawn, tuple(whole[one]), tuple(whole[other]), _LINE, thick, cv2.LINE_AA)
    cv2.polylines(drawn, [np.round(place.corners_px).astype(np.int32)], True, _FRAME, 2 * thick, cv2.LINE_AA)
    return drawn
