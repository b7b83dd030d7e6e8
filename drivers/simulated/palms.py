"""Draws people's hands from a seed, as a camera would see them: no photograph is needed to demonstrate or to test.

A person is a number; each has two hands whose lines stay the same in every picture (`creases`), on a shape of their own
(`hand_shape`), in a tone of their own (`skin`). Pose, light and lens change from frame to frame; `rng_seed` gives the
noise of one frame, so the same arguments draw the same picture.

Rules: pure, apart from remembering surfaces that have been drawn; nothing is mirrored (a left palm has its thumb on the
left of the picture); lengths on the hand are palms of 65 mm, distances are millimetres.

    frame = draw(7, Hand.LEFT, Pose(distance_mm=280), Light(brightness=0.9), rng_seed=1)

Limits: a flat hand turned as a whole in space (perspective, no bent fingers), no cast shadows, no friction ridges.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.domain.people import Hand
from app.ports.camera import Pixels
from drivers.simulated.hand_shape import LEFT_EDGE, TOP_EDGE
from drivers.simulated.scenery import Backdrop, backdrop
from drivers.simulated.skin import Cover, Layers, Side, layers, tone_of
from drivers.simulated.vision import cv2

__all__ = ["Backdrop", "Cover", "Lens", "Light", "Pose", "Side", "draw", "empty", "tone_of"]

PALM_MM: Final = 65.0
"""Index knuckle to little finger's knuckle of an adult."""
_FOCAL_OF_DIAGONAL: Final = 0.72
"""Focal length over the frame's diagonal: 576 px at 640x480, a field of view of 58 degrees across, as webcams have."""
_MIDDLE: Final = (0.0, -0.58)
"""The point of the hand that `x` and `y` place: halfway between wrist and finger tips, palms."""


@dataclass(frozen=True)
class Pose:
    """Where the hand is. Angles in degrees, 0 = flat before the camera with its fingers up."""

    distance_mm: float = 300.0
    """From the lens to the hand. At 300 a hand fills about half of a 640x480 frame."""
    roll_deg: float = 0.0
    """In the picture's plane, positive = clockwise as seen."""
    tilt_deg: float = 0.0
    """About the horizontal, positive = finger tips away from the camera."""
    turn_deg: float = 0.0
    """About the vertical, positive = the picture's right side away from the camera."""
    x: float = 0.0
    y: float = 0.0
    """The hand's middle from the frame's centre, in widths and heights of the frame; right and down are positive."""
    side: Side = Side.PALM
    spread: float = 0.8
    """0 = fingers together, 1 = wide open."""


@dataclass(frozen=True)
class Light:
    brightness: float = 1.0
    """1 = well exposed, 0.25 = dark, 1.8 = burnt out."""
    from_deg: float = -60.0
    """Where the light comes from in the picture: 0 = right, -90 = above."""
    slant: float = 0.45
    """0 = beside the lens, 1 = from the side."""
    ambient: float = 0.42
    """The share that comes from everywhere."""
    gradient: float = 0.0
    """How much darker the frame is on the far side of the light, 0..1."""
    glare: float = 0.0
    """0 = dry skin, 1 = a lamp reflected in a moist palm."""


@dataclass(frozen=True)
class Lens:
    blur_px: float = 0.8
    """Standard deviation of the focus blur."""
    motion_px: float = 0.0
    """Length of the smear while the shutter was open."""
    motion_deg: float = 0.0
    noise: float = 2.0
    """Standard deviation of the sensor's noise, grey levels."""


def draw(
    person: int,
    hand: Hand,
    pose: Pose = Pose(),
    light: Light = Light(),
    size: tuple[int, int] = (480, 640),
    rng_seed: int = 0,
    *,
    lens: Lens = Lens(),
    tone: int | None = None,
    scene: Backdrop = Backdrop.PLAIN,
    cover: Cover = Cover.NONE,
) -> Pixels:
    """One frame, (rows, columns, 3) uint8 BGR for `size` = (rows, columns). `tone` 1..10, None = the person's own."""
    spread_tenths = round(10 * min(max(pose.spread, 0.0), 1.0))
    surface = layers(person, hand, pose.side, spread_tenths, tone or tone_of(person), cover)
    turned = _turned(pose, hand)
    onto = _projection(pose, turned, size)
    level = _level(surface, onto)
    skin, share = _lit(level, onto, turned, light, size)
    frame = _composed(skin, share, backdrop(scene, *size, seed=0))
    return developed(frame, light, lens, rng_seed)


