"""Does a fine regular lattice lie over the palm, as a screen's pixels or a printer's dots leave it?

A lattice too fine for the camera comes back as moire. Either way it is a sharp peak in the spectrum of the palm, where
skin has a smooth slope and the sensor an even floor.

Source: the idea of Patel, Han, Jain 2016, "Secure face unlock: spoof detection on smartphones" (moire analysis), with
a plain peak-to-surroundings ratio in place of a trained classifier. Limits: a lattice that lens and sensor average
away entirely leaves nothing: phones of 400 pixels an inch, photographic and ink-jet prints. Cloth, ribs of a
background and JPEG's blocks have peaks too: the patch lies inside the palm, and the blocks' frequencies are left out.
"""

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from app.ports.camera import Pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.biometrics.liveness.look import Look

PATCH_PX: Final = 96
"""Side of the patch, pixels of the frame: what fits into the smallest palm that is accepted."""
SMALLEST_PALM_PX: Final = 80.0
LOWEST, FINE = 0.1, 0.2
"""Cycles a pixel: from the first to the second creases reach peaks of 10, beyond it nothing on skin is regular."""
CREASES: Final = 0.5
"""What peaks between the two count for."""
QUIET: Final = 25.0
"""Added to the floor: what noise of one grey level comes to. Compressed film has no floor, and every trace a peak."""
BLOCK: Final = 8
"""JPEG and MJPEG cut a frame into blocks of 8 px."""
LIMIT: Final = 10.0
"""Seen: 2 to 9.6 on invented palms, 2 on a webcam's, 5 to 9 on film that a codec had been at; a lattice comes to 20."""
LEAST: Final = 2
"""Looks that are needed."""


def score(looks: "Sequence[Look]") -> float | None:
    """The median peak of the burst: what is on the hand stays, a chance peak does not."""
    peaks = [look.lattice for look in looks if look.lattice is not None]
    return float(np.median(peaks)) if len(peaks) >= LEAST else None


def peak(pixels: Pixels, points: npt.NDArray[np.float32], palm_px: float) -> float | None:
    """The highest peak of the palm's spectrum over the median of its surroundings at the same frequency; noise alone
    comes to about 4. None for a palm that is too small or at the frame's edge."""
    x, y = (points[[0, 5, 9, 13, 17]].mean(axis=0) - PATCH_PX / 2).round().astype(int)
    rows, columns = pixels.shape[:2]
    if palm_px < SMALLEST_PALM_PX or not (0 <= x <= columns - PATCH_PX and 0 <= y <= rows - PATCH_PX):
        return None
    patch = pixels[y : y + PATCH_PX, x : x + PATCH_PX].astype(np.float32)
    luma = patch @ np.array((0.114, 0.587, 0.299), np.float32)
    chroma = patch[..., 2] - patch[..., 0]
    return max(_highest(luma), _highest(chroma))


def _highest(field: npt.NDArray[np.float32]) -> float:
    window, rings, weight = _layout()
    spectrum = np.abs(np.fft.rfft2((field - field.mean()) * window))
    floor = np.array([np.median(spectrum[ring]) if ring.any() else 1.0 for ring in rings])
    number = np.zeros(spectrum.shape, np.int64)
    for index, ring in enumerate(rings):
        number[ring] = index
    return float((spectrum / (floor[number] + QUIET) * weight).max())


@cache
def _layout() -> tuple[npt.NDArray[np.float32], tuple[npt.NDArray[np.bool_], ...], npt.NDArray[np.float64]]:
    """The window; rings of like frequency; and what a peak at each frequency counts for."""
    hann = np.hanning(PATCH_PX)
    down, right = np.fft.fftfreq(PATCH_PX)[:, None], np.fft.rfftfreq(PATCH_PX)[None, :]
    radius = np.hypot(down, right)
    edges = np.linspace(0.0, 0.71, 26)
    rings = tuple((radius >= low) & (radius < high) for low, high in pairwise(edges))
    weight = np.where(radius > FINE, 1.0, np.where(radius > LOWEST, CREASES, 0.0))
    near = 1.5 / PATCH_PX
    axis = (np.abs(down) < near) | (np.abs(right) < near)
    of_blocks = (np.abs(down * BLOCK - np.round(down * BLOCK)) < BLOCK * near) & (
        np.abs(right * BLOCK - np.round(right * BLOCK)) < BLOCK * near
    )
    return np.outer(hann, hann).astype(np.float32), rings, weight * ~(of_blocks & axis)
