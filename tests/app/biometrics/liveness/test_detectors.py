"""Each detector alone: what raises its score, what does not, and when it says that it cannot tell."""

import numpy as np
import pytest

from app.biometrics.liveness import gloss, lattice, planes, repeats, stillness, surround
from app.biometrics.liveness.look import glance
from app.biometrics.observation import nothing_seen
from app.domain.people import Hand
from drivers.simulated import attacks
from drivers.simulated.attacks import Eye, Hold, Print, Screen
from drivers.simulated.palms import Backdrop, draw, empty
from tests.app.biometrics.liveness.looks import SHARP, hand_at, look, looks, noisy

SHARP_EYE = Eye(0.3, 0.33)


def test_a_frame_without_a_hand_gives_no_look() -> None:
    assert glance(noisy(0), nothing_seen(), 0.0) is None


def test_a_look_keeps_no_frame() -> None:
    frame = noisy(0)
    kept = look(frame)
    assert max(array.nbytes for array in (kept.thumb, kept.samples)) < frame.nbytes / 10
    assert not any(np.shares_memory(array, frame) for array in (kept.thumb, kept.samples))


@pytest.mark.parametrize(
    ("order", "alarm"),
    [
        (range(6), False),
        ((0, 1, 2, 2, 3, 4), False),
        ((0, 0, 0, 0, 0, 0), True),
        ((0, 1, 2, 0, 1, 2), True),
        ((0, 1, 2, 3, 0, 1), True),
    ],
    ids=["fresh", "one stall", "one frame", "loop of three", "loop of four"],
)
def test_frames_that_come_again_are_seen_and_a_single_stall_is_not_one(order: list[int], alarm: bool) -> None:
    score = repeats.score(looks([noisy(number) for number in order]))
    assert score is not None
    assert (score > repeats.LIMIT) is alarm


@pytest.mark.parametrize("sigma", [0.7, 2.0, 5.0])
def test_noise_of_any_sensor_makes_frames_differ(sigma: float) -> None:
    assert repeats.score(looks([noisy(number, sigma=sigma) for number in range(6)])) == 0


def test_black_and_burnt_out_pixels_are_no_repeat() -> None:
    assert repeats.score(looks([noisy(number, level=0.0, sigma=0.0) for number in range(6)])) == 0


def test_a_stall_in_a_burst_too_short_to_tell_it_is_no_answer_yet() -> None:
    stalled = looks([noisy(seed) for seed in (0, 1, 1, 2, 3)])
    assert [repeats.score(stalled[:many]) for many in (3, 4)] == [None, None]
    assert repeats.score(stalled) == 1 / 4


def test_few_frames_say_nothing_about_repeats() -> None:
    assert repeats.score(looks([noisy(0)] * (repeats.LEAST - 1))) is None


def test_what_stands_still_is_stiller_than_what_sways() -> None:
    frames = [noisy(0)] * 6
    still, swaying = (stillness.score(looks(frames, way_px=way)) for way in (0.1, 3.0))
    assert still is not None
    assert swaying is not None
    assert swaying < stillness.LIMIT < still


def test_a_glimpse_says_nothing_about_stillness() -> None:
    assert stillness.score(looks([noisy(0)] * 6, rate=60)) is None


def test_a_picture_turned_in_space_leaves_nothing_over_and_a_bent_finger_does() -> None:
    flat = hand_at().landmarks
    assert flat is not None
    onto = np.array([[1.02, 0.03, 4.0], [-0.02, 0.97, 9.0], [1e-4, -5e-5, 1.0]])
    there = np.column_stack((flat.points, np.ones(21))) @ onto.T
    turned = (there[:, :2] / there[:, 2:]).astype(np.float32)
    assert planes.residual(flat.points, turned) < 0.01
    bent = turned.copy()
    bent[[7, 8]] += (0, 25)
    assert planes.residual(flat.points, bent) > 1


