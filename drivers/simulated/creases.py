"""The lines of a palm: what makes one palm differ from the next.

Each person and hand has the three principal lines, often a line of fate, dozens of wrinkles that follow the folds of
thenar, hypothenar and the pads, hundreds of fine ones, and the flexion folds of the fingers. All are Bezier curves in
palm coordinates (see `hand_shape`), so they stay on the skin whatever the pose. The two hands of one person share the
course of the principal lines loosely, as real ones do, and nothing else.

Limits: no friction ridges (0.5 mm apart, below what a webcam resolves) and no folding of skin by the fingers' position.

>>> lines = palm_lines(person=3, hand=Hand.LEFT)
>>> len(lines) > 150
True
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from app.domain.people import Hand
from drivers.simulated.hand_shape import Bones, Floats, Points, grid_size, to_pixels
from drivers.simulated.vision import cv2


@dataclass(frozen=True)
class Line:
    """`course` (N, 2) palms; `width` palms at its widest; `depth` 0..1, 1 = a principal line at its deepest."""

    course: Points
    width: float
    depth: float


_HEART: Final = ((0.66, -0.10), (0.28, -0.16), (-0.06, -0.40), (-0.30, -0.64))
_HEAD: Final = ((-0.62, -0.24), (-0.22, -0.26), (0.14, -0.02), (0.46, 0.24))
_LIFE: Final = ((-0.62, -0.20), (-0.10, -0.16), (0.02, 0.44), (-0.20, 0.92))
_FATE: Final = ((0.02, 0.86), (0.06, 0.40), (-0.06, 0.00), (-0.02, -0.44))
_SHIFT: Final = 0.07
_TURN_DEG: Final = 9.0
_STRETCH: Final = 0.11
_BEND: Final = 0.06
"""How far a principal line strays from the mean course: as a whole (palms, degrees, share of its length) and at each of
its four control points (palms); one standard deviation. With less, strangers' palms come nearer to each other than real
ones do (`resources/manual/accuracy.md`)."""


@dataclass(frozen=True)
class _Field:
    """Where wrinkles of one kind lie: an ellipse, their direction, how many, how long."""

    centre: tuple[float, float]
    reach: tuple[float, float]
    direction_deg: float
    stray_deg: float
    count: int
    length: float
    depth: float

    def of(self, own: np.random.Generator) -> "_Field":
        """The field as one palm has it: moved, turned, larger or smaller, with more lines or fewer."""
        moved = np.array(self.centre) + own.normal(0.0, 0.06, 2)
        reach = np.array(self.reach) * own.lognormal(0.0, 0.25, 2)
        return replace(
            self,
            centre=(float(moved[0]), float(moved[1])),
            reach=(float(reach[0]), float(reach[1])),
            direction_deg=self.direction_deg + own.normal(0.0, 18.0),
            count=round(self.count * own.lognormal(-0.1, 0.5)),
            depth=self.depth * own.lognormal(0.0, 0.2),
        )


_FIELDS: Final = (
    _Field((-0.36, 0.36), (0.17, 0.34), 58.0, 16.0, 16, 0.34, 0.34),
    _Field((-0.34, 0.34), (0.18, 0.34), -32.0, 14.0, 9, 0.30, 0.28),
    _Field((0.42, 0.38), (0.15, 0.34), -12.0, 20.0, 15, 0.28, 0.34),
    _Field((0.05, 0.20), (0.24, 0.34), 84.0, 24.0, 12, 0.40, 0.40),
    _Field((0.06, -0.16), (0.38, 0.16), 78.0, 30.0, 12, 0.28, 0.38),
    _Field((0.02, 0.10), (0.34, 0.40), 30.0, 60.0, 14, 0.22, 0.30),
    _Field((0.08, -0.56), (0.44, 0.10), 86.0, 22.0, 14, 0.20, 0.32),
    _Field((0.00, 0.10), (0.42, 0.52), 0.0, 90.0, 160, 0.10, 0.15),
)


_FINGER_FOLDS: Final = ((0, 0.30), (0, 0.34), (1, -0.03), (1, 0.03), (2, 0.0))
_THUMB_FOLDS: Final = ((1, -0.025), (1, 0.03), (2, -0.025), (2, 0.03))
"""Joint and offset towards the tip, palms."""


def palm_lines(person: int, hand: Hand) -> list[Line]:
    """Every line of one palm, shallow ones first so that deep ones lie over them."""
    shared = np.random.default_rng([person, 202])
    own = np.random.default_rng([person, 203, 0 if hand is Hand.LEFT else 1])
    lines = list(_principal(shared, own))
    lines += [branch for line in lines[:3] for branch in _branches(own, line)]
    for field in _FIELDS:
        lines += _wrinkles(own, field.of(own))
    return sorted(lines, key=lambda line: line.depth)


def finger_lines(shape: Bones, person: int, hand: Hand) -> list[Line]:
    """Flexion folds: two at each finger's root and middle joint, one at the last; and at the wrist."""
    own = np.random.default_rng([person, 204, 0 if hand is Hand.LEFT else 1])
    lines = []
    for number, finger in enumerate(shape.fingers):
        for joint, offset in _THUMB_FOLDS if number == 0 else _FINGER_FOLDS:
            lines.append(_across(own, finger.joints, joint, offset, finger.radii[joint] * 0.92))
    for y in (1.05, 1.13):
        bow = own.normal(0.03, 0.02)
        course = _bezier(
            np.array([(-0.42, y), (-0.15, y + bow), (0.15, y + bow), (0.44, y)]) + own.normal(0, 0.01, (4, 2))
        )
        lines.append(Line(course, 0.018, 0.35))
    return lines


