"""Do the hand's landmarks move as the points of one flat thing?

Two views of a plane differ by a homography (Hartley, Zisserman 2004, section 13.1); a hand has depth, and its fingers
bend. The score is what a homography leaves over between the views that differ most.

Limits: the detector's own jitter (1 to 2 px) is as large as the parallax of a small sway, so that a still hand looks
flat; a bent print does not. Invented hands (`drivers.simulated`) are flat themselves and say nothing about it.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.biometrics.liveness.look import Look

LIMIT: Final = -0.006
"""Minus palm widths: what the landmarks' jitter leaves of a picture is 0.004 to 0.009, and of a real hand that was seen
to sway 0.005 to 0.1. They overlap: this detector only ever reports."""
LEAST: Final = 4
MOVED: Final = 0.05
"""Palm widths that a view must differ from the first by, or there is nothing to see."""


def score(looks: "Sequence[Look]") -> float | None:
    """Minus the root mean square residual of a homography, in palm widths: nearer to 0 is flatter. None while the hand
    has not moved."""
    if len(looks) < LEAST:
        return None
    first = looks[0]
    ways = [float(np.sqrt(((look.points - first.points) ** 2).sum(axis=1).mean())) / first.palm_px for look in looks]
    farthest = int(np.argmax(ways))
    if ways[farthest] < MOVED:
        return None
    return -residual(first.points, looks[farthest].points) / first.palm_px


def residual(source: npt.NDArray[np.float32], target: npt.NDArray[np.float32]) -> float:
    """Root mean square distance in pixels that the best homography leaves between (21, 2) and (21, 2)."""
    from_unit, to_unit = _unit(source), _unit(target)
    a, b = _moved(source, from_unit), _moved(target, to_unit)
    zero, one = np.zeros(len(a)), np.ones(len(a))
    x, y = a.T
    rows = np.concatenate(
        [
            np.column_stack((x, y, one, zero, zero, zero, -b[:, 0] * x, -b[:, 0] * y, -b[:, 0])),
            np.column_stack((zero, zero, zero, x, y, one, -b[:, 1] * x, -b[:, 1] * y, -b[:, 1])),
        ]
    )
    onto = np.asarray(np.linalg.inv(to_unit), np.float64) @ _null(rows) @ from_unit
    off = _moved(source, onto) - target
    return float(np.sqrt((off**2).sum(axis=1).mean()))


def _null(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(3, 3): the direction that `rows` (N, 9) come nearest to leaving at 0."""
    return np.asarray(np.linalg.svd(rows)[2][-1], np.float64).reshape(3, 3)


def _unit(points: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """(3, 3) to the unit of Hartley's normalisation: mean 0, mean distance about 1."""
    mean = points.mean(axis=0)
    scale = 1 / max(float(np.sqrt(((points - mean) ** 2).sum(axis=1).mean())), 1e-6)
    return np.array([[scale, 0.0, -scale * mean[0]], [0, scale, -scale * mean[1]], [0, 0, 1]])


def _moved(points: npt.NDArray[np.float32], matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    there = np.column_stack((points, np.ones(len(points)))).astype(np.float64) @ matrix.T
    return np.asarray(there[:, :2] / there[:, 2:], np.float64)
