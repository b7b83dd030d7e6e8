"""The surface of an invented hand, ready to be lit: colour, opacity and normals on the grid of `hand_shape`.

Everything here changes only with the person, the hand, its side, the spread of its fingers, the tone and the cover, so
`layers` remembers the last few: a frame then costs one warp and one lighting (`palms.draw`).

Limits: one tone for the whole side of a hand plus redness and mottling; light does not travel inside the skin.
"""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from app.domain.people import Hand
from app.ports.camera import Pixels
from drivers.simulated import creases
from drivers.simulated.hand_shape import (
    LEFT_EDGE,
    TOP_EDGE,
    Bones,
    Floats,
    Relief,
    bones,
    floats,
    grid_size,
    relief,
    soft,
    to_pixels,
)
from drivers.simulated.vision import cv2


class Side(Enum):
    PALM = "palm"
    BACK = "back"


class Cover(Enum):
    """What hides part of the hand."""

    NONE = "none"
    SLEEVE = "sleeve"
    BANDAGE = "bandage"


@dataclass(frozen=True)
class Layers:
    """`colour` (H, W, 4) uint8 BGR + opacity; `normals` (H, W, 3) uint8: x and y as 128 + 127 n, z as 255 n.

    At `scale` pixels a palm.
    """

    colour: Pixels
    normals: Pixels
    scale: float

    def half(self) -> "Layers":
        rows, columns = self.colour.shape[0] // 2, self.colour.shape[1] // 2
        colour, normals = (
            cv2.resize(a, (columns, rows), interpolation=cv2.INTER_AREA) for a in (self.colour, self.normals)
        )
        return Layers(np.asarray(colour, np.uint8), np.asarray(normals, np.uint8), self.scale / 2)


SCALE: Final = 240.0
"""Pixels a palm: a hand that fills a 640x480 frame has about 130, one held far too near 250."""

TONES: Final = (
    (246, 237, 228), (243, 231, 219), (247, 234, 208), (234, 218, 186), (215, 189, 150),
    (160, 126, 86), (130, 92, 67), (96, 65, 52), (58, 49, 42), (41, 36, 32),
)  # fmt: skip
"""RGB of the Monk skin tone scale, 1 (lightest) to 10 (darkest); Monk 2019, published by Google under CC BY 4.0."""

_PALM_FLESH: Final = (222.0, 164.0, 140.0)
"""RGB towards which palms go: they carry less pigment than the backs of hands, and show the blood beneath."""


_BACK_PINK: Final = (1.0, 0.93, 0.90)
"""RGB gains: the scale's swatches are a little greener than skin under the white balance of a webcam."""

REMEMBERED: Final = 8
"""Surfaces kept, 8 MB each: both palms of the few people whom a demonstration has before the camera in turn."""


@lru_cache(maxsize=REMEMBERED)
def layers(person: int, hand: Hand, side: Side, spread_tenths: int, tone: int, cover: Cover) -> tuple[Layers, ...]:
    """The surface at full, half and quarter size. `tone` is 1..10."""
    shape = bones(person, spread_tenths / 10)
    form = _enlarged(relief(shape, SCALE / 2, mounds=side is Side.PALM))
    if side is Side.PALM:
        lines = creases.palm_lines(person, hand) + creases.finger_lines(shape, person, hand)
    else:
        lines = creases.knuckle_lines(shape, person, hand)
    depth = creases.carve(lines, SCALE)
    grain = creases.grain(person, hand, SCALE)
    colour = _palm_colour(person, tone, form) if side is Side.PALM else _back_colour(shape, tone, form)
    height = form.height + (0 if side is Side.PALM else _tendons(shape, form))
    colour = _mottle(person, hand, colour, depth, grain)
    height = floats(height - 0.011 * soft(depth, 0.0043 * SCALE) - 0.009 * soft(depth, 0.0143 * SCALE))
    if side is Side.BACK:
        colour, height = _nails(shape, colour, height)
    opaque = form.inside
    if cover is not Cover.NONE:
        colour, height, opaque = (_sleeve if cover is Cover.SLEEVE else _bandage)(colour, height, opaque)
    whole = _encode(colour, floats(height + 0.0008 * grain), opaque)
    half = whole.half()
    return whole, half, half.half()


def tone_of(person: int) -> int:
    """The tone that a person has unless told otherwise: every tone is as likely as the next."""
    return int(np.random.default_rng([person, 301]).integers(1, 11))


