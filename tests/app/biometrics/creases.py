"""Regions of skin that never were: creases drawn from a seed, and the same palm seen again, a little otherwise."""

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 128


def palm(seed: int) -> NDArray[np.uint8]:
    """(128, 128) uint8: a dozen dark curves over soft patches."""
    random = np.random.default_rng(seed)
    skin = cv2.resize(random.normal(150, 12, (8, 8)).astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    lines = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(24):
        a, b, c = random.uniform(-16, SIDE + 16, (3, 2))
        t = np.linspace(0, 1, 40)[:, None]
        curve = ((1 - t) ** 2 * a + 2 * t * (1 - t) * b + t**2 * c).astype(np.int32)
        cv2.polylines(lines, [curve[:, None]], False, float(random.uniform(20, 60)), int(random.integers(1, 4)))
    return np.asarray(np.clip(skin - cv2.GaussianBlur(lines, (0, 0), 1.2), 0, 255), np.uint8)


def again(
    region: NDArray[np.uint8], seed: int, turn_deg: float = 3.0, shift_px: float = 4.0, scale: float = 0.02
) -> NDArray[np.uint8]:
    """The same palm turned and shifted within the limits given, in other light, with noise."""
    random = np.random.default_rng(seed)
    turn = cv2.getRotationMatrix2D(
        (SIDE / 2 - 0.5, SIDE / 2 - 0.5), random.uniform(-turn_deg, turn_deg), 1 + random.uniform(-scale, scale)
    )
    moved = np.array(turn, np.float64) + [[0, 0, shift] for shift in random.uniform(-shift_px, shift_px, 2)]
    seen = cv2.warpAffine(region, moved, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT_101).astype(np.float32)
    top, bottom = random.uniform(0.7, 1.2, 2)
    light = np.linspace(top, bottom, SIDE, dtype=np.float32)
    return np.asarray(np.clip(seen * light[:, None] + random.normal(0, 3, seen.shape), 0, 255), np.uint8)
