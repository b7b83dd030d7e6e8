"""Hands made of numbers: an open left palm, fingers up, its 21 points where a mean hand has them."""

import numpy as np
import numpy.typing as npt

from app.biometrics.observation import HandLandmarks
from app.domain.people import Hand

OPEN_LEFT_PALM = np.array(
    [
        (0.733, 1.347), (0.155, 1.198), (-0.283, 0.796), (-0.553, 0.418), (-0.821, 0.170),
        (0.0, 0.0), (-0.258, -0.541), (-0.386, -0.890), (-0.482, -1.183),
        (0.327, -0.133), (0.154, -0.752), (0.057, -1.136), (-0.023, -1.445),
        (0.656, -0.120), (0.586, -0.700), (0.540, -1.073), (0.500, -1.390),
        (1.0, 0.0), (1.081, -0.438), (1.115, -0.728), (1.137, -1.000),
    ]
)  # fmt: skip
"""(21, 2) in palm widths, index knuckle at the origin."""


def points(
    palm_px: float = 120.0, at: tuple[float, float] = (260.0, 240.0), roll_deg: float = 0.0, mirrored: bool = False
) -> npt.NDArray[np.float32]:
    """The mean hand in a frame: its index knuckle at `at` before it is turned about that point by `roll_deg`."""
    turn = np.radians(roll_deg)
    clockwise = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shape = OPEN_LEFT_PALM * ((-1.0, 1.0) if mirrored else (1.0, 1.0))
    return np.asarray(shape * palm_px @ clockwise.T + at, np.float32)


def hand(
    where: npt.NDArray[np.float32] | None = None,
    side: Hand = Hand.LEFT,
    handedness: float = 0.95,
    drift: float = 0.04,
) -> HandLandmarks:
    where = points() if where is None else where
    world = np.column_stack((where / 2000, np.zeros(21))).astype(np.float32)
    return HandLandmarks(where, world, side, handedness, drift)
