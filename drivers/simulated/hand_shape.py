"""The shape of an invented hand: joints from a seed, then an outline and a relief on a grid.

Lengths are in palms: 1 is the distance from the index knuckle to the little finger's knuckle, about 65 mm in adults.
The drawing is always a left hand seen from its palm, fingers up, thumb on the left (x right, y down); the renderer
mirrors it for a right hand or for the back of a hand. The proportions are those of an adult hand within some percent;
they are made to look like hands, not to be a survey of hands.

>>> bones(person=7, spread=1.0).fingers[2].joints.shape
(4, 2)
"""

from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from drivers.simulated.vision import cv2

Floats = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]
"""(N, 2) float64, palms, x right and y down."""

LEFT_EDGE: Final = -1.80
TOP_EDGE: Final = -2.45
WIDTH: Final = 3.30
HEIGHT: Final = 4.40
"""The drawn part of the plane, palms. Its last row is wrist: the renderer repeats it downwards as the forearm."""

Four = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Plan:
    """A finger before a person makes it their own. Angles are degrees from straight up, left negative."""

    knuckle: tuple[float, float]
    lengths: tuple[float, float, float]
    open_deg: float
    closed_deg: float
    radii: Four


_FINGERS: Final = (
    _Plan((-0.47, -0.48), (0.64, 0.37, 0.26), -11.0, 1.5, (0.165, 0.145, 0.132, 0.108)),
    _Plan((-0.155, -0.56), (0.71, 0.43, 0.27), -2.5, 0.0, (0.165, 0.150, 0.138, 0.112)),
    _Plan((0.155, -0.52), (0.66, 0.40, 0.27), 6.5, -1.0, (0.158, 0.142, 0.130, 0.106)),
    _Plan((0.46, -0.36), (0.53, 0.29, 0.24), 16.0, -1.5, (0.146, 0.132, 0.121, 0.098)),
)
_THUMB: Final = _Plan((-0.38, 0.56), (0.62, 0.46, 0.36), -46.0, -26.0, (0.30, 0.200, 0.165, 0.125))
_THUMB_BEND_DEG: Final = (0.0, 12.0, 6.0)
_PALM: Final = (
    (-0.34, 1.30), (-0.42, 1.05), (-0.49, 0.80), (-0.60, 0.45), (-0.64, 0.10), (-0.63, -0.25), (-0.63, -0.50),
    (-0.50, -0.66), (-0.30, -0.74), (0.00, -0.78), (0.30, -0.72), (0.52, -0.58), (0.60, -0.38), (0.635, -0.10),
    (0.66, 0.20), (0.64, 0.50), (0.56, 0.78), (0.47, 1.05), (0.37, 1.30),
)  # fmt: skip
_MOUNDS: Final = (
    (-0.40, 0.34, 0.19, 0.40, -32.0, 0.190),
    (0.42, 0.42, 0.16, 0.42, 6.0, 0.130),
    (-0.40, -0.52, 0.13, 0.12, 0.0, 0.055),
    (-0.06, -0.60, 0.12, 0.10, 0.0, 0.055),
    (0.25, -0.55, 0.12, 0.10, 0.0, 0.055),
    (0.48, -0.36, 0.11, 0.12, 0.0, 0.055),
    (0.04, 0.02, 0.26, 0.34, 10.0, -0.090),
    (0.05, 0.95, 0.30, 0.12, 0.0, -0.045),
)
"""Of a mean palm, as `Mound` has them."""
_WRIST: Final = ((0.02, 0.95), (0.02, 2.6))
_WEB: Final = 0.10
"""How far the skin between two fingers rounds off, palms."""


@dataclass(frozen=True)
class Finger:
    joints: Points
    """(4, 2): knuckle, the two joints, tip."""
    radii: Four


@dataclass(frozen=True)
class Mound:
    """A bell of flesh, or a hollow: its centre, half-widths across and along, and height in palms."""

    x: float
    y: float
    wide: float
    tall: float
    turn_deg: float
    rise: float


@dataclass(frozen=True)
class Bones:
    """`fingers` are thumb, index, middle, ring, little."""

    fingers: tuple[Finger, ...]
    palm: Points
    mounds: tuple[Mound, ...]
    wrist_radius: float


