"""The same patch of skin from every picture of a palm: 128 x 128 grey values, fingers up, thumb on the left.

The palm's points are laid on a mean shape by the similarity transform of least squares, then stretched most of the way
to the affine one, which undoes a tilt; left and right hands are mirrored to one canonical palm. Source: Umeyama 1991,
"Least-squares estimation of transformation parameters between two point patterns", equations 40 to 43.

    place = locate(landmarks.points)
    patch = cut(pixels, place)

Limits: neither knows perspective; a wide palm is laid on the same square as a narrow one, so its breadth no longer
tells people apart.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.biometrics.landmarks import PALM_POINTS
from app.biometrics.views import shrunk
from app.biometrics.vision import cv2
from app.ports.camera import Pixels

SIZE_PX = 128
"""Side of the region. The filters of `features` are tuned to it."""

SIDE = 1.15
"""Side of the region in palm widths (index knuckle to little knuckle). Larger shows background beside the palm, smaller
throws skin away."""

CENTRE = (0.5, 0.45)
"""The region's centre in the mean shape's units: half-way between the knuckles, 0.45 palm widths towards the wrist."""

MEAN_SHAPE = np.array(
    [(0.733, 1.347), (0.155, 1.198), (-0.283, 0.796), (0.0, 0.0), (0.327, -0.133), (0.656, -0.120), (1.0, 0.0)]
)
"""`PALM_POINTS` of a canonical palm in palm widths: index knuckle at (0, 0), little knuckle at (1, 0), y towards the
wrist. Procrustes mean of twelve hands seen by a webcam, by phones and in a scanning box."""

STRETCH = 0.75
"""How much of the way from the similarity to the affine transform is gone. Distances of pictures tilted by 45 degrees
to flat ones of the same hand, median: 0.37 at 0, 0.30 at 0.5, 0.25 at 1, where strangers begin at 0.39; of flat ones
0.193, 0.193 and 0.196. At 1 the points' own errors begin to show: before clutter 0.26 becomes 0.28."""

MOST_STRETCHED = 2.0
"""In any direction: a tilt of 60 degrees. What needs more is no palm, and is refused for its tilt."""

FINER = 2
"""The frame is sampled so many times finer than the region and then averaged; 3 changed nothing and cost 1 ms."""

GLARE_AT = 250
"""Grey value from which the sensor no longer tells lights apart."""


