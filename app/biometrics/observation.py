"""What one frame showed: a palm that can be compared, or every reason why not, with the measures behind them.

>>> nothing_seen().cause
<Cause.NO_HAND: 'no_hand'>
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.biometrics.template import PalmCode
from app.domain.capture import Arrow, Cause, most_helpful
from app.domain.people import Hand


@dataclass(frozen=True, eq=False)
class HandLandmarks:
    """One hand as the detector sees it; the numbering of the 21 points is MediaPipe's (0 wrist, 5 9 13 17 knuckles)."""

    points: npt.NDArray[np.float32] = field(repr=False)
    """(21, 2) float32: x, y in pixels of the frame; may lie outside it."""
    world: npt.NDArray[np.float32] = field(repr=False)
    """(21, 3) float32: x right, y down, z away from the camera, metres, origin near the hand's middle."""
    hand: Hand
    """Which hand it would be with the palm towards an unmirrored camera; see `pose.shows_palm`."""
    handedness: float
    """0.5..1: how sure the detector is of `hand`."""
    drift: float
    """How far a second look moved the palm's points, root mean square in palm widths; infinite when it saw no hand."""


@dataclass(frozen=True)
class Pose:
    """How the hand is held before the camera."""

    side_px: float
    """Side of the palm's region, pixels of the frame."""
    share: float
    """The same as a share of the frame's shorter side."""
    centre: tuple[float, float]
    """The region's centre as x, y shares of the frame, (0.5, 0.5) in its middle; not mirrored."""
    roll_deg: float
    """Rotation in the picture plane, -180..180; 0 = fingers up, positive = clockwise as the camera sees it."""
    tilt_deg: float
    """Apparent angle between the palm's normal and the camera's axis, 0..90; a flat hand shows 3 to 34."""
    spread_deg: float
    """Angle from the index finger to the little finger; together 0 to 15, spread 25 and more."""
    inside: float
    """Share of the region that lies inside the frame, 0..1."""
    folded: int
    """Joints of fingers and thumb that lie over the palm and hide it."""
    misfit: float
    """Root mean square distance of the palm's points from a mean palm, palm widths."""


@dataclass(frozen=True)
class Quality:
    """What was measured on the normalised region (grey values 0..255)."""

    focus: float
    """Slopes of fine detail against those of coarse detail, in the direction of the least: 1 = blurred, 2 = sharp."""
    brightness: float
    """Mean grey value."""
    contrast: float
    """Standard deviation of the grey value after the slow shading has been taken away."""
    glare: float
    """Share of pixels at the sensor's upper end, 0..1."""
    dark: float
    """Share of pixels at the sensor's lower end, 0..1."""
    alike: float
    """Share of the region whose colour and light are those of its middle, 0..1: a plaster or a sleeve is not."""
    redness: float
    """Median a* of CIELAB, -128..127; 0 = grey, positive = red. Skin is never clearly green."""
    motion: float | None
    """Shift of the palm since the observation before, as a share of its width; None when there was none."""
    yellowness: float = 0.0
    """Median b* of CIELAB, -128..127; negative = blue. Skin is never clearly blue, gloves often are."""
    lines: float = 1.0
    """Strength of dark lines as a multiple of that of light ones: creases in skin are dark, 0.96 to 1.7; those of an
    inked print or a photographic negative are light, 0.66 to 0.83."""


@dataclass(frozen=True, eq=False)
class Observation:
    """The result of `pipeline.observe`. `palm` is there exactly when `causes` is empty."""

    causes: frozenset[Cause]
    arrow: Arrow = Arrow.NONE
    hand: Hand | None = None
    """The hand whose palm is seen; None without a hand."""
    pose: Pose | None = None
    quality: Quality | None = None
    region: npt.NDArray[np.uint8] | None = field(default=None, repr=False)
    """(128, 128) uint8, fingers up, left and right hands mirrored to one canonical palm (thumb on the left)."""
    mask: npt.NDArray[np.bool_] | None = field(default=None, repr=False)
    """(128, 128) bool: pixels of the region that show skin (inside the frame, no glare)."""
    palm: PalmCode | None = field(default=None, repr=False)
    landmarks: HandLandmarks | None = field(default=None, repr=False)
    burnt: float = 0.0
    """Where no hand was found: share of the frame at the sensor's upper end, 0..1."""

    @property
    def cause(self) -> Cause | None:
        """The one correction to tell; None when the palm is good."""
        return most_helpful(self.causes)


def nothing_seen(light: Cause | None = None, burnt: float = 0.0) -> Observation:
    """The observation of a frame without a hand; `light` says when there was too little or too much of it."""
    return Observation(frozenset({light or Cause.NO_HAND}), burnt=burnt)
