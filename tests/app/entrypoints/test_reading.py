"""Which pictures a benchmark takes: those that nobody can take again are judged by what spoils the code."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.biometrics.template import PalmCode
from app.domain.capture import Cause
from app.domain.people import Hand
from app.entrypoints.reading import UNREADABLE, left_out, listed, of_frame, of_region
from drivers.simulated.palms import Pose, draw
from tests.app.biometrics.conftest import finder as finder
from tests.app.biometrics.creases import palm


def test_a_still_is_not_refused_for_a_hand_that_stands_far_from_a_large_frame(finder: HandFinder) -> None:
    picture = np.full((1440, 1920, 3), 60, np.uint8)
    picture[480:960, 640:1280] = draw(3, Hand.LEFT, Pose(distance_mm=340))
    assert observe(picture, finder).cause is Cause.TOO_FAR
    encoded, data = cv2.imencode(".png", picture)
    assert encoded
    assert isinstance(of_frame(data.tobytes(), finder), PalmCode)


def test_only_pictures_in_hands_folders_count_and_the_rest_is_told(tmp_path: Path) -> None:
    for name in (
        "a_left/s1_x.JPG", "a_left/My Hand (2).PGM", "a_left/._s1_x.JPG", "a_left/Thumbs.db", "a_left/notes.txt",
        "a_left/.DS_Store", "a_left/more/s1_y.jpg", "a_right/b.webp", "beside.png", ".hidden/c.png", "empty/readme.txt",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = list(listed(tmp_path))
    assert [(one.path.name, one.session) for one in found] == [("My Hand (2).PGM", 0), ("s1_x.JPG", 1), ("b.webp", 0)]
    assert [one.hand for one in found] == [0, 0, 1]
    assert len({one.person for one in found}) == 1
    beside, deeper, others = left_out(tmp_path)
    assert beside == "1 pictures beside the hands' folders"
    assert deeper == "1 pictures in folders inside a hand's folder"
    assert {"1 .db", "2 .txt"} <= set(others.removeprefix("files that are no pictures: ").split(", "))


def test_nothing_is_told_of_a_folder_that_holds_hands_alone(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "a.png").touch()
    assert left_out(tmp_path) == []
    assert left_out(tmp_path / "nowhere") == []


def test_of_an_oblong_region_the_middle_counts() -> None:
    square = palm(4)
    wide = np.zeros((128, 168), np.uint8)
    wide[:, 20:148] = square
    found = [of_region(cv2.imencode(".png", pixels)[1].tobytes()) for pixels in (square, wide)]
    assert all(isinstance(one, PalmCode) for one in found)
    assert found[0].same_as(found[1])  # type: ignore[union-attr, arg-type]  # both are codes


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (2000, 3), (31, 400), (40, 40)])
def test_pictures_of_any_shape_are_refused_with_a_cause(finder: HandFinder, shape: tuple[int, int]) -> None:
    data = cv2.imencode(".png", np.random.default_rng(0).integers(0, 255, (*shape, 3)).astype(np.uint8))[1].tobytes()
    assert of_frame(data, finder) in {cause.value for cause in Cause}
    if min(shape) < 32:
        assert of_region(data) == UNREADABLE
