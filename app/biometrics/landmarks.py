"""From pixels to the 21 landmarks of each hand, by MediaPipe's hand landmarker.

Rules: one picture in, its hands out; nothing is remembered from picture to picture, so the same pixels always give the
same points. Every hand is looked at twice, the second time upright, mirrored and cropped: the mean of both looks is
steadier than either, and what only resembles a hand (a face, folded cloth) does not stay where it was.

    with HandFinder(model_bytes) as finder:
        hands = finder.find(pixels)

Source: Zhang et al. 2020, "MediaPipe Hands: On-device Real-time Hand Tracking". Limits: a palm narrower than about
30 px is not found; hands in gloves and hands seen edge-on give points that mean little.
"""

import os
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from app.biometrics.observation import HandLandmarks
from app.biometrics.vision import cv2
from app.domain.people import Hand
from app.ports.camera import Pixels
from app.ports.cv import environment_kept

with environment_kept():  # mediapipe imports cv2 by itself
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

LONG_SIDE_PX = 640
"""Frames are shrunk to this before the search; the detector itself looks at 192 px of it."""

BORDER = 0.25
"""Black border on each side, share of the long side. Without it a hand that fills the frame is not found: 29 % of close
hands against 94 % with it."""

CROP_PALMS = 4.0
"""Side of the second look's crop in palm widths: the whole hand fits. At 3.2 tilted hands and hands at the
frame's edge were lost, at 2.4 every third hand; at 5 the points are no steadier."""

CROP_PX = 480
"""Side of the second look's crop; the landmark network reads 224 px of it."""

COLOURLESS = 4.0
"""Mean distance between the largest and the smallest channel, 0..255, under which a picture counts as grey."""

SKIN_TONE = (0.7, 0.85, 1.3)
"""Gains of blue, green and red for grey pictures: the network has learnt skin by its colour. Of 19 grey hands 6 were
found as they are; with this and the gain below all."""

AGAINST_LIGHT = 2.2
"""A second gain for grey pictures: a hand that is dark before a bright ceiling becomes skin, the ceiling white."""

BRIGHT_AT = 235.0
"""Grey value to which the brightest hundredth of a dark picture is lifted. At an eighth of the light 4 of 19 hands were
found as they were, 19 lifted."""

DARK_UNDER = 100.0
"""Grey value of the brightest hundredth under which a picture is looked at again, lifted."""

AS_IT_IS = (1.0, 1.0, 1.0)

PALM_POINTS = (0, 1, 2, 5, 9, 13, 17)
"""Wrist, thumb CMC and MCP, the four finger MCPs: what moves least when fingers move."""

STEADY = 0.18
"""Drift in palm widths up to which both looks saw the same hand: real palms 0.02 to 0.10, hands seen edge-on 0.19 and
more, what is no hand seldom found twice."""

Tone = tuple[float, float, float]
"""Gains of blue, green and red."""

KNUCKLES = (5, 9, 13, 17)


@dataclass(frozen=True, eq=False)
class _View:
    """A picture for the network and the way back: `frame = back @ (x, y, 1)` in pixels."""

    picture: Pixels
    back: npt.NDArray[np.float64]
    mirrored: bool = False


class HandFinder:
    """Finds up to two hands in a picture. Not for two threads at once. Raises ValueError or RuntimeError for a model
    that is none."""

    def __init__(self, model: bytes) -> None:
        options = vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model), running_mode=vision.RunningMode.IMAGE, num_hands=2
        )
        with _hushed():
            self._landmarker: Any = vision.HandLandmarker.create_from_options(options)
            self._look(_View(np.zeros((64, 64, 3), np.uint8), np.eye(2, 3)))
        self._closed = weakref.finalize(self, _close, self._landmarker)

    def __enter__(self) -> "HandFinder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the network back. Closing a closed finder does nothing."""
        self._closed()

    def find(self, pixels: Pixels) -> tuple[HandLandmarks, ...]:
        """The hands in `pixels` (H, W, 3) uint8 BGR, not mirrored; the widest palm first."""
        view = _whole(pixels)
        unsteady: tuple[HandLandmarks, ...] = ()
        for tone in _tones(view.picture):
            hands = [self._look_again(pixels, hand, tone) for hand in self._look(view, tone)]
            found = tuple(sorted(hands, key=palm_width, reverse=True))
            if any(hand.drift <= STEADY for hand in found):
                return found
            unsteady = unsteady or found
        return unsteady

    def _look_again(self, pixels: Pixels, first: HandLandmarks, tone: Tone) -> HandLandmarks:
        seen = self._look(_close_up(pixels, first.points), tone)
        if not seen:
            return replace(first, drift=float("inf"))
        return _mean(first, min(seen, key=lambda second: _drift(first, second)))

    def _look(self, view: _View, tone: Tone = AS_IT_IS) -> list[HandLandmarks]:
        height, width = view.picture.shape[:2]
        rgb = cv2.cvtColor(_toned(view.picture, tone), cv2.COLOR_BGR2RGB)
        found = self._landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb))
        hands = []
        for points, world, sides in zip(
            found.hand_landmarks, found.hand_world_landmarks, found.handedness, strict=True
        ):
            xy1 = np.array([(point.x * width, point.y * height, 1.0) for point in points])
            xyz = np.array([(point.x, point.y, point.z) for point in world])
            left = (sides[0].category_name == "Left") != view.mirrored
            hands.append(
                HandLandmarks(
                    points=(xy1 @ view.back.T).astype(np.float32),
                    world=(xyz * (-1 if view.mirrored else 1, 1, 1)).astype(np.float32),
                    hand=Hand.LEFT if left else Hand.RIGHT,
                    handedness=float(sides[0].score),
                    drift=0.0,
                )
            )
        return hands