def knuckle_lines(shape: Bones, person: int, hand: Hand) -> list[Line]:
    """The back of a hand: short arcs over each finger's joints."""
    own = np.random.default_rng([person, 205, 0 if hand is Hand.LEFT else 1])
    lines = []
    for finger in shape.fingers:
        for joint, offsets in ((1, (-0.07, -0.045, -0.02, 0.0, 0.02, 0.045, 0.07)), (2, (-0.03, -0.01, 0.015, 0.035))):
            for offset in offsets:
                reach = finger.radii[joint] * own.uniform(0.45, 0.75)
                line = _across(own, finger.joints, joint, offset, reach)
                lines.append(Line(line.course, 0.016, float(own.uniform(0.45, 0.9))))
    return lines


def carve(lines: list[Line], scale: float) -> Floats:
    """Draws lines as depth, (H, W) float32 in 0..1, on the grid of `hand_shape` at `scale` pixels a palm."""
    fine: Final = 2  # drawn twice as large, then averaged: smooth at the thinnest
    rows, columns = grid_size(scale)
    canvas = np.zeros((rows * fine, columns * fine), np.uint8)
    for line in lines:
        pixels = np.round(to_pixels(line.course, scale * fine) * 16).astype(np.int32)
        taper = np.sin(np.linspace(0.12, 0.94, len(pixels)) * np.pi)
        thick = np.maximum(np.round(line.width * scale * fine * taper), 1).astype(int)
        tone = np.round(255 * line.depth * (0.35 + 0.65 * taper)).astype(int)
        for i in range(len(pixels) - 1):
            cv2.line(canvas, _xy(pixels[i]), _xy(pixels[i + 1]), int(tone[i]), int(thick[i]), cv2.LINE_AA, 4)
    depth = cv2.resize(canvas, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(depth, np.float32) / np.float32(255)


def grain(person: int, hand: Hand, scale: float) -> Floats:
    """The skin's fine texture: noise between 1/60 and 1/15 palm, standard deviation 1, fixed to person and hand."""
    own = np.random.default_rng([person, 206, 0 if hand is Hand.LEFT else 1])
    rows, columns = grid_size(scale)
    noise = own.standard_normal((rows, columns), np.float32)
    band = cv2.GaussianBlur(noise, (0, 0), scale / 130) - cv2.GaussianBlur(noise, (0, 0), scale / 45)
    return np.asarray(band / band.std(), np.float32)


def _principal(shared: np.random.Generator, own: np.random.Generator) -> Iterator[Line]:
    for mean, width, depth in ((_HEART, 0.025, 0.92), (_HEAD, 0.025, 0.90), (_LIFE, 0.027, 0.95)):
        course = _strayed(shared, own, np.array(mean))
        yield Line(_wavy(own, _bezier(course), 0.008), width * own.uniform(0.75, 1.3), depth * own.uniform(0.78, 1.0))
    if own.random() < 0.65:
        course = _strayed(shared, own, np.array(_FATE))
        yield Line(_wavy(own, _bezier(course), 0.01), 0.022, own.uniform(0.4, 0.75))


def _strayed(shared: np.random.Generator, own: np.random.Generator, mean: Points) -> Points:
    """A principal line's control points (4, 2) as one palm has them; half of the way from the mean is the person's."""
    shift, turn, stretch, bend = (
        amount * (0.7 * shared.standard_normal(shape) + 0.7 * own.standard_normal(shape))
        for amount, shape in ((_SHIFT, (1, 2)), (np.radians(_TURN_DEG), ()), (_STRETCH, ()), (_BEND, (4, 2)))
    )
    middle = mean.mean(axis=0)
    c, s = np.cos(turn), np.sin(turn)
    turned = (mean - middle) @ np.array([[c, s], [-s, c]]) * (1 + stretch)
    return np.asarray(turned + middle + shift + bend)


def _branches(own: np.random.Generator, line: Line) -> Iterator[Line]:
    """Short forks that leave a principal line at a small angle."""
    for _ in range(own.integers(3, 8)):
        at = own.integers(2, len(line.course) - 3)
        along = line.course[at + 2] - line.course[at]
        angle = np.arctan2(along[1], along[0]) + np.radians(own.choice((-1, 1)) * own.uniform(15, 45))
        yield _stroke(own, line.course[at], angle, own.uniform(0.10, 0.30), 0.016, own.uniform(0.3, 0.6))


def _wrinkles(own: np.random.Generator, field: _Field) -> Iterator[Line]:
    for _ in range(own.poisson(field.count)):
        middle = np.array(field.centre) + own.uniform(-1, 1, 2) * field.reach
        angle = np.radians(field.direction_deg + own.normal(0.0, field.stray_deg))
        length = field.length * own.lognormal(0.0, 0.35)
        start = middle - 0.5 * length * np.array([np.cos(angle), np.sin(angle)])
        depth = field.depth * own.uniform(0.5, 1.4)
        yield _stroke(own, start, angle, length, 0.005 + 0.022 * depth * own.uniform(0.6, 1.2), depth)


def _stroke(own: np.random.Generator, start: Points, angle: float, length: float, width: float, depth: float) -> Line:
    along, side = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    control = start + np.outer((0, 0.33, 0.67, 1), along) * length + np.outer(own.normal(0, 0.10, 4), side) * length
    return Line(_wavy(own, _bezier(control), 0.004), width, min(depth, 1.0))


def _across(own: np.random.Generator, joints: Points, joint: int, offset: float, reach: float) -> Line:
    """A fold across a finger, `offset` palms from a joint towards the tip."""
    along = joints[joint + 1] - joints[joint]
    along = along / np.hypot(*along)
    side = np.array([-along[1], along[0]])
    ends = own.normal(0.0, 0.012, 4)
    steps = np.linspace(-reach, reach, 4)
    control = joints[joint] + along * (offset + ends[:, None]) + side * steps[:, None]
    return Line(_bezier(control), 0.018, float(own.uniform(0.3, 0.55)))


def _bezier(control: Points) -> Points:
    t = np.linspace(0, 1, 22)[:, None]
    return np.asarray(
        (1 - t) ** 3 * control[0]
        + 3 * (1 - t) ** 2 * t * control[1]
        + 3 * (1 - t) * t**2 * control[2]
        + t**3 * control[3]
    )


def _wavy(own: np.random.Generator, course: Points, amount: float) -> Points:
    """Hands are not drawn with a ruler: a smooth wander along the line."""
    noise = own.normal(0.0, 1.0, (len(course) + 4, 2))
    smooth = np.apply_along_axis(lambda column: np.convolve(column, np.ones(5) / 5, "valid"), 0, noise)
    return np.asarray(course + amount * 2 * smooth)


def _xy(point: npt.NDArray[np.int32]) -> tuple[int, int]:
    return int(point[0]), int(point[1])
