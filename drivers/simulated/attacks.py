"""Presentation attacks made of pictures of a hand: what the camera sees when a print or a screen is held before it, or
when a recording is fed in in its place.

    printed(photo, behind, Hold(tilt_deg=8), Print(pitch_mm=0.24, bend_mm=150), rng_seed=3)
    replayed(film_frame, behind, hold, Screen(pitch_mm=0.27), rng_seed=3)
    looped(frames, 4)

Rules: pure; the same arguments give the same picture; pictures are (rows, columns, 3) uint8 BGR of one size.

Source: the lattice is a sum of harmonics, each weakened by the pixel's aperture and the lens as Holst 1998, "Sampling,
aliasing, and data fidelity", chapter 4, has it, and then sampled: moire comes out by itself. Limits: drawn, not
photographed. Ink, backlight flicker, banding and reflections of a room in glass are not drawn; how much light a ring
adds and how little glass returns are assumptions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.ports.camera import Pixels
from drivers.simulated.vision import cv2

DISTANCE_MM: Final = 300.0
"""From the lens to the sheet or the screen."""
_FOCAL_OF_DIAGONAL: Final = 0.72
"""As the camera of `palms`."""
_NODE_PX: Final = 8
"""The sheet's coordinates are worked out at every so many pixels and interpolated."""
PAPER: Final = (0.10, 0.80)
"""Black and gain of a print: ink is not black, and paper returns four fifths of the light."""
GLASS: Final = 0.04
"""Share of the ring's light that a screen's surface returns; skin returns ten times as much."""
FAR: Final = 0.1
"""Share of the ring's light on what lies behind, a metre away."""

Floats = npt.NDArray[np.float32]
Flash = tuple[float, float, float]
NO_FLASH: Final[Flash] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Hold:
    """How the sheet or screen is held: shift in shares of the frame, how much nearer than it should be, angles in
    degrees."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    roll_deg: float = 0.0
    tilt_deg: float = 0.0
    turn_deg: float = 0.0


@dataclass(frozen=True)
class Print:
    """`pitch_mm` between the dots of the halftone (0.24 = 106 lines an inch), 0 = ink jet without a lattice; `bend_mm`
    the radius of a sheet bent about the vertical, 0 = flat; `size` its share of the view across and down."""

    pitch_mm: float = 0.24
    angle_deg: float = 45.0
    bend_mm: float = 0.0
    size: tuple[float, float] = (0.75, 0.96)


@dataclass(frozen=True)
class Screen:
    """`pitch_mm` from pixel to pixel: a phone 0.06, a monitor 0.27; `bgr` the tint of its white."""

    pitch_mm: float = 0.27
    angle_deg: float = 2.0
    size: tuple[float, float] = (0.85, 0.9)
    bgr: tuple[float, float, float] = (1.06, 1.0, 0.93)
    glow: float = 0.95


@dataclass(frozen=True)
class Eye:
    """The terminal's camera. `blur_px` is the lens, `aperture` the sensitive side of a pixel as a share of it: cameras
    that shrink their picture by leaving out lines have 0.33, those that average 1."""

    blur_px: float = 0.35
    aperture: float = 0.5
    noise: float = 2.0


def printed(
    photo: Pixels,
    behind: Pixels,
    hold: Hold = Hold(),
    sheet: Print = Print(),
    rng_seed: int = 0,
    *,
    cut: npt.NDArray[np.bool_] | None = None,
    flash: Flash = NO_FLASH,
    eye: Eye = Eye(),
) -> Pixels:
    """A print of `photo` before `behind`. `cut` (rows, columns) keeps what is True of the photograph: scissors along
    the hand. `flash` is the ring's light on the sheet, blue, green, red, as a share of the room's."""
    u, v, nearness = _on_sheet(photo.shape[:2], hold, sheet.bend_mm)
    ink = _taken(photo, u, v).astype(np.float32) / np.float32(255)
    ink = PAPER[0] + (PAPER[1] - PAPER[0]) * ink
    if sheet.pitch_mm > 0:
        dots = _lattice(u, v, sheet.pitch_mm, sheet.angle_deg, ((1, 0, 0.7), (0, 1, 0.7), (1, 1, 0.3)), eye)
        ink *= (1 + dots * 0.5 * (1 - ink.mean(axis=2)))[..., None]
    ink = ink * nearness[..., None] * np.array([1 + part for part in flash], np.float32)
    share: Floats = _share(u, v, photo.shape[:2], sheet.size)
    if cut is not None:
        share = share * (_taken((cut * np.uint8(255)).astype(np.uint8), u, v).astype(np.float32) / np.float32(255))
    return _seen(ink * 255, share, behind, flash, eye, rng_seed)


def replayed(
    film: Pixels,
    behind: Pixels,
    hold: Hold = Hold(),
    screen: Screen = Screen(),
    rng_seed: int = 0,
    *,
    flash: Flash = NO_FLASH,
    eye: Eye = Eye(),
) -> Pixels:
    """A screen that shows `film` before `behind`: it shines by itself, and mirrors little of the ring's light."""
    u, v, _ = _on_sheet(film.shape[:2], hold, 0.0)
    light = _taken(film, u, v).astype(np.float32) * np.array(screen.bgr, np.float32) * screen.glow
    across = _lattice(u, v, screen.pitch_mm, screen.angle_deg, ((1, 0, 1.65),), eye, (-1 / 3, 0.0, 1 / 3))
    down = _lattice(u, v, screen.pitch_mm, screen.angle_deg, ((0, 1, 0.34),), eye)
    light = light * (1 + across) * (1 + down)[..., None] + 255 * (0.01 + GLASS * np.array(flash, np.float32))
    return _seen(light, _share(u, v, film.shape[:2], screen.size), behind, flash, eye, rng_seed)