@dataclass(frozen=True)
class Relief:
    """A hand on a grid of `scale` pixels a palm. Both (H, W) float32.

    `inside`: distance to the outline in palms, positive inside. `height`: palms above the plane, 0 outside.
    """

    inside: Floats
    height: Floats
    scale: float


def bones(person: int, spread: float) -> Bones:
    """The joints of one person's hand; `spread` 1 = wide open, 0 = fingers together. Both hands share them."""
    random = np.random.default_rng([person, 101])
    plump, long = random.normal(1.0, 0.05), random.normal(1.0, 0.045)
    fingers = []
    for plan in (_THUMB, *_FINGERS):
        own_length, own_width, own_angle, bend = random.normal((1.0, 1.0, 0.0, 0.0), (0.025, 0.02, 1.3, 1.5))
        direction = plan.closed_deg + (plan.open_deg - plan.closed_deg) * spread + own_angle * spread
        bends = _THUMB_BEND_DEG if plan is _THUMB else (0.0, bend, bend)
        joints = _chain(plan.knuckle, [length * long * own_length for length in plan.lengths], direction, bends)
        radii = cast(Four, tuple(float(radius * plump * own_width) for radius in plan.radii))
        fingers.append(Finger(joints, radii))
    palm = np.array(_PALM) * random.normal(1.0, (0.02, 0.025)) + random.normal(0.0, 0.006, (len(_PALM), 2))
    return Bones(tuple(fingers), palm, _own_mounds(person), float(0.43 * plump))


def relief(shape: Bones, scale: float, mounds: bool = True) -> Relief:
    """Lays the bones out on a grid: fingers round off into the palm, never into each other. Backs have no `mounds`."""
    xs, ys = _grid(scale)
    wrist = _capsule(xs, ys, np.array(_WRIST), (shape.wrist_radius, shape.wrist_radius))
    palm = _join(_polygon(shape.palm, scale, xs.shape), wrist, 0.25)
    inside: Floats = palm
    height = floats(_pillow(palm, 0.30) + (_mounds(xs, ys, shape.mounds) if mounds else 0))
    for number, finger in enumerate(shape.fingers):
        flesh = _capsule(xs, ys, finger.joints, finger.radii)
        inside = np.maximum(inside, _join(flesh, palm, 0.22 if number == 0 else _WEB))
        height = _join(height, _roundness(xs, ys, finger, number == 0), 0.20 if number == 0 else 0.06)
    height = np.where(inside > 0, np.maximum(height, _pillow(inside, 0.12)), 0)
    return Relief(floats(inside), soft(height, 0.022 * scale), scale)


def floats(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, np.float32)


def soft(field: npt.ArrayLike, sigma_px: float) -> Floats:
    """`field` blurred by a Gaussian."""
    return floats(cv2.GaussianBlur(floats(field), (0, 0), sigma_px))


def grid_size(scale: float) -> tuple[int, int]:
    """(rows, columns) of a grid of `scale` pixels a palm."""
    return round(HEIGHT * scale), round(WIDTH * scale)


def to_pixels(points: Points, scale: float) -> Points:
    """Palms -> pixel coordinates (x, y) on the grid, pixel centres at whole numbers."""
    return (points - (LEFT_EDGE, TOP_EDGE)) * scale - 0.5


def _own_mounds(person: int) -> tuple[Mound, ...]:
    """Flesh lies a little elsewhere in every hand, and is fuller or flatter: its shading tells people apart too."""
    random = np.random.default_rng([person, 102])
    mounds = []
    for x, y, wide, tall, turn, rise in _MOUNDS:
        dx, dy = random.normal(0.0, 0.05, 2)
        wider, taller, higher = np.exp(random.normal(0.0, (0.16, 0.16, 0.28)))
        turned = turn + random.normal(0.0, 11.0)
        mounds.append(Mound(x + dx, y + dy, wide * wider, tall * taller, turned, rise * higher))
    return tuple(mounds)


def _chain(start: tuple[float, float], lengths: list[float], direction_deg: float, bends: tuple[float, ...]) -> Points:
    points, angle = [np.array(start)], direction_deg
    for length, bend in zip(lengths, bends, strict=True):
        angle += bend
        points.append(points[-1] + length * np.array([np.sin(np.radians(angle)), -np.cos(np.radians(angle))]))
    return np.array(points)


