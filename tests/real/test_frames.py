"""Whole hands in photographs: who is seen, who is refused and why. Measured on the 199 images of `../shared/palms`."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.biometrics.landmarks import HandFinder
from app.biometrics.matching import distance
from app.biometrics.observation import Observation
from app.biometrics.pipeline import observe
from app.biometrics.profiles import VERIFY
from app.biometrics.quality import STILLS
from app.biometrics.vision import cv2
from app.domain.capture import Cause
from app.ports.camera import Pixels

pytestmark = pytest.mark.real

EVERY = {"webcam4_fullhand": 6, "phone7_fullhand": 3, "clutter2_fullhand": 1, "tongji_fullhand_samples": 3}
"""Which share of a set is looked at: neighbours in these films are nearly the same picture."""


def pictures(folder: Path, every: int = 1) -> Iterator[tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]]:
    files = sorted(file for file in folder.rglob("*") if file.suffix in {".jpg", ".jpeg", ".png", ".tiff"})
    for file in files[::every]:
        picture = cv2.imread(str(file))
        assert picture is not None, file.name
        yield str(file.relative_to(folder)), np.asarray(picture, np.uint8)


def seen(finder: HandFinder, folder: Path, every: int = 1, grey: bool = False) -> dict[str, Observation]:
    def shown(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Observation:
        if grey:
            only = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
            pixels = np.repeat(only[..., None], 3, axis=2)
        return observe(pixels, finder, limits=STILLS)

    return {name: shown(pixels) for name, pixels in pictures(folder, every)}


@pytest.mark.parametrize("name", list(EVERY))
def test_every_photograph_of_a_palm_gives_a_palm(real: Path, finder: HandFinder, name: str) -> None:
    refused = {file: one.causes for file, one in seen(finder, real / name, EVERY[name]).items() if one.palm is None}
    assert not refused


@pytest.mark.parametrize("name", ["webcam4_fullhand", "phone7_fullhand", "clutter2_fullhand"])
def test_nearly_every_palm_is_taken_without_its_colours(real: Path, finder: HandFinder, name: str) -> None:
    """The network has learnt skin by its colour: found as they are, two grey hands of three would be lost."""
    found = seen(finder, real / name, 2 * EVERY[name], grey=True)
    refused = [file for file, one in found.items() if one.palm is None]
    assert len(refused) <= len(found) // 10, refused


def tilted(pixels: Pixels) -> Pixels:
    """Squeezed to the cosine of 42 degrees."""
    return np.asarray(cv2.resize(pixels, None, fx=0.74, fy=1.0, interpolation=cv2.INTER_AREA), np.uint8)


def in_green_light(pixels: Pixels) -> Pixels:
    return np.asarray(np.clip(pixels * np.array([0.85, 1.1, 0.8]), 0, 255), np.uint8)


def small_in_a_large_picture(pixels: Pixels) -> Pixels:
    small = cv2.resize(pixels, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    edges = (height, height, width, width)
    return np.asarray(cv2.copyMakeBorder(small, *edges, cv2.BORDER_CONSTANT, value=(70, 80, 90)), np.uint8)


def in_a_third_of_the_light(pixels: Pixels) -> Pixels:
    return (pixels * 0.33).astype(np.uint8)


def soft(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), max(pixels.shape) / 160), np.uint8)


def on_its_side(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels))


HARD = (tilted, in_green_light, small_in_a_large_picture, in_a_third_of_the_light, soft, on_its_side)


@pytest.mark.parametrize("made_hard", HARD)
def test_pictures_made_hard_still_match_the_next_picture_of_the_hand(
    real: Path, finder: HandFinder, made_hard: Callable[[Pixels], Pixels]
) -> None:
    for hand in sorted((real / "phone7_fullhand").iterdir()):
        (_, first), (_, second) = list(pictures(hand))[:2]
        seen = observe(made_hard(first), finder, limits=STILLS)
        other = observe(second, finder, limits=STILLS).palm
        assert seen.palm is not None, (hand.name, seen.causes)
        assert other is not None
        assert distance(seen.palm, other) < VERIFY.threshold, hand.name


def test_no_picture_of_anything_else_gives_a_palm(real: Path, finder: HandFinder) -> None:
    found = seen(finder, real / "negatives")
    assert len(found) == 37
    for file, one in found.items():
        assert one.palm is None, file
        assert one.cause is not None, file


def test_backs_of_hands_are_told_so(real: Path, finder: HandFinder) -> None:
    found = seen(finder, real / "negatives" / "dorsal_gesture_frames")
    assert Counter(one.cause for one in found.values()) == {Cause.BACK_OF_HAND: len(found)}


def test_no_frame_of_a_film_of_backs_gives_a_palm(real: Path, finder: HandFinder) -> None:
    film = cv2.VideoCapture(str(real / "videos" / "v1" / "dorsal_gestures_540x960.mp4"))
    number, taken = 0, []
    while film.grab():
        number += 1
        if number % 10:
            continue
        _, picture = film.retrieve()
        if observe(np.asarray(picture, np.uint8), finder, limits=STILLS).palm is not None:
            taken.append(number)
    film.release()
    assert number > 200
    assert not taken