def looped(frames: Sequence[Pixels], period: int) -> list[Pixels]:
    """As many frames as given, the first `period` of them again and again; with 1 a picture that stands still."""
    return [frames[number % period] for number in range(len(frames))]


def flashed(frame: Pixels, hand: npt.NDArray[np.bool_], flash: Flash) -> Pixels:
    """A living hand's frame, with the ring's light on the hand and little of it on what lies behind."""
    gain = np.where(hand[..., None], 1.0, FAR) * np.array(flash)
    return np.asarray(np.clip(np.round(frame * (1 + gain)), 0, 255), np.uint8)


def outline(frame: Pixels, empty: Pixels) -> npt.NDArray[np.bool_]:
    """Where a hand was drawn: `empty` is the same picture with nobody in it and the same noise."""
    differs = (cv2.absdiff(frame, empty).max(axis=2) > 8).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(differs, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)) > 0)


def _on_sheet(size: tuple[int, int], hold: Hold, bend_mm: float) -> tuple[Floats, Floats, Floats]:
    """What lies at each pixel: millimetres across and down the sheet from its middle, and how much light it gets."""
    rows, columns = size
    focal = _FOCAL_OF_DIAGONAL * float(np.hypot(rows, columns))
    xs, ys = np.meshgrid(np.arange(0, columns + _NODE_PX, _NODE_PX), np.arange(0, rows + _NODE_PX, _NODE_PX))
    wanted = np.stack((xs - columns * (0.5 + hold.x), ys - rows * (0.5 + hold.y)), axis=-1).astype(np.float64)
    roll = np.radians(hold.roll_deg)
    back = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    per_px = DISTANCE_MM / hold.scale / focal
    place = wanted @ back.T * per_px
    for _ in range(8):  # Newton's method with the slope of the flat, straight sheet; it converges in five
        place += (wanted - _projected(place, hold, bend_mm, focal)) @ back.T * per_px
    facing = np.cos(place[..., 0] / bend_mm) if bend_mm else np.ones(place.shape[:2])
    x, y = (axis.astype(np.float32) / _NODE_PX for axis in np.meshgrid(np.arange(columns), np.arange(rows)))
    fields = np.dstack((place, facing)).astype(np.float32)
    full = np.asarray(cv2.remap(fields, x, y, cv2.INTER_LINEAR), np.float32)
    return full[..., 0].copy(), full[..., 1].copy(), full[..., 2].copy()


