"""Is this picture of a palm good enough, and if not, why. All limits in one table.

Rules: `measure` only measures, `judge` only compares; every refusal names its cause. Measures are taken on the
normalised region, so that a limit means the same for every camera.

Source: the measures are those of ISO/IEC 29794-1's kind (factor by factor, with units); the limits come from the
refusals they cause on 188 images of real hands, and from the images that must be refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from app.biometrics.landmarks import STEADY, TOLD_APART
from app.biometrics.observation import HandLandmarks, Pose, Quality
from app.biometrics.region import GLARE_AT, Patch
from app.biometrics.vision import cv2
from app.domain.capture import Cause

DARK_AT: Final = 8
"""Grey value under which the sensor shows its own noise."""


BLACK_FRAME: Final = 40.0
"""Grey value that 95 of 100 pixels stay under: at a tenth of good light the detector finds nothing."""

WHITE_FRAME: Final = 250.0
"""Grey value that half of the frame exceeds: it is burnt out."""

FILLING: Final = 0.5
"""Share of the frame's shorter side from which on a hand that looks wrong is cut on both sides: it is too close."""


EDGE_ON_DEG: Final = 35.0
"""Apparent tilt beyond that of every flat hand seen: a hand that two looks place differently is seen from the side."""

SHINING: Final = 0.02
"""Share of burnt-out pixels from which strong contrast comes from a lamp in moist skin and not from ink."""


LINE_PX: Final = 1.5
"""Standard deviation of the blur before lines are looked for: at 3 smeared palms and prints lay closer together."""

STRONG_LINES: Final = 0.97
"""Share of the region that is weaker than a crease."""


@dataclass(frozen=True)
class Limits:
    """What a palm must keep to. "Seen" is the range over 162 images of good palms (webcam, phones, scanning box)."""

    side_min_px: float = 100.0
    """Pixels, seen 130 to 905. Less: creases finer than the filters can see; more: people must come closer."""
    side_max_share: float = 1.0
    """Of the frame's shorter side, seen 0.27 to 0.59. More lets in palms whose edges are cut."""
    share_min: float = 0.15
    """Of the frame's shorter side. Passers-by in a large frame lie under it: less reads palms that nobody offered."""
    inside_min: float = 0.9
    """Share of the region in the frame, seen 0.986 to 1. Less: fewer comparable cells, more false rejections."""
    tilt_max_deg: float = 42.0
    """Degrees, seen 3 to 34; at 42 a similarity leaves a quarter of one side wrong. More: more false rejections."""
    spread_min_deg: float = 5.0
    """Degrees, seen -5 (fingers held together) to 60. More: people are asked to spread more."""
    folded_max: int = 0
    """Joints over the palm, seen 0. More lets fists and a thumb across the palm in."""
    drift_max: float = STEADY
    """Palm widths, seen 0.02 to 0.10; hands seen edge-on 0.19 and more. Less: more refusals of real hands."""
    misfit_max: float = 0.11
    """Palm widths, seen 0.02 to 0.09; tilted by 45 degrees 0.08 to 0.13, pointing hands to 0.45. Less: refusals."""
    handedness_min: float = TOLD_APART
    """Seen 0.85 to 0.98. Under it palm and back cannot be told apart. Less: backs of hands may pass."""
    motion_max: float = 0.06
    """Palm widths from frame to frame: at 15 frames a second and 1/30 s of exposure 4 px of the region smear."""
    brightness_min: float = 25.0
    """Grey value, seen 60 to 178. Less: sensor noise in the code."""
    brightness_max: float = 225.0
    """Grey value. More: creases wash out."""
    dark_max: float = 0.3
    """Share of the region at the sensor's lower end, seen 0. More: parts without creases count as seen."""
    glare_max: float = 0.1
    """Share of the region at the sensor's upper end, seen 0; such cells are masked anyway. More: fewer cells."""
    alike_min: float = 0.9
    """Share of the region that looks like its middle, seen 0.995 to 1. Less: sleeves, plasters and pens pass."""
    focus_min: float = 1.2
    """Seen 1.30 to 2.27. A blur of 3 px of the region (sigma) brings it to 1.08 to 1.40 and does not yet hurt; one of
    4 px to 1.04 to 1.27 and does; a smear of 16 px to 1.05 to 1.42. More: soft lenses are refused."""
    contrast_min: float = 1.0
    """Grey values, seen 3.4 to 7.1 (near infrared 10.9); a wall or a silhouette 0. More: smooth palms refused."""
    contrast_max: float = 22.0
    """Grey values; an inked print has 25 and more. Less: hard side light on a creased palm is refused."""
    redness_min: float = -8.0
    """CIELAB a*, seen 5 to 27, grey cameras 0. More: skin in green light is refused."""
    yellowness_min: float = -25.0
    """CIELAB b*, seen -7 to 33, grey cameras 0; a blue glove -40. More: skin in blue light is refused."""
    lines_min: float = 0.9
    """Dark lines to light ones, seen 1.01 to 1.7, smeared 0.96; an inked print or a negative 0.83 and less. More:
    smeared or noisy palms are refused."""