def _enlarged(form: Relief) -> Relief:
    rows, columns = grid_size(form.scale * 2)
    inside, height = (
        cv2.resize(field, (columns, rows), interpolation=cv2.INTER_CUBIC) for field in (form.inside, form.height)
    )
    return Relief(floats(inside), floats(height), form.scale * 2)


def _rgb(colour: tuple[float, ...], form: Relief) -> Floats:
    """A field of one colour, BGR 0..1."""
    return np.broadcast_to(floats(colour[::-1]) / np.float32(255), (*form.inside.shape, 3)).copy()


def _palm_colour(person: int, tone: int, form: Relief) -> Floats:
    """Between the tone and flesh, redder on pads, mounds and finger tips, paler in the hollow."""
    own = np.random.default_rng([person, 302])
    pigment = np.array(TONES[tone - 1], np.float64)
    share = 0.50 + 0.012 * tone + own.normal(0, 0.03)
    base = pigment * (1 - share) + np.array(_PALM_FLESH) * share * (0.55 + 0.45 * pigment.mean() / 240) * (
        1 + 0.02 * tone
    )
    colour = _rgb(tuple(base), form)
    blood = soft(form.height, 0.05 * form.scale) / 0.30
    blood = np.clip(blood - 0.45, -0.4, 0.6) * own.uniform(0.5, 1.1)
    return floats(colour * (1 - blood[..., None] * np.array((0.17, 0.20, 0.05))))


def _back_colour(shape: Bones, tone: int, form: Relief) -> Floats:
    """The tone itself, a little redder and darker over the joints."""
    joints = np.zeros(form.inside.shape, np.uint8)
    for which, finger in enumerate(shape.fingers):
        for number, wide in ((0, 0.7), (1, 0.8), (2, 0.6))[which == 0 :]:
            x, y = np.round(to_pixels(finger.joints[number : number + 1], form.scale)[0]).astype(int)
            cv2.circle(joints, (int(x), int(y)), round(wide * finger.radii[number] * form.scale), 255, -1)
    blush = soft(joints, 0.05 * form.scale)[..., None] / 255
    pink = floats((_BACK_PINK[2], _BACK_PINK[1], _BACK_PINK[0]))
    return floats(_rgb(TONES[tone - 1], form) * pink * (1 - blush * floats((0.19, 0.17, 0.08))))


