"""What is behind the hand: drawn from a seed, remembered per size.

>>> backdrop(Backdrop.PLAIN, 480, 640, seed=0).shape
(480, 640, 3)
"""

from enum import Enum
from functools import lru_cache

import numpy as np

from app.ports.camera import Pixels
from drivers.simulated.vision import cv2


class Backdrop(Enum):
    PLAIN = "plain"
    OFFICE = "office"
    DARK = "dark"


@lru_cache(maxsize=8)
def backdrop(kind: Backdrop, rows: int, columns: int, seed: int) -> Pixels:
    """(rows, columns, 3) uint8 BGR. Nobody writes to it: it is shared."""
    random = np.random.default_rng([seed, 401])
    xs, ys = np.meshgrid(np.linspace(-1, 1, columns, dtype=np.float32), np.linspace(-1, 1, rows, dtype=np.float32))
    if kind is Backdrop.DARK:
        wall = _tinted((50, 48, 46), 1 - 0.25 * (xs**2 + ys**2))
    else:
        wall = _tinted(random.uniform(0.94, 1.0, 3) * 178, 1 - 0.16 * (xs**2 + ys**2) - 0.06 * ys + 0.03 * xs)
    image = np.clip(wall, 0, 255).astype(np.uint8)
    if kind is Backdrop.OFFICE:
        image = _furnish(image, random)
    image.setflags(write=False)
    return image


def _tinted(colour: "np.typing.ArrayLike", light: "np.typing.NDArray[np.float32]") -> "np.typing.NDArray[np.float32]":
    return np.asarray(light[..., None] * np.asarray(colour, np.float32), np.float32)


def _furnish(image: Pixels, random: np.random.Generator) -> Pixels:
    """Shelves with books, a window, a monitor, lamps, a plant: out of focus, as behind a person at a desk."""
    rows, columns = image.shape[:2]
    _window(image, random)
    for shelf in range(3):
        top = round(rows * (0.12 + 0.24 * shelf))
        left, right = round(columns * random.uniform(0.52, 0.6)), round(columns * random.uniform(0.92, 1.0))
        board = round(rows * 0.2)
        x = left
        while x < right:
            wide = int(random.integers(columns // 70 + 1, columns // 28 + 2))
            tall = round(board * random.uniform(0.55, 0.95))
            book = tuple(int(v) for v in random.integers(35, 190, 3))
            cv2.rectangle(image, (x, top + board - tall), (x + wide, top + board), book, -1)
            x += wide + int(random.integers(0, 4))
        cv2.rectangle(image, (left, top + board), (right, top + board + rows // 60), (58, 84, 112), -1)
    _desk(image, random)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), columns / 200), np.uint8)


def _window(image: Pixels, random: np.random.Generator) -> None:
    rows, columns = image.shape[:2]
    left, top = round(columns * random.uniform(0.02, 0.10)), round(rows * random.uniform(0.02, 0.10))
    right, bottom = left + round(columns * 0.32), top + round(rows * 0.52)
    cv2.rectangle(image, (left, top), (right, bottom), (242, 232, 218), -1)
    for part in (0.0, 0.5, 1.0):
        x = round(left + (right - left) * part)
        cv2.line(image, (x, top), (x, bottom), (128, 132, 136), max(columns // 110, 2))
    for y in range(top, bottom, max(rows // 26, 6)):
        cv2.line(image, (left, y), (right, y), (206, 204, 200), 1)


def _desk(image: Pixels, random: np.random.Generator) -> None:
    rows, columns = image.shape[:2]
    cv2.rectangle(image, (0, round(rows * 0.86)), (columns, rows), (86, 118, 150), -1)
    x, y = round(columns * random.uniform(0.05, 0.3)), round(rows * 0.60)
    cv2.rectangle(image, (x, y), (x + round(columns * 0.26), y + round(rows * 0.22)), (34, 32, 30), -1)
    cv2.rectangle(
        image, (x + 5, y + 5), (x + round(columns * 0.26) - 5, y + round(rows * 0.22) - 7), (150, 112, 66), -1
    )
    for _ in range(7):
        leaf = (round(columns * random.uniform(0.80, 0.97)), round(rows * random.uniform(0.66, 0.86)))
        axes = (round(columns * 0.02), round(rows * 0.06))
        cv2.ellipse(
            image, leaf, axes, float(random.uniform(-60, 60)), 0, 360, (60, int(random.integers(96, 140)), 62), -1
        )
