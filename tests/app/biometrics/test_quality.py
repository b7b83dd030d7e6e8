from dataclasses import fields, replace

import numpy as np
import numpy.typing as npt
import pytest

from app.biometrics import quality
from app.biometrics.observation import Pose, Quality
from app.biometrics.quality import KIOSK, STILLS, judge, light, measure
from app.biometrics.region import SIZE_PX, Patch
from app.biometrics.vision import cv2
from app.domain.capture import Cause
from tests.app.biometrics import hands
from tests.app.biometrics.creases import again, palm

GOOD_POSE = Pose(
    side_px=160,
    share=0.33,
    centre=(0.5, 0.5),
    roll_deg=3,
    tilt_deg=20,
    spread_deg=40,
    inside=1.0,
    folded=0,
    misfit=0.05,
)
GOOD_QUALITY = Quality(
    focus=1.7, brightness=120, contrast=6, glare=0, dark=0, alike=1.0, redness=15, yellowness=12, motion=0.01
)


def skin(sigma: float = 1.0) -> npt.NDArray[np.float32]:
    """(128, 128, 3): skin-coloured, with texture as fine as `sigma` pixels and as strong as a palm's."""
    noise = np.random.default_rng(1).normal(size=(SIZE_PX, SIZE_PX)).astype(np.float32)
    texture = cv2.GaussianBlur(noise, (0, 0), sigma) + 4 * cv2.GaussianBlur(noise, (0, 0), 4.0)
    texture *= 6 / texture.std()
    return np.asarray(np.array((120, 140, 190), np.float32) + texture[..., None], np.float32)


def patch(colour: npt.NDArray[np.float32], inside: npt.NDArray[np.bool_] | None = None) -> Patch:
    pixels = np.clip(np.round(colour), 0, 255).astype(np.uint8)
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    return Patch(pixels, grey, np.ones((SIZE_PX, SIZE_PX), bool) if inside is None else inside)


def test_a_good_palm_has_nothing_to_correct() -> None:
    assert judge(hands.hand(), GOOD_POSE, GOOD_QUALITY, KIOSK) == frozenset()


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"side_px": 60.0}, Cause.TOO_FAR),
        ({"share": 0.1}, Cause.TOO_FAR),
        ({"share": 1.1}, Cause.TOO_CLOSE),
        ({"inside": 0.7}, Cause.CUT_BY_FRAME),
        ({"spread_deg": -2.0}, Cause.FINGERS_CLOSED),
        ({"folded": 3}, Cause.FINGERS_CLOSED),
        ({"tilt_deg": 55.0}, Cause.TILTED),
        ({"misfit": 0.2}, Cause.TILTED),
    ],
)
def test_each_fault_of_the_pose_is_named(change: dict[str, float], cause: Cause) -> None:
    assert judge(hands.hand(), replace(GOOD_POSE, **change), GOOD_QUALITY, KIOSK) == {cause}  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"motion": 0.2}, Cause.MOVING),
        ({"brightness": 10.0}, Cause.TOO_DARK),
        ({"dark": 0.6}, Cause.TOO_DARK),
        ({"brightness": 240.0}, Cause.TOO_BRIGHT),
        ({"glare": 0.3}, Cause.GLARE),
        ({"alike": 0.5}, Cause.COVERED),
        ({"focus": 1.05}, Cause.BLURRED),
        ({"contrast": 0.2}, Cause.BLURRED),
        ({"contrast": 40.0}, Cause.NOT_A_HAND),
        ({"redness": -20.0}, Cause.NOT_A_HAND),
        ({"yellowness": -40.0}, Cause.NOT_A_HAND),
        ({"lines": 0.8}, Cause.NOT_A_HAND),
    ],
)
def test_each_fault_of_the_picture_is_named(change: dict[str, float], cause: Cause) -> None:
    assert judge(hands.hand(), GOOD_POSE, replace(GOOD_QUALITY, **change), KIOSK) == {cause}


def test_unknown_motion_is_no_motion() -> None:
    assert judge(hands.hand(), GOOD_POSE, replace(GOOD_QUALITY, motion=None), KIOSK) == frozenset()


def test_what_the_second_look_does_not_confirm_is_not_a_hand() -> None:
    assert judge(hands.hand(drift=float("inf")), GOOD_POSE, GOOD_QUALITY, STILLS) == {Cause.NOT_A_HAND}


def test_an_unsteady_hand_is_told_what_to_correct_when_that_is_known() -> None:
    dark = replace(GOOD_QUALITY, brightness=10.0)
    assert judge(hands.hand(drift=float("inf")), GOOD_POSE, dark, KIOSK) == {Cause.TOO_DARK}
    edge_on = replace(GOOD_POSE, tilt_deg=40.0)
    assert judge(hands.hand(drift=0.5), edge_on, GOOD_QUALITY, KIOSK) == {Cause.TILTED}
    filling = replace(GOOD_POSE, share=0.6)
    assert judge(hands.hand(drift=0.5), filling, GOOD_QUALITY, KIOSK) == {Cause.TOO_CLOSE}


