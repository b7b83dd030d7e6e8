import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.biometrics.region import GLARE_AT, SIZE_PX, cut, locate, similarity, winding
from app.biometrics.vision import cv2
from app.domain.people import Hand
from drivers.simulated.palms import draw
from tests.app.biometrics import hands


def textured(height: int = 480, width: int = 640, sigma: float = 6.0) -> npt.NDArray[np.uint8]:
    noise = np.random.default_rng(0).normal(size=(height, width, 1)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), sigma)
    smooth = 128 + 40 * smooth / smooth.std()
    return np.repeat(np.clip(smooth, 0, 240).astype(np.uint8)[..., None], 3, axis=2)


def correlation(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@given(angle=st.floats(-3.1, 3.1), scale=st.floats(0.2, 5), x=st.floats(-50, 50), y=st.floats(-50, 50))
def test_a_similarity_is_recovered_from_the_points_it_moved(angle: float, scale: float, x: float, y: float) -> None:
    source = hands.OPEN_LEFT_PALM[:7]
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found, shift = similarity(source, source @ turn.T + (x, y))
    assert np.allclose(found, turn, atol=1e-6)
    assert np.allclose(shift, (x, y), atol=1e-6)


def test_a_similarity_never_mirrors() -> None:
    source = hands.OPEN_LEFT_PALM[:7]
    found, _ = similarity(source, source * (-1, 1))
    assert np.linalg.det(found) > 0


def test_points_on_one_spot_give_a_finite_similarity() -> None:
    found, shift = similarity(np.ones((7, 2)), hands.OPEN_LEFT_PALM[:7])
    assert np.isfinite(found).all()
    assert np.isfinite(shift).all()


def test_the_mean_hand_fits_itself() -> None:
    place = locate(hands.points(palm_px=120))
    assert place.misfit < 0.01
    assert place.side_px == pytest.approx(1.15 * 120, rel=0.01)


@pytest.mark.parametrize("roll_deg", [-170.0, -60.0, 0.0, 25.0, 90.0])
def test_the_region_turns_and_grows_with_the_hand(roll_deg: float) -> None:
    frame = textured()
    still = cut(frame, locate(hands.points(100, (270, 200))))
    turn = cv2.getRotationMatrix2D((320.0, 240.0), -roll_deg, 1.5)
    turned_frame = np.asarray(cv2.warpAffine(frame, turn, (640, 480)), np.uint8)
    there = np.column_stack((hands.points(100, (270, 200)).astype(np.float64), np.ones(21, np.float64)))
    moved = np.matmul(there, np.asarray(turn, np.float64).T).astype(np.float32)
    turned = cut(turned_frame, locate(moved))
    both = still.inside & turned.inside
    assert both.mean() > 0.9
    assert correlation(still.grey[both], turned.grey[both]) > 0.98


@pytest.mark.parametrize("along", [(0.75, 1.0), (1.0, 0.75)])
@pytest.mark.parametrize("roll_deg", [0.0, 30.0])
def test_a_tilt_is_undone_for_the_most_part(along: tuple[float, float], roll_deg: float) -> None:
    """A palm tilted by 41 degrees looks a quarter shorter in one direction."""
    frame, points = textured(), hands.points(100, (270, 200))
    turn = cv2.getRotationMatrix2D((320.0, 240.0), roll_deg, 1.0)
    squeeze = np.diag((*along, 1.0))[:2] @ np.vstack((turn, (0, 0, 1)))
    there = np.column_stack((points.astype(np.float64), np.ones(21)))
    tilted = cut(
        np.asarray(cv2.warpAffine(frame, squeeze, (640, 480)), np.uint8), locate((there @ squeeze.T).astype("f4"))
    )
    still = cut(frame, locate(points))
    both = still.inside & tilted.inside
    assert both.mean() > 0.9
    assert correlation(still.grey[both], tilted.grey[both]) > 0.96


@pytest.mark.parametrize("points", [np.zeros((21, 2)), np.arange(42).reshape(21, 2), np.eye(21)[:, :2]])
def test_points_that_are_no_palm_give_a_region_all_the_same(points: npt.NDArray[np.float64]) -> None:
    place = locate(points.astype(np.float32))
    assert np.isfinite(place.matrix).all()
    assert np.isfinite(place.side_px)
    cut(textured(), place)


def test_a_right_palm_becomes_the_left_palm_it_mirrors() -> None:
    frame = textured()
    left = hands.points(110, (250, 240))
    right = left * (-1, 1) + (639, 0)
    mirrored = np.ascontiguousarray(frame[:, ::-1])
    one, other = cut(frame, locate(left)), cut(mirrored, locate(right.astype(np.float32)))
    assert winding(left) > 0 > winding(right.astype(np.float32))
    assert correlation(one.grey, other.grey) > 0.999


@pytest.mark.parametrize("factor", [2, 3, 6])
def test_fine_stripes_of_a_large_picture_do_not_alias_into_creases(factor: int) -> None:
    """Stripes two pixels wide, contrast 100, in a frame shrunk nearly `factor` times: less than a sixth may be left."""
    frame = np.zeros((480 * factor, 640 * factor, 3), np.uint8)
    frame[:, ::2] = 200
    patch = cut(frame, locate(hands.points(100 * factor, (250 * factor, 240 * factor))))
    assert patch.grey.std() < 16


def test_what_lies_beyond_the_frame_is_marked() -> None:
    patch = cut(textured(), locate(hands.points(120, (-60, 240))))
    assert not patch.inside[64, 2]
    assert patch.inside[64, 125]
    assert not patch.seen[~patch.inside].any()


def test_a_hand_wholly_beyond_the_frame_gives_a_patch_with_nothing_inside() -> None:
    assert not cut(textured(), locate(hands.points(120, (-900, -900)))).inside.any()


def test_washed_out_skin_is_not_seen() -> None:
    frame = np.full((480, 640, 3), GLARE_AT + 3, np.uint8)
    assert not cut(frame, locate(hands.points())).seen.any()


def test_the_region_is_square_grey_and_of_one_size() -> None:
    patch = cut(draw(3, Hand.LEFT), locate(hands.points()))
    assert patch.grey.shape == patch.inside.shape == (SIZE_PX, SIZE_PX)
    assert patch.grey.dtype == np.uint8