def _mottle(person: int, hand: Hand, colour: Floats, depth: Floats, grain: Floats) -> Floats:
    """Uneven blood under the skin, darker and redder lines, fine texture."""
    own = np.random.default_rng([person, 303, 0 if hand is Hand.LEFT else 1])
    rows, columns = depth.shape
    patches = own.standard_normal((rows // 16 + 2, columns // 16 + 2), np.float32)
    patches = floats(cv2.resize(soft(patches, 1.1), (columns, rows), interpolation=cv2.INTER_CUBIC))
    colour = floats(colour * (1 + patches[..., None] * floats((0.055, 0.050, 0.018))))
    colour = floats(colour * (1 - depth[..., None] * floats((0.27, 0.26, 0.18))))
    return floats(colour * (1 + 0.014 * grain[..., None]))


def _field(shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    rows, columns = shape[:2]
    xs = (np.arange(columns, dtype=np.float32) + 0.5) / SCALE + LEFT_EDGE
    ys = (np.arange(rows, dtype=np.float32) + 0.5) / SCALE + TOP_EDGE
    return np.broadcast_to(xs, (rows, columns)), np.broadcast_to(ys[:, None], (rows, columns))


def _tendons(shape: Bones, form: Relief) -> Floats:
    """The back of a hand: cords from the wrist to the knuckles, and the knuckles themselves."""
    ridge = np.zeros(form.inside.shape, np.uint8)
    knuckles = np.zeros(form.inside.shape, np.uint8)
    for finger in shape.fingers[1:]:
        ends = np.round(to_pixels(np.array([finger.joints[0], (0.05, 0.75)]), form.scale)).astype(int)
        middle = ends[0] + (ends[1] - ends[0]) * 3 // 4
        cv2.line(ridge, (int(ends[0][0]), int(ends[0][1])), (int(middle[0]), int(middle[1])), 255, 7, cv2.LINE_AA)
        cv2.circle(knuckles, (int(ends[0][0]), int(ends[0][1])), round(0.075 * form.scale), 255, -1, cv2.LINE_AA)
    return floats(soft(ridge, 0.024 * form.scale) * 0.018 / 255 + soft(knuckles, 0.048 * form.scale) * 0.05 / 255)


def _nails(shape: Bones, colour: Floats, height: Floats) -> tuple[Floats, Floats]:
    """A nail near each finger's tip: paler, smooth, with a rim. The thumb is seen from its side: a narrower one."""
    nail = np.zeros(height.shape, np.uint8)
    for number, finger in enumerate(shape.fingers):
        along = finger.joints[3] - finger.joints[2]
        middle = to_pixels((finger.joints[3] + along / np.hypot(*along) * 0.005)[None], SCALE)[0]
        turn = float(np.degrees(np.arctan2(along[1], along[0])))
        wide = finger.radii[3] * SCALE * (0.55 if number == 0 else 0.72)
        axes = (round(wide * 1.25), round(wide))
        cv2.ellipse(nail, (round(middle[0]), round(middle[1])), axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
    plate = soft(nail, 1.0)[..., None] / 255
    rim = floats(cv2.morphologyEx(nail, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)))[..., None] / 255
    pale = colour * 0.75 + floats((0.66, 0.70, 0.84)) * 0.25
    colour = floats(colour * (1 - plate) + pale * plate)
    return floats(colour * (1 - 0.35 * rim)), floats(height + 0.006 * plate[..., 0])


def _sleeve(colour: Floats, height: Floats, opaque: Floats) -> tuple[Floats, Floats, Floats]:
    """A cuff that has slid over the heel of the hand and a third of the palm."""
    xs, ys = _field(height.shape)
    edge = ys - (0.08 + 0.04 * np.sin(xs * 5))
    half = 0.80 + 0.05 * np.clip(ys - 0.1, 0, 2)
    cloth = np.minimum(edge, half - np.abs(xs - 0.02)).astype(np.float32)
    folds = 0.03 * np.sin(ys * 9 + 2 * np.sin(xs * 4)) + 0.25 * np.sqrt(np.clip(1 - ((xs - 0.02) / half) ** 2, 0, 1))
    weave = 0.04 * np.sin(xs * 190) * np.sin(ys * 190)
    on = floats(np.clip(cloth * SCALE + 0.5, 0, 1))
    dye = np.array((0.36, 0.27, 0.22), np.float32) * (1 + weave[..., None])
    return _over(colour, dye, on), _over(height, folds + 0.1, on), np.maximum(opaque, cloth)


def _bandage(colour: Floats, height: Floats, opaque: Floats) -> tuple[Floats, Floats, Floats]:
    """A strip wound across the palm, blue as kitchens use it: a white one is too like pale skin to be noticed."""
    xs, ys = _field(height.shape)
    strip = 0.34 - np.abs(ys + 0.02 - 0.25 * xs)
    cloth = np.minimum(strip, opaque + 0.02 + 0.4 * np.clip(0.1 - np.abs(xs + 0.85), -1, 0)).astype(np.float32)
    cloth = np.where(xs < -0.72, np.float32(-1), cloth)
    turns = 0.010 * np.abs(np.sin((ys - 0.25 * xs) * 14)) + soft(height, 0.06 * SCALE)
    weave = 0.05 * np.sin(xs * 150) * np.sin(ys * 150)
    on = floats(np.clip(cloth * SCALE + 0.5, 0, 1))
    gauze = floats((0.78, 0.52, 0.24)) * (1 + weave[..., None])
    return _over(colour, gauze, on), _over(height, turns + 0.02, on), np.maximum(opaque, cloth)


def _over(below: Floats, above: npt.ArrayLike, share: Floats) -> Floats:
    share = share[..., None] if below.ndim == 3 else share
    return floats(below * (1 - share) + floats(above) * share)


def _encode(colour: Floats, height: Floats, opaque: Floats) -> Layers:
    down = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=SCALE / 8)
    right = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=SCALE / 8)
    up = 1 / np.sqrt(1 + right**2 + down**2)
    normals = np.stack([128 - 127 * right * up, 128 - 127 * down * up, 255 * up], axis=-1)
    alpha = np.clip(opaque * SCALE + 0.5, 0, 1)
    whole = np.concatenate([colour, alpha[..., None]], axis=-1) * 255
    return Layers(_bytes(whole), _bytes(normals), SCALE)


def _bytes(values: Floats) -> Pixels:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
