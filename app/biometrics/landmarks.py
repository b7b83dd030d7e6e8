"""From pixels to the 21 landmarks of each hand, by MediaPipe's hand landmarker.

Rules: one picture in, its hands out; nothing is remembered from picture to picture, so the same pixels always give the
same points. Every hand is looked at twice, the second time upright, mirrored and cropped: the mean of both looks is
steadier than either, and what only resembles a hand (a face, folded cloth) does not stay where it was.

    with HandFinder(model_bytes) as finder:
        hands = finder.find(pixels)

A patient finder looks at a picture in which nothing was found in up to nine more ways (`_more_tries`): for pictures
that nobody can take again. A camera's next frame is the better second try, so a terminal's finder is not patient.

Source: Zhang et al. 2020, "MediaPipe Hands: On-device Real-time Hand Tracking". Limits: a palm narrower than about
30 px is not found; hands in gloves and hands seen edge-on give points that mean little.
"""

import os
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any

import numpy as np

from app.biometrics.observation import HandLandmarks
from app.biometrics.views import View, close_up, parts, whole
from app.biometrics.vision import cv2
from app.domain.people import Hand
from app.ports.camera import Pixels
from app.ports.cv import environment_kept

with environment_kept():  # mediapipe imports cv2 by itself
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

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

BORDERS_AGAIN = (1.0, 0.0)
"""Borders of a patient finder's further looks: wide for a palm larger than the frame, none for a small hand."""

SMOOTH_PX = 1.5
"""Standard deviation of the blur against noise: at 25 grey values of it 6 of 12 lost hands were found again."""

SOMETHING, STEADILY, SURE = 1, 2, 3
"""A hand was found; twice in the same place; and it is clear which hand it is."""

TOLD_APART = 0.65
"""Handedness from which palm and back can be told apart: real palms 0.85 to 0.98, poor pictures less."""

PALM_POINTS = (0, 1, 2, 5, 9, 13, 17)
"""Wrist, thumb CMC and MCP, the four finger MCPs: what moves least when fingers move."""

STEADY = 0.18
"""Drift in palm widths up to which both looks saw the same hand: real palms 0.02 to 0.10, hands seen edge-on 0.19 and
more, what is no hand seldom found twice."""

Tone = tuple[float, float, float]
"""Gains of blue, green and red."""


class HandFinder:
    """Finds up to two hands in a picture. Not for two threads at once. `patient` looks longer where nothing is found.
    Raises ValueError or RuntimeError for a model that is none."""

    def __init__(self, model: bytes, patient: bool = False) -> None:
        options = vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=model), running_mode=vision.RunningMode.IMAGE, num_hands=2
        )
        with _hushed():
            self._landmarker: Any = vision.HandLandmarker.create_from_options(options)
            self._look(View(np.zeros((64, 64, 3), np.uint8), np.eye(2, 3)))
        self._patient = patient
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
        best: tuple[HandLandmarks, ...] = ()
        for view, tone in self._tries(pixels):
            hands = [self._look_again(pixels, hand, tone) for hand in self._look(view, tone)]
            found = tuple(sorted(hands, key=palm_width, reverse=True))
            if worth(found) > worth(best):
                best = found
            if worth(best) >= (SURE if self._patient else STEADILY):
                break
        return best

    def _tries(self, pixels: Pixels) -> Iterator[tuple[View, Tone]]:
        """What is looked at, until a hand is seen twice."""
        view = whole(pixels)
        tones = tuple(_tones(view.picture))
        for tone in tones:
            yield view, tone
        if self._patient:
            yield from _more_tries(pixels, view, tones)

    def _look_again(self, pixels: Pixels, first: HandLandmarks, tone: Tone) -> HandLandmarks:
        seen = self._look(close_up(pixels, first.points), tone)
        if not seen:
            return replace(first, drift=float("inf"))
        return _mean(first, min(seen, key=lambda second: _drift(first, second)))

    def _look(self, view: View, tone: Tone = AS_IT_IS) -> list[HandLandmarks]:
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


def worth(found: tuple[HandLandmarks, ...]) -> int:
    """How far what a try found can be believed."""
    steady = [hand for hand in found if hand.drift <= STEADY]
    if not steady:
        return min(len(found), SOMETHING)
    return SURE if steady[0].handedness >= TOLD_APART else STEADILY


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


def _more_tries(pixels: Pixels, view: View, tones: tuple[Tone, ...]) -> Iterator[tuple[View, Tone]]:
    """For what was not found in the `view` of the whole frame in any of its `tones`.

    Of 33 pictures of hands made hard (small before clutter, green, cut close to the palm) 27 were found by these, with
    distances to pictures of the same hand as small as ever."""
    if len(tones) == 1:
        grey = cv2.cvtColor(cv2.cvtColor(view.picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        yield replace(view, picture=np.asarray(grey, np.uint8)), SKIN_TONE
    for border in BORDERS_AGAIN:
        yield whole(pixels, border), tones[-1]
    yield replace(view, picture=np.asarray(cv2.GaussianBlur(view.picture, (0, 0), SMOOTH_PX), np.uint8)), tones[-1]
    for part in parts(pixels):
        yield part, tones[-1]


def _toned(picture: Pixels, tone: Tone) -> Pixels:
    if tone == AS_IT_IS:
        return picture
    curve = np.clip(np.outer(np.arange(256), tone), 0, 255).astype(np.uint8).reshape(1, 256, 3)
    return np.asarray(cv2.LUT(picture, curve), np.uint8)


def palm_width(hand: HandLandmarks) -> float:
    """From the index finger's knuckle to the little finger's, pixels."""
    return float(np.linalg.norm(hand.points[5] - hand.points[17]))


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
