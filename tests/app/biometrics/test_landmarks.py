import gc
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from app.biometrics.landmarks import PALM_POINTS, STEADY, HandFinder, palm_width, worth
from app.biometrics.pose import shows_palm
from app.biometrics.vision import cv2
from app.config.paths import model_path
from app.domain.people import Hand
from drivers.simulated.palms import Light, Pose, Side, draw, empty
from tests.app.biometrics import hands


@pytest.mark.parametrize("hand", list(Hand))
def test_a_palm_before_the_camera_is_found_as_the_hand_that_it_is(finder: HandFinder, hand: Hand) -> None:
    (found,) = finder.find(draw(3, hand))
    assert found.hand is hand
    assert shows_palm(found)
    assert found.drift < STEADY


def test_the_back_of_a_hand_shows_no_palm(finder: HandFinder) -> None:
    for found in finder.find(draw(3, Hand.LEFT, Pose(side=Side.BACK))):
        assert not shows_palm(found)


def test_an_empty_scene_has_no_hand(finder: HandFinder) -> None:
    assert finder.find(empty()) == ()


def test_the_same_pixels_give_the_same_points_whatever_came_between(finder: HandFinder) -> None:
    pixels = draw(4, Hand.LEFT)
    first = finder.find(pixels)[0].points
    finder.find(draw(5, Hand.RIGHT, Pose(x=0.1)))
    assert np.array_equal(first, finder.find(pixels)[0].points)


@pytest.mark.parametrize("factor", [2, 4])
def test_points_are_in_pixels_of_the_frame_however_large_it_is(finder: HandFinder, factor: int) -> None:
    small = draw(6, Hand.LEFT)
    large = cv2.resize(small, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    (near,), (far,) = finder.find(small), finder.find(np.asarray(large, np.uint8))
    off = (far.points + 0.5) / factor - 0.5 - near.points
    assert np.abs(off[list(PALM_POINTS)]).mean() < 0.03 * palm_width(near)


def test_a_hand_that_fills_the_frame_is_found(finder: HandFinder) -> None:
    (found,) = finder.find(draw(3, Hand.LEFT, Pose(distance_mm=150)))
    assert palm_width(found) > 0.4 * 480


def test_a_grey_picture_of_a_hand_is_found_as_well(finder: HandFinder) -> None:
    grey = cv2.cvtColor(draw(3, Hand.LEFT), cv2.COLOR_BGR2GRAY)
    (found,) = finder.find(np.repeat(np.asarray(grey, np.uint8)[..., None], 3, axis=2))
    assert shows_palm(found)


def test_a_hand_in_poor_light_is_found(finder: HandFinder) -> None:
    (found,) = finder.find(draw(3, Hand.LEFT, light=Light(brightness=0.3)))
    assert shows_palm(found)


def in_green_light(seed: int) -> NDArray[np.uint8]:
    return np.asarray(np.clip(draw(seed, Hand.LEFT) * np.array([0.8, 1.3, 0.65]), 0, 255), np.uint8)


def larger_than_the_frame(seed: int) -> NDArray[np.uint8]:
    return draw(seed, Hand.LEFT, Pose(distance_mm=105, y=0.2))


@pytest.mark.parametrize("seed", [5, 6, 7])
@pytest.mark.parametrize("hard", [in_green_light, larger_than_the_frame])
def test_the_patient_find_hands_that_a_first_look_does_not(
    finder: HandFinder, hard: Callable[[int], NDArray[np.uint8]], seed: int
) -> None:
    pixels = hard(seed)
    assert not any(hand.drift < STEADY for hand in finder.find(pixels))
    with HandFinder(model_path().read_bytes(), patient=True) as patient:
        found = patient.find(pixels)[0]
        assert found.drift < STEADY
        assert shows_palm(found)
        assert patient.find(empty()) == ()


def test_of_several_tries_the_one_that_can_be_believed_most_is_taken() -> None:
    once, steady, sure = hands.hand(drift=float("inf")), hands.hand(handedness=0.6), hands.hand()
    rising = [(), (once,), (steady,), (sure,)]
    assert [worth(found) for found in rising] == sorted({worth(found) for found in rising})
    assert worth((once, sure)) == worth((sure,))
    assert worth((once, once)) < worth((steady,))


def test_patience_changes_nothing_where_a_hand_was_found(finder: HandFinder) -> None:
    pixels = draw(6, Hand.RIGHT)
    with HandFinder(model_path().read_bytes(), patient=True) as patient:
        assert np.array_equal(patient.find(pixels)[0].points, finder.find(pixels)[0].points)


def test_the_pixels_are_not_written_to(finder: HandFinder) -> None:
    pixels = draw(3, Hand.LEFT)
    pixels.flags.writeable = False
    assert finder.find(pixels)


def test_bytes_that_are_no_model_are_refused() -> None:
    with pytest.raises((ValueError, RuntimeError)):
        HandFinder(b"not a model")
    gc.collect()


def test_closing_twice_does_nothing() -> None:
    opened = HandFinder(model_path().read_bytes())
    opened.close()
    opened.close()


def test_a_finder_that_nobody_closed_says_nothing_when_the_program_ends() -> None:
    program = (
        "from app.biometrics.landmarks import HandFinder; from app.config.paths import model_path;"
        "finder = HandFinder(model_path().read_bytes())"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stderr == ""


def test_finding_hands_leaves_the_environment_of_qt_alone() -> None:
    program = (
        "import os; before = dict(os.environ); import app.biometrics.landmarks;"
        "print(sorted(name for name in {*before, *os.environ} if before.get(name) != os.environ.get(name)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    names = ended.stdout.strip()
    assert all(changed not in names for changed in ("QT_QPA", "LD_LIBRARY_PATH")), names