@dataclass(frozen=True, eq=False)
class Placement:
    """Where the region lies in the frame."""

    matrix: npt.NDArray[np.float64] = field(repr=False)
    """(2, 3) float64: pixels of the frame to pixels of the region."""
    misfit: float
    """Root mean square distance of the points from the mean shape, palm widths, before they are stretched to it."""

    @property
    def side_px(self) -> float:
        """Side of the region in pixels of the frame."""
        return SIZE_PX / max(float(np.sqrt(abs(np.linalg.det(self.matrix[:, :2])))), 1e-6)

    @property
    def centre_px(self) -> npt.NDArray[np.float64]:
        """(2,): x, y in the frame."""
        return np.asarray(self.corners_px.mean(axis=0), np.float64)

    @property
    def corners_px(self) -> npt.NDArray[np.float64]:
        """(4, 2): the region's corners in the frame, from the top left of the region onwards."""
        corners = np.array([(0, 0), (SIZE_PX, 0), (SIZE_PX, SIZE_PX), (0, SIZE_PX)]) - 0.5
        back = cv2.invertAffineTransform(self.matrix)
        return np.asarray(corners @ back[:, :2].T + back[:, 2], np.float64)

    def to_region(self, points: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """(N, 2) points of the frame in shares of the region, 0..1 inside it."""
        return np.asarray((points @ self.matrix[:, :2].T + self.matrix[:, 2]) / SIZE_PX, np.float64)


@dataclass(frozen=True, eq=False)
class Patch:
    """The region's pixels."""

    colour: npt.NDArray[np.uint8] = field(repr=False)
    """(128, 128, 3) uint8 BGR."""
    grey: npt.NDArray[np.uint8] = field(repr=False)
    """(128, 128) uint8, 0 = black."""
    inside: npt.NDArray[np.bool_] = field(repr=False)
    """(128, 128): the pixel comes from the frame."""

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """(128, 128): inside the frame and not washed out."""
        return self.inside & (self.grey < GLARE_AT)


def locate(points: npt.NDArray[np.float32]) -> Placement:
    """Lays the 21 points (21, 2) of a hand on the mean shape. The winding of the knuckles says whether to mirror."""
    palm = points[list(PALM_POINTS)].astype(np.float64)
    mirror = np.diag((1.0 if winding(points) >= 0 else -1.0, 1.0))
    target = (MEAN_SHAPE - CENTRE + SIDE / 2) * (SIZE_PX / SIDE)
    turn, shift = similarity(palm @ mirror, target)
    laid = palm @ mirror @ turn.T + shift
    misfit = float(np.sqrt(((laid - target) ** 2).sum(axis=1).mean())) * SIDE / SIZE_PX
    stretch, move = _stretched(laid, target)
    return Placement(np.column_stack((stretch @ turn @ mirror, stretch @ shift + move)), misfit)


def _stretched(
    laid: npt.NDArray[np.float64], target: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The matrix (2, 2) and shift (2,) that bring `laid` (N, 2) most of the way to `target` (N, 2)."""
    middle = laid.mean(axis=0)
    affine = np.linalg.lstsq(laid - middle, target - target.mean(axis=0), rcond=None)[0].T
    left, lengths, right = np.linalg.svd(np.eye(2) + STRETCH * (affine - np.eye(2)))
    stretch = (left * np.clip(lengths, 1 / MOST_STRETCHED, MOST_STRETCHED)) @ right
    return stretch, target.mean(axis=0) - stretch @ middle


def winding(points: npt.NDArray[np.float32]) -> float:
    """Positive when index knuckle, little knuckle and wrist run clockwise in the picture: the thumb is on the left."""
    index, little = points[5] - points[0], points[17] - points[0]
    return float(index[0] * little[1] - index[1] * little[0])


def similarity(
    source: npt.NDArray[np.float64], target: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The scaled rotation (2, 2) and shift (2,) that bring `source` (N, 2) nearest to `target` (N, 2)."""
    from_mean, to_mean = source.mean(axis=0), target.mean(axis=0)
    covariance = (target - to_mean).T @ (source - from_mean) / len(source)
    left, stretch, right = np.linalg.svd(covariance)
    sign = np.array((1.0, np.sign(np.linalg.det(left) * np.linalg.det(right)) or 1.0))
    spread = max(float(((source - from_mean) ** 2).sum(axis=1).mean()), 1e-9)
    turn = (left * sign) @ right * float((stretch * sign).sum() / spread)
    return turn, to_mean - turn @ from_mean


def cut(pixels: Pixels, place: Placement) -> Patch:
    """Takes the region out of the frame, averaging over the pixels that fall together so that nothing aliases."""
    height, width = pixels.shape[:2]
    small, to_frame = shrunk(pixels, place.corners_px, SIZE_PX / place.side_px)
    finer = np.array([[FINER, 0, (FINER - 1) / 2], [0, FINER, (FINER - 1) / 2], [0, 0, 1]])
    matrix = finer @ np.vstack((place.matrix, (0, 0, 1))) @ to_frame
    fine = cv2.warpAffine(
        small, matrix[:2], (FINER * SIZE_PX, FINER * SIZE_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    colour = np.asarray(cv2.resize(fine, (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_AREA), np.uint8)
    return Patch(colour, np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8), _inside(place, width, height))


def _inside(place: Placement, width: int, height: int) -> npt.NDArray[np.bool_]:
    back = cv2.invertAffineTransform(place.matrix)
    rows, columns = np.indices((SIZE_PX, SIZE_PX))
    x = back[0, 0] * columns + back[0, 1] * rows + back[0, 2]
    y = back[1, 0] * columns + back[1, 1] * rows + back[1, 2]
    return np.asarray((x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1))
