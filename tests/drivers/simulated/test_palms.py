"""Invented palms do for a camera what real ones do: they are found, told apart and recognised again."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from app.biometrics import matching
from app.biometrics.landmarks import HandFinder
from app.biometrics.pipeline import observe
from app.domain.capture import Cause
from app.domain.people import Hand
from drivers.simulated.creases import palm_lines
from drivers.simulated.palms import Backdrop, Cover, Lens, Light, Pose, Side, draw, empty
from tests.drivers.simulated.conftest import Capture

SMALL = (120, 160)


def test_the_same_arguments_draw_the_same_picture() -> None:
    assert np.array_equal(draw(1, Hand.LEFT, size=SMALL, rng_seed=3), draw(1, Hand.LEFT, size=SMALL, rng_seed=3))


def test_another_seed_changes_the_noise_and_nothing_else() -> None:
    one, other = (draw(1, Hand.LEFT, size=SMALL, rng_seed=seed).astype(int) for seed in (1, 2))
    assert 0 < np.abs(one - other).mean() < 4


def test_a_persons_two_hands_have_lines_of_their_own() -> None:
    left, right = palm_lines(1, Hand.LEFT), palm_lines(1, Hand.RIGHT)
    assert len(left) > 150
    assert not np.allclose(left[-1].course, right[-1].course)


@pytest.mark.parametrize(
    ("hand", "side", "thumb_on_left"),
    [
        (Hand.LEFT, Side.PALM, True),
        (Hand.RIGHT, Side.PALM, False),
        (Hand.LEFT, Side.BACK, False),
        (Hand.RIGHT, Side.BACK, True),
    ],
)
def test_the_thumb_is_on_the_side_where_a_camera_sees_it(hand: Hand, side: Side, thumb_on_left: bool) -> None:
    quiet = Lens(noise=0)
    frame = draw(1, hand, Pose(side=side), lens=quiet, tone=9).astype(int)
    columns = np.nonzero(np.abs(frame - empty(lens=quiet)).sum(axis=2) > 60)[1]
    middle = frame.shape[1] / 2
    assert bool(middle - columns.min() > columns.max() - middle) is thumb_on_left


@pytest.mark.parametrize("size", [(480, 640), (640, 480), (720, 1280)])
def test_a_frame_has_the_size_that_was_asked_for(size: tuple[int, int]) -> None:
    assert draw(1, Hand.RIGHT, size=size).shape == (*size, 3)
    assert empty(size).shape == (*size, 3)


def test_no_frame_shares_memory_with_the_remembered_background() -> None:
    first = empty(SMALL, lens=Lens(blur_px=0, noise=0))
    first[:] = 0
    assert empty(SMALL, lens=Lens(blur_px=0, noise=0)).any()


def test_well_posed_palms_of_every_tone_are_found_and_usable(captures: list[Capture]) -> None:
    refused = [
        (capture.person, capture.hand.value, capture.seen.cause) for capture in captures if not capture.seen.palm
    ]
    assert refused == []


def test_every_palm_is_told_from_the_other_hand(captures: list[Capture]) -> None:
    assert [capture.seen.hand for capture in captures] == [capture.hand for capture in captures]


def test_two_captures_of_a_palm_are_nearer_than_any_two_palms(captures: list[Capture]) -> None:
    firsts = [c for c in captures[::2] if c.seen.palm]
    seconds = [c for c in captures[1::2] if c.seen.palm]
    gallery = matching.references([c.seen.palm for c in seconds if c.seen.palm])
    genuine: list[float] = []
    impostor: list[float] = []
    for first in firsts:
        assert first.seen.palm is not None
        scores = matching.distances(matching.prepare(first.seen.palm), gallery)
        for second, score in zip(seconds, scores, strict=True):
            same = (first.person, first.hand) == (second.person, second.hand)
            (genuine if same else impostor).append(float(score))
    assert max(genuine) < min(impostor) - 0.05, (max(genuine), min(impostor))


def test_the_back_of_a_hand_never_passes_for_a_palm(finder: HandFinder) -> None:
    for person in range(8):
        frame = draw(person, Hand.LEFT, Pose(side=Side.BACK), tone=person + 1, scene=list(Backdrop)[person % 3])
        seen = observe(frame, finder)
        assert seen.palm is None, person
        assert seen.cause in (Cause.BACK_OF_HAND, Cause.NOT_A_HAND, Cause.NO_HAND)


@dataclass(frozen=True)
class Spoilt:
    """A frame with one thing wrong, and the cause that says so."""

    cause: Cause
    pose: Pose = Pose()
    light: Light = Light()
    lens: Lens = Lens()
    cover: Cover = Cover.NONE


SPOILT = [
    Spoilt(Cause.TOO_FAR, pose=Pose(distance_mm=700)),
    Spoilt(Cause.CUT_BY_FRAME, pose=Pose(distance_mm=180, y=0.2)),
    Spoilt(Cause.TILTED, pose=Pose(tilt_deg=55)),
    Spoilt(Cause.TOO_BRIGHT, light=Light(brightness=1.8)),
    Spoilt(Cause.GLARE, light=Light(glare=1.0, slant=0.2, brightness=1.25)),
    Spoilt(Cause.BLURRED, lens=Lens(motion_px=45)),
    Spoilt(Cause.COVERED, cover=Cover.BANDAGE),
    Spoilt(Cause.COVERED, cover=Cover.SLEEVE),
]


@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda spoilt: f"{spoilt.cause.value}-{spoilt.cover.value}")
def test_what_is_wrong_with_a_frame_can_be_drawn(finder: HandFinder, spoilt: Spoilt) -> None:
    frame = draw(3, Hand.LEFT, spoilt.pose, spoilt.light, lens=spoilt.lens, cover=spoilt.cover, tone=3)
    seen = observe(frame, finder)
    assert seen.palm is None
    assert spoilt.cause in seen.causes


def test_a_room_without_light_gives_no_palm(finder: HandFinder) -> None:
    assert observe(draw(3, Hand.LEFT, light=Light(brightness=0.08)), finder).palm is None


def test_a_waving_hand_moves_and_a_held_one_does_not(finder: HandFinder) -> None:
    still = observe(draw(3, Hand.LEFT), finder)
    assert observe(draw(3, Hand.LEFT, Pose(x=0.004)), finder, previous=still).palm is not None
    waving = observe(draw(3, Hand.LEFT, replace(Pose(), x=0.06)), finder, previous=still)
    assert Cause.MOVING in waving.causes


def test_nobody_before_the_camera_is_no_hand(finder: HandFinder) -> None:
    for scene in Backdrop:
        assert observe(empty(scene=scene), finder).cause is Cause.NO_HAND