def _projected(place: npt.NDArray[np.float64], hold: Hold, bend_mm: float, focal: float) -> npt.NDArray[np.float64]:
    """(..., 2) millimetres on the sheet to pixels from the place it is held at."""
    across, down = place[..., 0], place[..., 1]
    deep = np.zeros_like(across)
    if bend_mm:
        angle = np.clip(across / bend_mm, -1.4, 1.4)
        across, deep = bend_mm * np.sin(angle), bend_mm * (1 - np.cos(angle))
    roll, tilt, turn = np.radians((hold.roll_deg, hold.tilt_deg, hold.turn_deg))
    across, down = across * np.cos(roll) - down * np.sin(roll), across * np.sin(roll) + down * np.cos(roll)
    down, deep = down * np.cos(tilt) - deep * np.sin(tilt), down * np.sin(tilt) + deep * np.cos(tilt)
    across, deep = across * np.cos(turn) - deep * np.sin(turn), across * np.sin(turn) + deep * np.cos(turn)
    depth = np.maximum(DISTANCE_MM / hold.scale + deep, 50.0)
    return np.asarray(np.stack((across, down), axis=-1) * (focal / depth)[..., None])


def _taken(picture: Pixels, u: Floats, v: Floats) -> Pixels:
    """`picture` was taken at the same distance with the same lens: a pixel of it for each of the frame."""
    rows, columns = picture.shape[:2]
    px = np.float32(_FOCAL_OF_DIAGONAL * np.hypot(rows, columns) / DISTANCE_MM)
    return np.asarray(
        cv2.remap(picture, u * px + columns / 2, v * px + rows / 2, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def _share(u: Floats, v: Floats, frame: tuple[int, int], size: tuple[float, float]) -> Floats:
    """1 on the sheet, 0 beside it."""
    rows, columns = frame
    mm = DISTANCE_MM / (_FOCAL_OF_DIAGONAL * float(np.hypot(rows, columns)))
    inside = np.minimum(size[0] * columns * mm / 2 - np.abs(u), size[1] * rows * mm / 2 - np.abs(v))
    return np.asarray(np.clip(inside / mm + 0.5, 0, 1), np.float32)


def _lattice(
    u: Floats,
    v: Floats,
    pitch_mm: float,
    angle_deg: float,
    harmonics: Sequence[tuple[int, int, float]],
    eye: Eye,
    offsets: tuple[float, ...] = (),
) -> Floats:
    """What is left of a lattice of mean 0, (rows, columns), or with a channel for each of `offsets` in pitches."""
    turn = np.radians(angle_deg)
    a = (u * np.float32(np.cos(turn)) + v * np.float32(np.sin(turn))) / np.float32(pitch_mm)
    b = (v * np.float32(np.cos(turn)) - u * np.float32(np.sin(turn))) / np.float32(pitch_mm)
    channels = []
    for offset in offsets or (0.0,):
        total = np.zeros_like(u)
        for right, down, strength in harmonics:
            phase: Floats = np.asarray(right * (a + np.float32(offset)) + down * b, np.float32)
            total += np.float32(strength * _passed(phase, eye)) * np.cos(np.float32(2 * np.pi) * phase)
        channels.append(total)
    return np.dstack(channels) if offsets else channels[0]


def _passed(phase: Floats, eye: Eye) -> float:
    """0..1: what aperture and lens let through of a wave, by its frequency in the frame's middle."""
    rows, columns = phase.shape
    y, x = rows // 2, columns // 2
    fx, fy = float(phase[y, x + 1] - phase[y, x]), float(phase[y + 1, x] - phase[y, x])
    aperture = np.sinc(fx * eye.aperture) * np.sinc(fy * eye.aperture)
    return float(abs(aperture) * np.exp(-2 * (np.pi * eye.blur_px) ** 2 * (fx * fx + fy * fy)))


def _seen(front: Floats, share: Floats, behind: Pixels, flash: Flash, eye: Eye, rng_seed: int) -> Pixels:
    random = np.random.default_rng([rng_seed, 601])
    lit = behind.astype(np.float32) * (1 + FAR * np.array(flash, np.float32))
    frame = lit + (front.astype(np.float32) - lit) * share[..., None]
    frame = cv2.GaussianBlur(frame, (0, 0), max(eye.blur_px, 0.3))
    frame = frame + random.standard_normal(frame.shape, np.float32) * np.float32(eye.noise)
    return np.asarray(np.clip(np.round(frame), 0, 255), np.uint8)
