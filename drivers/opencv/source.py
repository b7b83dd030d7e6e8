"""What `--camera` means: a device, a video file, or a folder of pictures.

    v4l2:0    v4l2:/dev/video2    v4l2:0?width=1280&height=720&fps=30
    visit.mp4    visit.mp4?loop=yes
    pictures/    pictures/?hold=0.5&loop=no    palm.jpg

>>> parse_source("v4l2:0?width=1280&height=720")
V4l2Device(device='/dev/video0', width=1280, height=720, fps=30.0)
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from app.domain.faults import Fault, FaultError

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"})
_DEVICE = re.compile(r"v4l2:(?:(\d{1,3})|(/dev/[A-Za-z0-9_./-]{1,100}))", re.ASCII)
_LARGEST_SIDE_PX = 8192
_FASTEST_FPS = 240.0
_LONGEST_HOLD_S = 600.0


@dataclass(frozen=True, slots=True)
class V4l2Device:
    """Size and rate are wishes: the driver takes the nearest it has. 0 leaves them to it."""

    device: str
    width: int = 0
    height: int = 0
    fps: float = 30.0


@dataclass(frozen=True, slots=True)
class VideoFile:
    path: Path
    loop: bool = False
    """False: it stays at its last frame."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures directly in a folder, by name, or one picture; each as if held before the camera for a while."""

    path: Path
    hold_s: float = 1.0
    """Long enough for a palm to be recognised; 0 shows each for a single frame."""
    loop: bool = True


Source = V4l2Device | VideoFile | Pictures


def parse_source(text: str) -> Source:
    """Raises FaultError(SETTINGS_INVALID)."""
    place, _, query = text.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    if place.startswith("v4l2:"):
        device = _DEVICE.fullmatch(place)
        if device is None:
            raise _unusable("v4l2: wants a number or a /dev path")
        width = _number(options, "width", 0, _LARGEST_SIDE_PX)
        height = _number(options, "height", 0, _LARGEST_SIDE_PX)
        source: Source = V4l2Device(
            device[2] or f"/dev/video{int(device[1])}",
            int(width),
            int(height),
            _number(options, "fps", 30.0, _FASTEST_FPS),
        )
    else:
        source = _stored(place, options)
    if options:
        raise _unusable(f"unknown option {min(options)!r}")
    return source


def _stored(place: str, options: dict[str, str]) -> Source:
    if not place:  # Path("") would be the working folder
        raise _unusable("expected v4l2:NUMBER, a video file or a folder of pictures")
    path = Path(place).expanduser()
    if path.is_dir() or (path.is_file() and path.suffix.lower() in PICTURES):
        return Pictures(path, _number(options, "hold", 1.0, _LONGEST_HOLD_S), _truth(options, "loop", usual=True))
    if path.is_file():
        return VideoFile(path, _truth(options, "loop", usual=False))
    raise _unusable("expected v4l2:NUMBER, a video file or a folder of pictures, and there is no such file or folder")


def _number(options: dict[str, str], name: str, usual: float, most: float) -> float:
    text = options.pop(name, None)
    if text is None:
        return usual
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", text, re.ASCII) or float(text) > most:
        raise _unusable(f"{name} must be a number up to {most:g}")
    return float(text)


def _truth(options: dict[str, str], name: str, *, usual: bool) -> bool:
    text = options.pop(name, "yes" if usual else "no")
    if text not in ("yes", "no"):
        raise _unusable(f"{name} must be yes or no")
    return text == "yes"


def _unusable(why: str) -> FaultError:
    return FaultError(Fault.SETTINGS_INVALID, f"camera: {why}")