KIOSK: Final = Limits()
"""A person stands before the terminal and can be asked to correct the hand."""

STILLS: Final = replace(
    KIOSK,
    side_min_px=60.0,  # down to 67 px distances to other pictures of the hand were as small as at full size
    share_min=0.0,
    side_max_share=1.6,
    inside_min=0.6,
    spread_min_deg=-20.0,
    tilt_max_deg=55.0,
    misfit_max=0.15,  # before the region is stretched, which undoes it
    brightness_min=10.0,
    brightness_max=246.0,
    dark_max=0.6,
    glare_max=0.4,
    alike_min=0.5,  # a cast shadow's edge or a lamp's spot across the palm: two pictures of three were refused for it
    focus_min=1.05,  # a blur of 3 px of the region: 1.05 and more; a shaded shape without creases: 1.02 and less
    contrast_min=0.6,  # a palm at a fifth of good light
    redness_min=-20.0,
    yellowness_min=-32.0,
)
"""Pictures that were taken before, where nobody can be asked: only what spoils the code is refused. Each limit lies
where pictures of a hand were still close to good ones of it, and no picture of anything else passed. What a limit
leaves of a region (cut by the frame, burnt out) is masked."""


def judge(hand: HandLandmarks, pose: Pose, quality: Quality, limits: Limits) -> frozenset[Cause]:
    """Every reason why this is no palm to compare. Which side and which hand it is are not judged here.

    A hand that the second look did not confirm is not called "not a hand" when there is something to correct."""
    causes = frozenset(cause for cause, refused in _findings(pose, quality, limits) if refused)
    if pose.share > FILLING and (hand.drift > limits.drift_max or Cause.TILTED in causes):
        return causes | {Cause.TOO_CLOSE}
    if hand.drift > limits.drift_max and not causes:
        return frozenset({Cause.TILTED if pose.tilt_deg > EDGE_ON_DEG else Cause.NOT_A_HAND})
    return causes


def _findings(pose: Pose, quality: Quality, limits: Limits) -> Iterator[tuple[Cause, bool]]:
    hard = quality.contrast > limits.contrast_max and quality.glare < SHINING
    dyed = quality.redness < limits.redness_min or quality.yellowness < limits.yellowness_min
    yield Cause.NOT_A_HAND, hard or dyed or quality.lines < limits.lines_min
    yield Cause.TOO_CLOSE, pose.share > limits.side_max_share
    yield Cause.TOO_FAR, pose.side_px < limits.side_min_px or pose.share < limits.share_min
    yield Cause.CUT_BY_FRAME, pose.inside < limits.inside_min
    yield Cause.FINGERS_CLOSED, pose.spread_deg < limits.spread_min_deg or pose.folded > limits.folded_max
    yield Cause.TILTED, pose.tilt_deg > limits.tilt_max_deg or pose.misfit > limits.misfit_max
    yield Cause.MOVING, quality.motion is not None and quality.motion > limits.motion_max
    yield Cause.TOO_DARK, quality.brightness < limits.brightness_min or quality.dark > limits.dark_max
    yield Cause.TOO_BRIGHT, quality.brightness > limits.brightness_max
    yield Cause.GLARE, quality.glare > limits.glare_max
    yield Cause.COVERED, quality.alike < limits.alike_min
    yield Cause.BLURRED, quality.focus < limits.focus_min or quality.contrast < limits.contrast_min