def test_no_limit_for_stills_is_stricter_than_at_the_terminal() -> None:
    """What passes the terminal passes the benchmark."""
    for limit in fields(KIOSK):
        terminal, stills = getattr(KIOSK, limit.name), getattr(STILLS, limit.name)
        assert stills <= terminal if "_min" in limit.name else stills >= terminal, limit.name


@pytest.mark.parametrize(
    "change",
    [
        {"side_px": 70.0}, {"share": 0.05}, {"share": 1.5}, {"inside": 0.65}, {"spread_deg": -15.0}, {"tilt_deg": 54.0},
    ],
)  # fmt: skip
def test_stills_are_taken_however_a_person_could_have_done_better(change: dict[str, float]) -> None:
    pose = replace(GOOD_POSE, **change)  # type: ignore[arg-type]  # fields by name
    assert judge(hands.hand(), pose, GOOD_QUALITY, KIOSK)
    assert not judge(hands.hand(), pose, GOOD_QUALITY, STILLS)


@pytest.mark.parametrize("seed", range(6))
def test_dark_creases_are_told_from_the_light_ones_of_a_print(seed: int) -> None:
    creased = palm(seed)
    for region, limits in ((creased, KIOSK), (again(creased, seed), STILLS)):
        skin_like, print_like = (
            measure(patch(np.repeat(grey.astype(np.float32)[..., None], 3, axis=2)), None)
            for grey in (region, 255 - region)
        )
        assert skin_like.lines > 1.0 > limits.lines_min > print_like.lines
        assert judge(hands.hand(), GOOD_POSE, replace(GOOD_QUALITY, lines=print_like.lines), limits) == {
            Cause.NOT_A_HAND
        }


def test_blur_lowers_the_focus_however_it_lies() -> None:
    sharp = measure(patch(skin()), None).focus
    smear = np.zeros((17, 17), np.float32)
    smear[8] = 1 / 17
    assert sharp > KIOSK.focus_min
    for kernel in (smear, smear.T, np.eye(17, dtype=np.float32) / 17):
        smeared = np.asarray(cv2.filter2D(skin(), -1, kernel), np.float32)
        assert measure(patch(smeared), None).focus < 0.8 * sharp
    soft = np.asarray(cv2.GaussianBlur(skin(), (0, 0), 5.0), np.float32)
    assert measure(patch(soft), None).focus < KIOSK.focus_min


def test_a_cover_in_another_colour_lowers_what_is_alike() -> None:
    covered = skin()
    covered[:, :45] = (225, 230, 235)
    assert measure(patch(skin()), None).alike > 0.99
    assert measure(patch(covered), None).alike < KIOSK.alike_min


@pytest.mark.parametrize("tone", [0.25, 0.5, 1.0, 1.3])
def test_every_tone_of_skin_is_alike_and_sharp(tone: float) -> None:
    measured = measure(patch(skin() * tone), None)
    assert judge(hands.hand(), GOOD_POSE, measured, KIOSK) == frozenset()


def test_a_silhouette_has_no_skin() -> None:
    measured = measure(patch(np.full((SIZE_PX, SIZE_PX, 3), 255, np.float32)), None)
    assert Cause.GLARE in judge(hands.hand(), GOOD_POSE, measured, STILLS)


def test_an_inked_print_is_not_a_hand() -> None:
    noise = cv2.GaussianBlur(np.random.default_rng(3).normal(size=(SIZE_PX, SIZE_PX)).astype(np.float32), (0, 0), 1.5)
    ink = np.where(noise > 0, 235, 40).astype(np.float32)
    measured = measure(patch(np.repeat(ink[..., None], 3, axis=2)), None)
    assert Cause.NOT_A_HAND in judge(hands.hand(), GOOD_POSE, measured, STILLS)


def test_a_region_wholly_outside_is_measured_without_a_fall() -> None:
    nothing = measure(patch(skin(), np.zeros((SIZE_PX, SIZE_PX), bool)), None)
    assert np.isfinite([nothing.focus, nothing.brightness, nothing.contrast, nothing.alike]).all()


@pytest.mark.parametrize(("level", "cause"), [(3, Cause.TOO_DARK), (120, None), (254, Cause.TOO_BRIGHT)])
def test_a_frame_that_shows_nothing_says_whether_it_is_the_light(level: int, cause: Cause | None) -> None:
    assert light(np.full((480, 640, 3), level, np.uint8)) is cause


def test_a_bright_thing_in_the_dark_is_no_want_of_light() -> None:
    frame = np.zeros((480, 640, 3), np.uint8)
    frame[100:300, 200:400] = quality.BLACK_FRAME + 100
    assert light(frame) is None