def empty(
    size: tuple[int, int] = (480, 640),
    rng_seed: int = 0,
    *,
    light: Light = Light(),
    lens: Lens = Lens(),
    scene: Backdrop = Backdrop.PLAIN,
) -> Pixels:
    """A frame with nobody before the camera."""
    return developed(backdrop(scene, *size, seed=0).copy(), light, lens, rng_seed)


Matrix = npt.NDArray[np.float64]


def _turned(pose: Pose, hand: Hand) -> Matrix:
    """(3, 3) from the drawing's axes to the camera's (x right, y down, z away); a right palm is a mirrored left one."""
    roll, tilt, turn = np.radians((pose.roll_deg, -pose.tilt_deg, -pose.turn_deg))
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    about_y = np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
    mirrored = (hand is Hand.RIGHT) != (pose.side is Side.BACK)
    return np.asarray(about_y @ about_x @ about_z @ np.diag((-1.0 if mirrored else 1.0, 1.0, 1.0)))


def _projection(pose: Pose, turned: Matrix, size: tuple[int, int]) -> Matrix:
    """(3, 3) homography from palms on the drawing to pixels of the frame (pinhole camera)."""
    rows, columns = size
    focal = _FOCAL_OF_DIAGONAL * float(np.hypot(rows, columns))
    camera = np.array([[focal, 0, columns * (0.5 + pose.x)], [0, focal, rows * (0.5 + pose.y)], [0, 0, 1]])
    plane = np.column_stack([turned[:, 0], turned[:, 1], (0, 0, pose.distance_mm / PALM_MM)])
    centred = np.array([[1, 0, -_MIDDLE[0]], [0, 1, -_MIDDLE[1]], [0, 0, 1]])
    return np.asarray(camera @ plane @ centred)


def _level(surface: tuple[Layers, ...], onto: Matrix) -> Layers:
    """The smallest surface that is still at least as fine as the frame: warping a finer one would shimmer."""
    centre = onto @ (0.0, 0.0, 1.0)
    beside = onto @ (0.1, 0.0, 1.0)
    pixels_a_palm = 10 * float(np.hypot(*(beside[:2] / beside[2] - centre[:2] / centre[2])))
    fine_enough = [level for level in surface if level.scale >= pixels_a_palm]
    return fine_enough[-1] if fine_enough else surface[0]