def _close(landmarker: Any) -> None:
    try:
        landmarker.close()
    except RuntimeError:  # at the interpreter's exit its worker thread has ended: its own __del__ must not try again
        landmarker._handle = None


def _tones(picture: Pixels) -> Iterator[Tone]:
    """How to show the picture to the network, in this order until it sees a hand twice."""
    yield AS_IT_IS
    brightest = max(float(np.percentile(picture[::4, ::4].max(axis=2), 99)), 1.0)
    lift = max(1.0, BRIGHT_AT / brightest) if brightest < DARK_UNDER else 1.0
    if float(np.ptp(picture[::4, ::4], axis=2).mean()) < COLOURLESS:
        blue, green, red = SKIN_TONE
        for gain in (lift, lift * AGAINST_LIGHT):
            yield blue * gain, green * gain, red * gain
    elif lift > 1.0:
        yield lift, lift, lift


def _toned(picture: Pixels, tone: Tone) -> Pixels:
    if tone == AS_IT_IS:
        return picture
    curve = np.clip(np.outer(np.arange(256), tone), 0, 255).astype(np.uint8).reshape(1, 256, 3)
    return np.asarray(cv2.LUT(picture, curve), np.uint8)


def palm_width(hand: HandLandmarks) -> float:
    """From the index finger's knuckle to the little finger's, pixels."""
    return float(np.linalg.norm(hand.points[5] - hand.points[17]))


def _whole(pixels: Pixels) -> _View:
    """The frame, shrunk and with a black border."""
    small, by = _halved(pixels, LONG_SIDE_PX / max(pixels.shape[:2]))
    scale = min(1.0, LONG_SIDE_PX / max(small.shape[:2]))
    if scale < 1:
        small = np.asarray(cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    border = round(BORDER * max(small.shape[:2]))
    picture = cv2.copyMakeBorder(small, border, border, border, border, cv2.BORDER_CONSTANT)
    back = np.array([[1, 0, 0.5 - border], [0, 1, 0.5 - border]]) * (by / scale)
    back[:, 2] -= 0.5
    return _View(np.asarray(picture, np.uint8), back)


def _close_up(pixels: Pixels, points: npt.NDArray[np.float32]) -> _View:
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
    return _View(np.asarray(picture, np.uint8), back, mirrored=True)


def shrunk(pixels: Pixels, corners: npt.NDArray[np.float64], scale: float) -> tuple[Pixels, npt.NDArray[np.float64]]:
    """The part of the frame around `corners` (N, 2), halved towards `scale` so that warping it does not alias; and the
    way back to the frame as (3, 3)."""
    height, width = pixels.shape[:2]
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int) - 2, 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 3, (left + 1, top + 1), (width, height))
    small, by = _halved(pixels[top:bottom, left:right], scale)
    return small, np.array([[by, 0, left + (by - 1) / 2], [0, by, top + (by - 1) / 2], [0, 0, 1]], np.float64)


def _halved(picture: Pixels, scale: float) -> tuple[Pixels, int]:
    """Halved as often as it stays larger than `scale`, and by how much: means of 2 x 2 are ten times faster than those
    of broken numbers."""
    by = 1
    while scale * by <= 0.5 and min(picture.shape[:2]) >= 2:
        rows, columns = picture.shape[0] // 2, picture.shape[1] // 2
        even = picture[: 2 * rows, : 2 * columns]
        picture = np.asarray(cv2.resize(even, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
        by *= 2
    return picture, by


def _drift(first: HandLandmarks, second: HandLandmarks) -> float:
    moved = (second.points - first.points)[list(PALM_POINTS)]
    return float(np.sqrt((moved**2).sum(axis=1).mean())) / max(palm_width(first), 1e-6)


def _mean(first: HandLandmarks, second: HandLandmarks) -> HandLandmarks:
    left = [hand.handedness if hand.hand is Hand.LEFT else 1 - hand.handedness for hand in (first, second)]
    sure = sum(left) / 2
    return HandLandmarks(
        points=np.asarray((first.points + second.points) / 2, np.float32),
        world=first.world,
        hand=Hand.LEFT if sure >= 0.5 else Hand.RIGHT,
        handedness=max(sure, 1 - sure),
        drift=_drift(first, second),
    )


@contextmanager
def _hushed() -> Iterator[None]:
    """MediaPipe's core writes three lines to the process's stderr when it starts; they say nothing to anybody here."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
