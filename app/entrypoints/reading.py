"""The pictures of a folder to be measured: what their names tell, and the palm code of each or the cause why not.

Rules: whatever lies in the folder, nothing here raises; what is not counted is told by `left_out`, what is counted and
cannot be read is "unreadable".
"""

import re
from collections import Counter
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
from app.entrypoints.decoding import decoded

PICTURES = {
    ".avif", ".bmp", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".pnm", ".ppm", ".ras", ".tif",
    ".tiff", ".webp",
}  # fmt: skip
"""Endings, in small letters, of the files that count as pictures."""
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
    hands = sorted(path for path in _inside(folder) if path.is_dir())
    people = {name: number for number, name in enumerate(dict.fromkeys(_person(hand.name) for hand in hands))}
    for hand, place in enumerate(hands):
        for path in sorted(path for path in _inside(place) if _is_picture(path)):
            session = re.match(r"s(\d+)_", path.name)
            yield Listed(
                hand,
                people[_person(place.name)],
                int(session[1]) if session else 0,
                tuple(re.findall(r"(?:^|(?<=_))(?:tone|light)\d+(?=[_.])", path.name)),
                path,
            )


def left_out(folder: Path) -> list[str]:
    """What lies in `folder` and is not counted, in words, one line a reason."""
    hands = [path for path in _inside(folder) if path.is_dir()]
    beside = sum(_is_picture(path) for path in _inside(folder))
    deeper = sum(
        _is_picture(path) for hand in hands for sub in _inside(hand) if sub.is_dir() for path in sub.rglob("*")
    )
    others = Counter(path.suffix.lower() or path.name for hand in hands for path in _files(hand))
    told = [f"{beside:,} pictures beside the hands' folders"] if beside else []
    told += [f"{deeper:,} pictures in folders inside a hand's folder"] if deeper else []
    if others:
        told.append("files that are no pictures: " + ", ".join(f"{count:,} {name}" for name, count in others.items()))
    return told


def of_region(data: bytes) -> PalmCode | str:
    """A region that somebody else cut: a square of palm, fingers up; of an oblong one the middle."""
    pixels = decoded(data, colour=False)
    if pixels is None or min(pixels.shape) < features.SMALLEST_SIDE_PX:
        return UNREADABLE
    side = min(pixels.shape)
    top, left = ((length - side) // 2 for length in pixels.shape)
    return features.encode(np.ascontiguousarray(pixels[top : top + side, left : left + side], np.uint8), None)


def of_frame(data: bytes, finder: HandFinder) -> PalmCode | str:
    """A whole picture that was taken before: judged by what spoils a code, not by what a person could still correct."""
    pixels = frame(data)
    if pixels is None:
        return UNREADABLE
    seen = observe(pixels, finder, limits=STILLS)
    return seen.palm or (seen.cause.value if seen.cause else UNREADABLE)


def frame(data: bytes) -> npt.NDArray[np.uint8] | None:
    """(H, W, 3) uint8 BGR, turned as the picture's own note of the camera's orientation asks."""
    return decoded(data, colour=True)


def _inside(folder: Path) -> list[Path]:
    """Hidden entries (`._IMG_1.jpg`, `.DS_Store`) are some system's own."""
    return [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []


def _files(hand: Path) -> list[Path]:
    return [path for path in _inside(hand) if not path.is_dir() and not _is_picture(path)]


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURES and not path.name.startswith(".") and not path.is_dir()


def _person(hand: str) -> str:
    return re.sub(r"_(left|right)$", "", hand)