def _lit(level: Layers, onto: Matrix, turned: Matrix, light: Light, size: tuple[int, int]) -> tuple[Pixels, Pixels]:
    """The hand in the frame, shaded (Lambert) with an optional sheen (Blinn-Phong), and its opacity: (rows, columns, 3)
    uint8 both."""
    s = level.scale
    from_grid = np.array([[1 / s, 0, LEFT_EDGE + 0.5 / s], [0, 1 / s, TOP_EDGE + 0.5 / s], [0, 0, 1]])
    whole = onto @ from_grid
    rows, columns = size
    colour = cv2.warpPerspective(level.colour, whole, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    normals = cv2.warpPerspective(level.normals, whole, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    aim = np.radians(light.from_deg)
    to_light = np.array([light.slant * np.cos(aim), light.slant * np.sin(aim), -np.sqrt(max(1 - light.slant**2, 0.05))])
    on_skin = turned.T @ to_light
    shade = cv2.transform(normals, _shading(on_skin, light.ambient))
    skin = cv2.multiply(cv2.cvtColor(colour, cv2.COLOR_BGRA2BGR), shade, scale=1 / 160)
    if light.glare > 0:
        halfway = turned.T @ (to_light - (0, 0, 1))
        sheen = cv2.transform(cv2.GaussianBlur(normals, (0, 0), 1.2), _facing(halfway / np.linalg.norm(halfway)))
        skin = cv2.add(skin, cv2.cvtColor(cv2.LUT(sheen, _gloss(light.glare)), cv2.COLOR_GRAY2BGR))
    share = cv2.cvtColor(cv2.extractChannel(colour, 3), cv2.COLOR_GRAY2BGR)
    return np.asarray(skin, np.uint8), np.asarray(share, np.uint8)


def _shading(to_light: Matrix, ambient: float) -> Matrix:
    """(3, 4) from encoded normals to shade, 160 = the skin's own colour. Shadows on skin are warm."""
    diffuse = (1 - ambient) / max(-float(to_light[2]), 0.3)
    row = np.array([to_light[0] / 127, to_light[1] / 127, -to_light[2] / 255, -(to_light[0] + to_light[1]) * 128 / 127])
    shade = np.outer(np.ones(3), row * diffuse)
    shade[:, 3] += ambient * np.array((0.90, 0.96, 1.08))
    return 160 * shade


def _facing(direction: Matrix) -> Matrix:
    """(1, 4) from encoded normals to 255 x cosine of the angle to `direction`."""
    x, y, z = direction
    return 255 * np.array([[x / 127, y / 127, -z / 255, -(x + y) * 128 / 127]])


def _gloss(glare: float) -> Pixels:
    """(256,) uint8: how bright the sheen is for a cosine of index / 255."""
    cosine = np.arange(256) / 255
    return np.asarray(np.clip(190 * glare * cosine**24, 0, 255), np.uint8)


def _composed(skin: Pixels, share: Pixels, behind: Pixels) -> Pixels:
    front = cv2.multiply(skin, share, scale=1 / 255)
    return np.asarray(cv2.add(front, cv2.multiply(behind, cv2.bitwise_not(share), scale=1 / 255)), np.uint8)


def developed(frame: Pixels, light: Light, lens: Lens, rng_seed: int) -> Pixels:
    """What light level, lens and sensor make of it."""
    random = np.random.default_rng([rng_seed, 501])
    frame = _exposed(frame, light)
    if lens.blur_px > 0:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), lens.blur_px), np.uint8)
    if lens.motion_px >= 1:
        frame = np.asarray(cv2.filter2D(frame, -1, _smear(lens.motion_px, lens.motion_deg)), np.uint8)
    if lens.noise > 0:
        frame = _grainy(frame, lens.noise, random)
    return np.asarray(frame, np.uint8)


def _exposed(frame: Pixels, light: Light) -> Pixels:
    if light.gradient <= 0:
        return frame if light.brightness == 1 else np.asarray(cv2.convertScaleAbs(frame, alpha=light.brightness))
    rows, columns = frame.shape[:2]
    aim = np.radians(light.from_deg)
    across = np.linspace(-1, 1, columns, dtype=np.float32) * np.float32(np.cos(aim))
    down = np.linspace(-1, 1, rows, dtype=np.float32) * np.float32(np.sin(aim))
    gain = 100 * light.brightness * (1 + 0.5 * light.gradient * (across[None, :] + down[:, None] - 1))
    gain8 = cv2.cvtColor(np.clip(gain, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)
    return np.asarray(cv2.multiply(frame, gain8, scale=1 / 100), np.uint8)


def _smear(length_px: float, direction_deg: float) -> npt.NDArray[np.float32]:
    """A motion kernel: a line of the given length through the middle."""
    reach = int(np.ceil(length_px / 2))
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    step = 0.5 * length_px * np.array([np.cos(np.radians(direction_deg)), np.sin(np.radians(direction_deg))])
    ends = np.round((np.stack([-step, step]) + reach) * 16).astype(int)
    cv2.line(kernel, (int(ends[0][0]), int(ends[0][1])), (int(ends[1][0]), int(ends[1][1])), 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(kernel / kernel.sum(), np.float32)


_NOISE_TILE: Final = 256
_NOISE_STEP: Final = 32.0
"""The tile's standard deviation, grey levels, around 128."""


def _grainy(frame: Pixels, sigma: float, random: np.random.Generator) -> Pixels:
    """Adds Gaussian noise: one random tile per frame, rolled and repeated, so that a frame costs little."""
    tile = np.clip(random.standard_normal((_NOISE_TILE, _NOISE_TILE, 3), np.float32) * _NOISE_STEP + 128, 0, 255)
    rows, columns = frame.shape[:2]
    repeats = (-(-rows // _NOISE_TILE), -(-columns // _NOISE_TILE), 1)
    noise = np.tile(tile.astype(np.uint8), repeats)[:rows, :columns]
    weight = sigma / _NOISE_STEP
    return np.asarray(cv2.addWeighted(frame, 1.0, noise, weight, -128 * weight), np.uint8)
