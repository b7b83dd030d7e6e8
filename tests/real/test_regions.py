"""Contactless regions of real palms, two sessions two months apart: the gap between the worst pair of one palm and the
best pair of strangers, and the tail that the shipped thresholds come from."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.biometrics import matching
from app.biometrics.calibration import TAIL, Tail
from app.biometrics.features import encode
from app.biometrics.profiles import IDENTIFY, VERIFY

FOLDER = Path(__file__).parents[3] / "shared" / "palms" / "tongji_roi"

pytestmark = [pytest.mark.real, pytest.mark.skipif(not FOLDER.is_dir(), reason="the palms folder is not here")]

Distances = NDArray[np.float64]


@pytest.fixture(scope="module")
def distances() -> tuple[Distances, Distances]:
    """(genuine, impostor), five images a palm and session."""
    hands = sorted(FOLDER.iterdir())
    codes = {
        session: [
            (number, encode(np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), np.uint8), None))
            for number, hand in enumerate(hands)
            for path in sorted(hand.glob(f"{session}_*"))[:5]
        ]
        for session in ("s1", "s2")
    }
    gallery = matching.references([code for _, code in codes["s1"]])
    found = np.array([matching.distances(matching.prepare(code), gallery) for _, code in codes["s2"]], np.float64)
    same = np.equal.outer([hand for hand, _ in codes["s2"]], [hand for hand, _ in codes["s1"]])
    return found[same], found[~same]


def test_no_pair_of_strangers_is_as_close_as_the_worst_pair_of_one_palm(distances: tuple[Distances, Distances]) -> None:
    genuine, impostor = distances
    assert genuine.max() + 0.02 < impostor.min()


def test_every_profile_accepts_99_of_100_pictures_and_no_strangers(distances: tuple[Distances, Distances]) -> None:
    genuine, impostor = distances
    for profile in (VERIFY, *IDENTIFY):
        assert (genuine >= profile.threshold).mean() < 0.01
        assert profile.threshold < impostor.min()


def test_profiles_up_to_10_000_palms_accept_every_picture(distances: tuple[Distances, Distances]) -> None:
    for profile in (VERIFY, *IDENTIFY[:2]):
        assert distances[0].max() < profile.threshold


def test_the_shipped_tail_is_no_laxer_than_these_palms_allow(distances: tuple[Distances, Distances]) -> None:
    tail = Tail.fitted(distances[1], 20, "these palms")
    for rate in (1e-3, 1e-5, 1e-8):
        assert TAIL.threshold(rate) < tail.threshold(rate)