def _grid(scale: float) -> tuple[Floats, Floats]:
    rows, columns = grid_size(scale)
    xs = (np.arange(columns, dtype=np.float32) + 0.5) / scale + LEFT_EDGE
    ys = (np.arange(rows, dtype=np.float32) + 0.5) / scale + TOP_EDGE
    return np.broadcast_to(xs, (rows, columns)), np.broadcast_to(ys[:, None], (rows, columns))


def _capsule(xs: Floats, ys: Floats, joints: Points, radii: tuple[float, ...]) -> Floats:
    """Distance inside a chain of tapering capsules."""
    depth = np.full_like(xs, -np.inf)
    for i in range(len(joints) - 1):
        radius, off = _along(xs, ys, joints[i], joints[i + 1], radii[i], radii[i + 1])
        depth = np.maximum(depth, radius - off)
    return depth


def _along(xs: Floats, ys: Floats, a: Points, b: Points, ra: float, rb: float) -> tuple[Floats, Floats]:
    """The capsule's radius beside each pixel and the pixel's distance from its axis."""
    step = (b - a).astype(np.float32)
    t = np.clip(((xs - a[0]) * step[0] + (ys - a[1]) * step[1]) / np.float32(step @ step), 0, 1)
    off = np.hypot(xs - np.float32(a[0]) - t * step[0], ys - np.float32(a[1]) - t * step[1])
    return np.float32(ra) + np.float32(rb - ra) * t, off


def _roundness(xs: Floats, ys: Floats, finger: Finger, thumb: bool) -> Floats:
    """The height of a finger as a round bar, a little fuller between its joints than at them. The thumb's first bone
    lies under the thenar eminence and fades out towards the wrist."""
    best = np.zeros_like(xs)
    radii = (0.06, *finger.radii[1:]) if thumb else finger.radii
    for i in range(3):
        a, b = finger.joints[i], finger.joints[i + 1]
        radius, off = _along(xs, ys, a, b, radii[i], radii[i + 1])
        middle = (a + b) / 2
        swell = 1 + 0.10 * np.exp(-((xs - middle[0]) ** 2 + (ys - middle[1]) ** 2) / (2 * (0.6 * radius) ** 2))
        best = floats(np.maximum(best, np.sqrt(np.maximum(radius**2 - off**2, 0)) * swell))
    return best


def _polygon(points: Points, scale: float, shape: tuple[int, ...]) -> Floats:
    """Distance inside a smooth closed curve through `points`."""
    mask = np.zeros(shape, np.uint8)
    smooth = to_pixels(_closed_curve(points), scale)
    cv2.fillPoly(mask, [np.round(smooth * 16).astype(np.int32)], 255, cv2.LINE_8, 4)
    deep = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    out = cv2.distanceTransform(255 - mask, cv2.DIST_L2, 5)
    return soft((deep - out) / scale, 1.5)


def _closed_curve(points: Points, between: int = 8) -> Points:
    """Catmull-Rom through the points, which it joins end to start."""
    p0, p1, p2, p3 = (np.roll(points, shift, axis=0)[:, None, :] for shift in (1, 0, -1, -2))
    t = np.linspace(0, 1, between, endpoint=False)[None, :, None]
    curve = 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)
    return np.asarray(curve.reshape(-1, 2))


def _join(a: Floats, b: Floats, k: float) -> Floats:
    """The larger of two fields with a rounded seam `k` wide (Quilez, polynomial smooth maximum)."""
    blend = np.maximum(np.float32(k) - np.abs(a - b), 0) / np.float32(k)
    return floats(np.maximum(a, b) + blend * blend * np.float32(k / 4))


def _pillow(inside: Floats, edge: float) -> Floats:
    """Round at the edge, flat after `edge` palms."""
    t = np.clip(inside / np.float32(edge), 0, 1)
    return floats(edge * 0.75 * np.sqrt(t * (2 - t)))


def _mounds(xs: Floats, ys: Floats, mounds: tuple[Mound, ...]) -> Floats:
    """Thenar and hypothenar eminence, the pads under the fingers, the hollow between them."""
    total = np.zeros_like(xs)
    for mound in mounds:
        c, s = np.cos(np.radians(mound.turn_deg)), np.sin(np.radians(mound.turn_deg))
        x, y = xs - mound.x, ys - mound.y
        u, v = x * c + y * s, -x * s + y * c
        total = total + np.float32(mound.rise) * np.exp(-0.5 * ((u / mound.wide) ** 2 + (v / mound.tall) ** 2))
    return floats(total)