def measure(patch: Patch, motion: float | None) -> Quality:
    """The measures of a region; `motion` is carried through."""
    grey = patch.grey.astype(np.float32)
    inside = patch.inside if patch.inside.any() else np.ones_like(patch.inside)
    fine = cv2.GaussianBlur(grey, (0, 0), 1.0)
    shading = cv2.GaussianBlur(grey, (0, 0), 10.0)
    lab = np.asarray(cv2.cvtColor(patch.colour.astype(np.float32) / 255, cv2.COLOR_BGR2LAB), np.float32)
    detail = (fine - shading)[patch.seen] if patch.seen.any() else np.zeros(1, np.float32)
    return Quality(
        focus=_focus(grey, patch.seen),
        brightness=float(grey[inside].mean()),
        contrast=float(detail.std()),
        glare=float((patch.grey[inside] >= GLARE_AT).mean()),
        dark=float((patch.grey[inside] <= DARK_AT).mean()),
        alike=_alike(lab, inside),
        redness=float(np.median(lab[..., 1][inside])),
        yellowness=float(np.median(lab[..., 2][inside])),
        motion=motion,
        lines=_lines(grey, patch.seen),
    )


def _lines(grey: npt.NDArray[np.float32], seen: npt.NDArray[np.bool_]) -> float:
    """The strong among the curvatures of the grey values, across dark lines and across light ones; a burnt-out or empty
    region has neither."""
    smooth = cv2.GaussianBlur(grey, (0, 0), LINE_PX)
    across = cv2.Sobel(smooth, cv2.CV_32F, 2, 0)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 2)
    mixed = cv2.Sobel(smooth, cv2.CV_32F, 1, 1)
    mean, off = (across + down) / 2, np.hypot((across - down) / 2, mixed)
    where = _inner(seen)
    if not where.any():
        return 1.0
    dark, light = (float(np.quantile(np.maximum(bend[where], 0), STRONG_LINES)) for bend in (mean + off, off - mean))
    return dark / light if light > 0 else 1.0


def _inner(seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Without the margin in which filters see the region's edge."""
    inner = np.zeros_like(seen)
    inner[8:-8, 8:-8] = seen[8:-8, 8:-8]
    return inner


def _focus(grey: npt.NDArray[np.float32], seen: npt.NDArray[np.bool_]) -> float:
    """Blur makes slopes at 1 px as flat as those at 4 px; a smear does so along its own direction alone."""
    inner = _inner(seen)
    if not inner.any():
        return 0.0
    return float((_slopes(grey, 1.0, inner) / (_slopes(grey, 4.0, inner) + 0.05)).min())


def _slopes(grey: npt.NDArray[np.float32], sigma: float, where: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """(4,): standard deviation of the slope along x, y and both diagonals, grey values a pixel."""
    smooth = cv2.GaussianBlur(grey, (0, 0), sigma)
    right = cv2.Sobel(smooth, cv2.CV_32F, 1, 0)[where] / 8
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1)[where] / 8
    half = np.sqrt(0.5)
    return np.array([slope.std() for slope in (right, down, (right + down) * half, (right - down) * half)])


def light(picture: npt.NDArray[np.uint8]) -> Cause | None:
    """Why a frame shows nothing at all: too little light, or too much."""
    middle, bright = np.percentile(picture[::8, ::8], (50, 95))
    if bright < BLACK_FRAME:
        return Cause.TOO_DARK
    return Cause.TOO_BRIGHT if middle > WHITE_FRAME else None


def burnt(picture: npt.NDArray[np.uint8]) -> float:
    """Share of pixels at the sensor's upper end, 0..1."""
    return float((picture[::8, ::8].min(axis=2) >= GLARE_AT).mean())


def _alike(lab: npt.NDArray[np.float32], inside: npt.NDArray[np.bool_]) -> float:
    size = lab.shape[0]
    middle = np.zeros_like(inside)
    middle[size // 4 : -size // 4, size // 4 : -size // 4] = True
    middle &= inside
    if not middle.any():
        return 0.0
    typical = np.median(lab[middle], axis=0)
    off = np.abs(lab - typical)
    same = (off[..., 0] < 30) & (np.hypot(off[..., 1], off[..., 2]) < 18)
    return float(same[inside].mean())
