"""How a hand is held: which side of it shows, how far, how turned, how tilted; and which way it should move.

Rules: geometry of landmarks alone, no pixel. All is measured on the picture as the camera gives it, not mirrored; only
`arrow` speaks of the mirrored preview that the person sees.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from app.biometrics.landmarks import PALM_POINTS
from app.biometrics.observation import HandLandmarks, Pose
from app.biometrics.region import MEAN_SHAPE, Placement, winding
from app.biometrics.views import KNUCKLES
from app.domain.capture import Arrow, Cause
from app.domain.people import Hand

FINGERS: Final = (6, 7, 8, 10, 11, 12, 14, 15, 16, 18, 19, 20)
"""Every joint and tip beyond the knuckles, thumb apart."""

_ARROWS: Final = {
    Cause.TOO_FAR: Arrow.NEARER,
    Cause.TOO_CLOSE: Arrow.FARTHER,
    Cause.BACK_OF_HAND: Arrow.TURN_OVER,
    Cause.FINGERS_CLOSED: Arrow.SPREAD,
    Cause.TILTED: Arrow.LEVEL,
}


def measure(hand: HandLandmarks, place: Placement, inside: float, frame: tuple[int, int]) -> Pose:
    """The pose of `hand` in a frame of (height, width) pixels; `inside` is the share of the region in the frame."""
    height, width = frame
    centre = place.centre_px
    return Pose(
        side_px=place.side_px,
        share=place.side_px / min(frame),
        centre=(float(centre[0]) / width, float(centre[1]) / height),
        roll_deg=roll_deg(hand.points),
        tilt_deg=tilt_deg(hand),
        spread_deg=spread_deg(hand.points),
        inside=inside,
        folded=folded(hand.points, place),
        misfit=place.misfit,
    )


def shows_palm(hand: HandLandmarks) -> bool:
    """A left hand's palm has the thumb on the left of a picture that is not mirrored, its back on the right."""
    return (winding(hand.points) > 0) == (hand.hand is Hand.LEFT)


def roll_deg(points: npt.NDArray[np.float32]) -> float:
    """0 = fingers up, positive = turned clockwise in the picture."""
    up = points[list(KNUCKLES)].mean(axis=0) - points[0]
    return float(np.degrees(np.arctan2(up[0], -up[1])))


def tilt_deg(hand: HandLandmarks) -> float:
    """The larger of the tilt that the detector guesses and the one by which the palm looks foreshortened, 0..90.

    Limits: palms differ in shape, so a flat hand comes out at 3 to 34 degrees; that is why the limit is not lower. The
    detector's own depth sees little under 45 degrees."""
    palm = hand.world[list(PALM_POINTS)].astype(np.float64)
    normal = np.linalg.svd(palm - palm.mean(axis=0))[2][2]
    guessed = np.arccos(min(1.0, abs(float(normal[2]))))
    return float(np.degrees(max(guessed, foreshortened(hand.points))))


def foreshortened(points: npt.NDArray[np.float32]) -> float:
    """Radians: the tilt that would squeeze the mean palm into this one; affine least squares over the palm's points."""
    shape = np.column_stack((MEAN_SHAPE, np.ones(len(MEAN_SHAPE))))
    affine = np.linalg.lstsq(shape, points[list(PALM_POINTS)].astype(np.float64), rcond=None)[0]
    long, short = np.linalg.svd(affine[:2])[1]
    return float(np.arccos(short / max(long, 1e-9)))


def spread_deg(points: npt.NDArray[np.float32]) -> float:
    """Angle from the index finger to the little finger; fingers held together come to 0 to 15 degrees, crossed ones to
    less than 0."""
    (x, y), (u, v) = points[8] - points[5], points[20] - points[17]
    opened = float(np.degrees(np.arctan2(x * v - y * u, x * u + y * v)))
    return opened if winding(points) >= 0 else -opened


def folded(points: npt.NDArray[np.float32], place: Placement) -> int:
    """How many joints of fingers and thumb lie over the middle of the palm and hide it."""
    joints = place.to_region(points[[3, 4, *FINGERS]])
    return int(((joints > (0.0, 0.12)) & (joints < (1.0, 1.0))).all(axis=1).sum())


def arrow(cause: Cause | None, pose: Pose | None) -> Arrow:
    """Which way to move, as the person sees it on the mirrored preview."""
    if cause is Cause.CUT_BY_FRAME and pose is not None:
        right, down = pose.centre[0] - 0.5, pose.centre[1] - 0.5  # in the mirror, too far right is too far left
        if abs(right) > abs(down):
            return Arrow.RIGHT if right > 0 else Arrow.LEFT
        return Arrow.UP if down > 0 else Arrow.DOWN
    return _ARROWS.get(cause, Arrow.NONE) if cause is not None else Arrow.NONE
