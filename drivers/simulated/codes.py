"""What the camera sees when somebody holds QR codes to it: on a phone or on paper, askew, inverted, damaged, in glare.

    shown = ShownCode(("TN1:…",), Hold(roll_deg=12, turn_deg=25), Medium.PHONE, glare=0.6)
    seen(shown, number=7, size=(480, 640), light=Light(), lens=Lens(), scene=Backdrop.OFFICE)

Rules: pure; the same arguments give the same picture. The modules are those that segno makes at level M, as `thenar qr`
and the console show them. Limits: drawn, not photographed; a phone's own brightness, its cover and its fingers are not
drawn, and glare is one soft spot. Paper takes the room's light, a phone shines by itself.
"""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import segno

from app.ports.camera import Pixels
from drivers.simulated.attacks import Eye, Hold, Print, Screen, printed, replayed
from drivers.simulated.palms import Backdrop, Lens, Light, Pose, developed, empty
from drivers.simulated.sway import FRAMES_A_S, swayed
from drivers.simulated.vision import cv2

QUIET_MODULES: Final = 4
"""ISO/IEC 18004, 5.3.8."""
_FINE_PX: Final = 12
"""A module in the drawing, before it is shrunk to the frame."""
_SHARP: Final = Eye(blur_px=0.3, noise=0.0)
_DAY: Final = Light()
_LENS: Final = Lens()
_NO_LENS: Final = Lens(0.0, noise=0.0)
_PHONE: Final = Screen(pitch_mm=0.06)


class Medium(Enum):
    PAPER = "paper"
    PHONE = "phone"


@dataclass(frozen=True)
class ShownCode:
    """`texts` lie side by side. `share` is the side of a code with its quiet zone, of the frame's shorter side."""

    texts: tuple[str, ...]
    hold: Hold = Hold()
    medium: Medium = Medium.PHONE
    share: float = 0.6
    inverted: bool = False
    """Light on dark, as dark mode has it."""
    quiet: int = QUIET_MODULES
    damage: float = 0.0
    """Share of the code's area under one round blot, beginning in the middle; level M repairs about 0.15."""
    glare: float = 0.0
    """0..1, how much light is mirrored in the middle of the spot."""
    sway: float = 1.0
    seed: int = 0
    """Of where blot and glare are."""


def seen(
    code: ShownCode,
    number: int,
    size: tuple[int, int],
    *,
    light: Light = _DAY,
    lens: Lens = _LENS,
    scene: Backdrop = Backdrop.PLAIN,
) -> Pixels:
    """Frame `number`, (rows, columns, 3) uint8 BGR for `size` = (rows, columns)."""
    behind = empty(size, light=light, lens=_NO_LENS, scene=scene)
    hold = _held(code, number / FRAMES_A_S)
    sheet, extent = _sheet(code, size)
    if code.medium is Medium.PHONE:
        frame = replayed(sheet, behind, hold, Screen(_PHONE.pitch_mm, size=extent), number, eye=_SHARP)
    else:
        lit = developed(sheet, light, _NO_LENS, 0)
        frame = printed(lit, behind, hold, Print(0.0, size=extent), number, eye=_SHARP)
    return developed(frame, Light(), lens, number)


def _held(code: ShownCode, at_s: float) -> Hold:
    """A phone in a hand sways as a hand does."""
    moved = swayed(Pose(), code.sway, at_s)
    hold = code.hold
    return Hold(
        hold.x + moved.x,
        hold.y + moved.y,
        hold.scale * Pose().distance_mm / moved.distance_mm,
        hold.roll_deg + moved.roll_deg,
        hold.tilt_deg + moved.tilt_deg,
        hold.turn_deg + moved.turn_deg,
    )


@lru_cache(maxsize=4)
def _sheet(code: ShownCode, size: tuple[int, int]) -> tuple[Pixels, tuple[float, float]]:
    """The codes as they would fill the frame, straight, and the sheet's share of it across and down."""
    rows, columns = size
    side = round(code.share * min(size))
    sheet = np.full((rows, columns, 3), 0 if code.inverted else 255, np.uint8)
    gap = side // 8
    across = side * len(code.texts) + gap * (len(code.texts) - 1)
    left, top = (columns - across) // 2, (rows - side) // 2
    for place, text in enumerate(code.texts):
        _lay(sheet, _picture(code, text, side), left + place * (side + gap), top)
    if code.glare > 0:
        sheet = _mirroring(sheet, code, side)
    return sheet, (min(across / columns, 1.0), min(side / rows, 1.0))


def _lay(sheet: Pixels, picture: Pixels, left: int, top: int) -> None:
    """What does not fit falls off the edge."""
    rows, columns = sheet.shape[:2]
    side = picture.shape[0]
    ys, xs = slice(max(top, 0), min(top + side, rows)), slice(max(left, 0), min(left + side, columns))
    sheet[ys, xs] = picture[ys.start - top : ys.stop - top, xs.start - left : xs.stop - left]


def _picture(code: ShownCode, text: str, side: int) -> Pixels:
    """(side, side, 3): modules, quiet zone and blot."""
    dark = np.array(segno.make_qr(text, error="m", boost_error=False).matrix, dtype=bool)
    fine = np.kron(np.pad(dark, code.quiet), np.ones((_FINE_PX, _FINE_PX), bool))
    grey = np.where(fine == code.inverted, np.uint8(255), np.uint8(0))
    if code.damage > 0:
        _blot(grey, code)
    small = cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR), np.uint8)


def _blot(grey: npt.NDArray[np.uint8], code: ShownCode) -> None:
    """A round grey stain of the wanted area, off the corners that finders need."""
    random = np.random.default_rng([code.seed, 701])
    side = grey.shape[0]
    radius = side * float(np.sqrt(code.damage / np.pi))
    where = side / 2 + random.uniform(-0.06, 0.06, 2) * side
    cv2.circle(grey, (round(where[0]), round(where[1])), round(radius), 128, -1)


def _mirroring(sheet: Pixels, code: ShownCode, side: int) -> Pixels:
    """A lamp's soft reflection somewhere on the code."""
    random = np.random.default_rng([code.seed, 702])
    rows, columns = sheet.shape[:2]
    ys, xs = np.mgrid[0:rows, 0:columns].astype(np.float32)
    y, x = np.array([rows, columns]) / 2 + random.uniform(-0.3, 0.3, 2) * side
    spot = np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (2 * (0.16 * side) ** 2))
    light = sheet + (255.0 - sheet) * (code.glare * spot)[..., None]
    return np.asarray(np.round(light), np.uint8)
