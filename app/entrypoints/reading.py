"""The pictures of a folder to be measured: what their names tell, and the palm code of each or the cause why not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.biometrics import features
from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.biometrics.quality import STILLS
from app.biometrics.template import PalmCode
from app.biometrics.vision import cv2

PICTURES = {".bmp", ".jpg", ".jpeg", ".png", ".tif", ".tiff"}
UNREADABLE = "unreadable"

Read = Callable[[bytes], PalmCode | str]
"""The palm code of a picture's file, or the cause why there is none."""


@dataclass(frozen=True)
class Listed:
    hand: int
    person: int
    """Shared by folders `NAME_left` and `NAME_right` alone."""
    session: int
    """0 when the name tells none."""
    labels: tuple[str, ...]
    path: Path


def listed(folder: Path) -> Iterator[Listed]:
    """In the order of their names."""
    hands = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    people = list(dict.fromkeys(_person(hand.name) for hand in hands))
    for hand, place in enumerate(hands):
        for path in sorted(place.iterdir()):
            if path.suffix.lower() in PICTURES:
                session = re.match(r"s(\d+)_", path.name)
                yield Listed(
                    hand,
                    people.index(_person(place.name)),
                    int(session[1]) if session else 0,
                    tuple(re.findall(r"(?:^|(?<=_))(?:tone|light)\d+(?=[_.])", path.name)),
                    path,
                )


def of_region(data: bytes) -> PalmCode | str:
    """A region that somebody else cut: a square of palm, fingers up."""
    pixels = _decoded(data, cv2.IMREAD_GRAYSCALE)
    if pixels is None or min(pixels.shape) < features.SMALLEST_SIDE_PX:
        return UNREADABLE
    side = min(pixels.shape)
    return features.encode(np.ascontiguousarray(pixels[:side, :side], np.uint8), None)


def of_frame(data: bytes, finder: HandFinder) -> PalmCode | str:
    """A whole picture that was taken before: judged by what spoils a code, not by what a person could still correct."""
    pixels = frame(data)
    if pixels is None:
        return UNREADABLE
    seen = observe(pixels, finder, limits=STILLS)
    return seen.palm or (seen.cause.value if seen.cause else UNREADABLE)


def frame(data: bytes) -> npt.NDArray[np.uint8] | None:
    """(H, W, 3) uint8 BGR."""
    return _decoded(data, cv2.IMREAD_COLOR)


def _decoded(data: bytes, how: int) -> npt.NDArray[np.uint8] | None:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), how) if data else None
    return None if pixels is None else np.asarray(pixels, np.uint8)


def _person(hand: str) -> str:
    return re.sub(r"_(left|right)$", "", hand)
