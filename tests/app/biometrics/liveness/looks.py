"""Looks made of numbers, for what needs no network; and looks at drawn frames whose landmarks are known."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.biometrics.liveness.look import Look, glance
from app.biometrics.observation import HandLandmarks, Observation
from app.domain.people import Hand
from app.ports.camera import Pixels
from app.ports.light import Colour
from drivers.simulated.palms import Lens

Points = npt.NDArray[np.float32]


def hand_at(
    middle: tuple[float, float] = (320.0, 300.0), palm_px: float = 120.0, tremble: Points | None = None
) -> Observation:
    """An observation of a mean hand: its wrist below, its knuckles above `middle`."""
    shape = np.zeros((21, 2))
    shape[[0, 1, 2]] = (0.2, 0.7), (-0.4, 0.5), (-0.7, 0.1)
    for column, first in enumerate((5, 9, 13, 17)):
        for joint in range(4):
            shape[first + joint] = -0.5 + column / 3, -0.6 - 0.4 * joint
    shape[[3, 4]] = (-0.9, -0.2), (-1.1, -0.5)
    points = np.asarray(shape * palm_px + middle, np.float32)
    if tremble is not None:
        points = points + tremble
    return Observation(
        frozenset(), landmarks=HandLandmarks(points, np.zeros((21, 3), np.float32), Hand.LEFT, 0.95, 0.04)
    )


def noisy(seed: int, level: float = 120.0, shape: tuple[int, int] = (480, 640), sigma: float = 2.0) -> Pixels:
    random = np.random.default_rng(seed)
    return np.asarray(np.clip(level + random.normal(0, sigma, (*shape, 3)), 0, 255), np.uint8)


def lit(frame: Pixels, colour: Colour | None, answers: float = 0.15) -> Pixels:
    """The ring's light on the mean hand: what lies beside it is too far away."""
    if colour is None:
        return frame
    bright = frame.astype(np.float64)
    bright[150:400, 200:440] *= 1 + answers * np.array(colour.value)
    return np.asarray(bright.clip(0, 255), np.uint8)


def look(pixels: Pixels, at_s: float = 0.0, seen: Observation | None = None, shown: Colour | None = None) -> Look:
    found = glance(pixels, seen or hand_at(), at_s, shown)
    assert found is not None
    return found


def looks(frames: Sequence[Pixels], rate: float = 15.0, way_px: float = 3.0) -> list[Look]:
    """The hand sways by `way_px` to either side."""
    return [
        look(frame, number / rate, hand_at((320 + way_px * float(np.sin(number)), 300.0)))
        for number, frame in enumerate(frames)
    ]


SHARP = Lens(0.3, noise=0)
