from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from app.biometrics import pose
from app.biometrics.observation import Pose
from app.biometrics.region import locate
from app.domain.capture import Arrow, Cause
from app.domain.people import Hand
from tests.app.biometrics import hands

FRAME = (480, 640)


def measured(points: npt.NDArray[np.float32]) -> Pose:
    return pose.measure(hands.hand(points), locate(points), 1.0, FRAME)


@pytest.mark.parametrize("roll_deg", [-150.0, -30.0, 0.0, 45.0, 120.0])
def test_roll_is_the_angle_by_which_the_hand_was_turned(roll_deg: float) -> None:
    upright = pose.roll_deg(hands.points())
    assert (pose.roll_deg(hands.points(roll_deg=roll_deg)) - upright - roll_deg + 180) % 360 == pytest.approx(
        180, abs=0.1
    )


@pytest.mark.parametrize(
    ("side", "mirrored", "palm"),
    [(Hand.LEFT, False, True), (Hand.RIGHT, True, True), (Hand.LEFT, True, False), (Hand.RIGHT, False, False)],
)
def test_thumb_side_and_handedness_together_say_palm_or_back(side: Hand, mirrored: bool, palm: bool) -> None:
    assert pose.shows_palm(hands.hand(hands.points(mirrored=mirrored, roll_deg=70), side)) is palm


def test_a_hand_nearer_to_the_camera_has_a_larger_share() -> None:
    assert measured(hands.points(150)).share > measured(hands.points(100)).share


@pytest.mark.parametrize("mirrored", [False, True])
def test_fingers_held_together_show_less_spread(mirrored: bool) -> None:
    opened = hands.points(mirrored=mirrored)
    closed = opened.copy()
    closed[8] = closed[5] + (0, -130)
    closed[20] = closed[17] + (0, -110)
    assert pose.spread_deg(opened) > 25
    assert abs(pose.spread_deg(closed)) < 2


def test_a_finger_folded_over_the_palm_is_counted() -> None:
    fist = hands.points()
    fist[[7, 8, 11, 12]] = fist[[0, 9]].mean(axis=0)
    assert measured(hands.points()).folded == 0
    assert measured(fist).folded >= 4


def test_a_foreshortened_palm_is_tilted() -> None:
    flat = hands.points()
    squeezed = np.asarray(flat * (1.0, np.cos(np.radians(60))), np.float32)
    assert pose.tilt_deg(hands.hand(flat)) < 10
    assert pose.tilt_deg(hands.hand(squeezed)) > 45


@pytest.mark.parametrize(
    ("centre", "arrow"),
    [((0.9, 0.5), Arrow.RIGHT), ((0.1, 0.5), Arrow.LEFT), ((0.5, 0.95), Arrow.UP), ((0.5, 0.05), Arrow.DOWN)],
)
def test_a_cut_hand_is_sent_to_the_middle_as_the_mirror_shows_it(centre: tuple[float, float], arrow: Arrow) -> None:
    """On the right of the camera's picture is on the left of the preview: it must move right there."""
    held = replace(measured(hands.points()), centre=centre)
    assert pose.arrow(Cause.CUT_BY_FRAME, held) is arrow


@pytest.mark.parametrize(
    ("cause", "arrow"),
    [
        (Cause.TOO_FAR, Arrow.NEARER),
        (Cause.TOO_CLOSE, Arrow.FARTHER),
        (Cause.BACK_OF_HAND, Arrow.TURN_OVER),
        (Cause.FINGERS_CLOSED, Arrow.SPREAD),
        (Cause.TILTED, Arrow.LEVEL),
        (Cause.MOVING, Arrow.NONE),
        (None, Arrow.NONE),
    ],
)
def test_each_correction_points_its_own_way(cause: Cause | None, arrow: Arrow) -> None:
    assert pose.arrow(cause, None) is arrow