def test_a_hand_that_has_not_moved_shows_no_depth() -> None:
    assert planes.score(looks([noisy(0)] * 6, way_px=0.5)) is None


def test_a_coarse_screen_leaves_a_peak_that_skin_has_not() -> None:
    points = np.tile(np.array([[320.0, 300.0]], np.float32), (21, 1))
    skin = draw(3, Hand.LEFT)
    screen = attacks.replayed(draw(3, Hand.LEFT, lens=SHARP), empty(), Hold(), Screen(0.5, angle_deg=7), eye=SHARP_EYE)
    seen, clear = lattice.peak(screen, points, 130), lattice.peak(skin, points, 130)
    assert seen is not None
    assert clear is not None
    assert clear < lattice.LIMIT < seen


def test_blocks_of_jpeg_are_no_lattice() -> None:
    blocks = noisy(0, sigma=1.0).copy()
    blocks[::8] += 12
    blocks[:, ::8] += 12
    points = np.tile(np.array([[320.0, 240.0]], np.float32), (21, 1))
    peak = lattice.peak(blocks, points, 130)
    assert peak is not None
    assert peak < lattice.LIMIT


@pytest.mark.parametrize(("middle", "palm_px"), [((320.0, 240.0), 60.0), ((20.0, 240.0), 130.0)])
def test_a_small_or_cut_palm_says_nothing_about_lattices(middle: tuple[float, float], palm_px: float) -> None:
    assert lattice.peak(noisy(0), np.tile(np.array([middle], np.float32), (21, 1)), palm_px) is None


def test_a_lamp_in_glass_shines_more_than_skin() -> None:
    skin = noisy(0)[:60, :60].reshape(-1, 3)
    glass = skin.copy()
    glass[:200] = 250
    assert gloss.sheen(skin) < 0.2
    assert gloss.sheen(glass) > 0.8


def textured(seed: int) -> "np.typing.NDArray[np.uint8]":
    random = np.random.default_rng(seed)
    coarse = random.integers(40, 215, (48, 64, 3)).astype(np.uint8)
    return np.kron(coarse, np.ones((10, 10, 1), np.uint8))


@pytest.mark.parametrize("sheet", [True, False], ids=["a sheet that moves", "a hand before a room"])
def test_a_sheets_surroundings_go_with_the_hand_and_a_rooms_stay(sheet: bool) -> None:
    """The hand moves by 8 px to the right, on one sheet with what lies round it or before what stays."""
    room, way = textured(0), 8
    hand = np.zeros(room.shape[:2], bool)
    hand[60:400, 230:420] = True
    before = np.where(hand[..., None], textured(1), room)
    moved = np.roll(before, way, axis=1)
    after = moved if sheet else np.where(np.roll(hand, way, axis=1)[..., None], moved, room)
    first, second = look(before, 0.0), look(after, 0.5, hand_at((320.0 + way, 300.0)))
    share = surround.score([first, first, second])
    assert share is not None
    assert (share > surround.LIMIT) is sheet


def test_a_plain_wall_says_nothing_about_surroundings() -> None:
    assert surround.score(looks([noisy(0, sigma=0.0)] * 6, way_px=8)) is None


def test_a_print_shows_the_same_hand_in_weaker_colours() -> None:
    photo, behind = draw(3, Hand.LEFT, lens=SHARP), empty(lens=SHARP, scene=Backdrop.OFFICE)
    sheet = attacks.printed(photo, behind, Hold(), Print(0.0), eye=Eye(noise=0))
    middle = (slice(200, 400), slice(260, 380))
    assert float(np.std(sheet[middle])) < float(np.std(photo[middle]))
    assert np.array_equal(attacks.printed(photo, behind, eye=SHARP_EYE), attacks.printed(photo, behind, eye=SHARP_EYE))
    assert not np.array_equal(sheet, attacks.printed(photo, behind, Hold(), Print(0.0, bend_mm=120), eye=Eye(noise=0)))
