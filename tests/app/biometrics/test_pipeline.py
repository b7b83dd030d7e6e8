"""From a drawn person's hand to a palm, or to the reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from app.biometrics.landmarks import HandFinder
from app.biometrics.observation import Observation
from app.biometrics.pipeline import motion, observe, read
from app.biometrics.quality import KIOSK, STILLS
from app.domain.capture import Arrow, Cause
from app.domain.people import Hand
from drivers.simulated.palms import Cover, Lens, Light, Pose, Side, draw, empty
from tests.app.biometrics import hands
from tests.app.biometrics.creases import palm

PEOPLE = range(3)


@dataclass(frozen=True)
class Shown:
    pose: Pose = Pose()
    light: Light = Light()
    lens: Lens = Lens()
    cover: Cover = Cover.NONE
    tone: int | None = None
    name: str = field(default="", compare=False)

    def seen(self, finder: HandFinder, person: int = 1, hand: Hand = Hand.LEFT) -> Observation:
        pixels = draw(
            person, hand, self.pose, self.light, rng_seed=person, lens=self.lens, tone=self.tone, cover=self.cover
        )
        return observe(pixels, finder)


@pytest.mark.requirement("ENT-002")
@pytest.mark.parametrize("hand", list(Hand))
@pytest.mark.parametrize("person", PEOPLE)
def test_a_palm_held_well_is_taken(finder: HandFinder, person: int, hand: Hand) -> None:
    seen = Shown().seen(finder, person, hand)
    assert seen.causes == frozenset()
    assert seen.hand is hand
    assert seen.palm is not None


@pytest.mark.parametrize("tone", [1, 4, 7, 10])
def test_dark_and_bright_skin_are_taken_alike(finder: HandFinder, tone: int) -> None:
    assert Shown(tone=tone).seen(finder).palm is not None


@pytest.mark.parametrize("roll_deg", [-120.0, -45.0, 45.0, 180.0])
def test_a_palm_is_taken_from_any_side(finder: HandFinder, roll_deg: float) -> None:
    assert Shown(Pose(roll_deg=roll_deg)).seen(finder).palm is not None


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(Shown(Pose(distance_mm=700)), {Cause.TOO_FAR}, id="far"),
        pytest.param(Shown(Pose(tilt_deg=65)), {Cause.TILTED, Cause.BACK_OF_HAND}, id="tilted"),
        pytest.param(Shown(Pose(y=0.32)), {Cause.CUT_BY_FRAME}, id="cut"),
        pytest.param(Shown(Pose(spread=0.0)), {Cause.FINGERS_CLOSED}, id="closed"),
        pytest.param(Shown(Pose(side=Side.BACK)), {Cause.BACK_OF_HAND}, id="back"),
        pytest.param(Shown(light=Light(brightness=0.08)), {Cause.TOO_DARK}, id="dark"),
        pytest.param(Shown(lens=Lens(blur_px=6)), {Cause.BLURRED}, id="blurred"),
        pytest.param(Shown(cover=Cover.BANDAGE), {Cause.COVERED}, id="bandage"),
    ],
)
def test_what_is_wrong_is_named_first_and_no_palm_is_given(
    finder: HandFinder, shown: Shown, expected: set[Cause]
) -> None:
    for person in PEOPLE:
        seen = shown.seen(finder, person)
        assert seen.palm is None
        assert seen.cause in expected, (person, seen.causes)


def test_an_empty_scene_shows_no_hand(finder: HandFinder) -> None:
    assert observe(empty(), finder).causes == {Cause.NO_HAND}


def test_a_capped_lens_is_too_dark(finder: HandFinder) -> None:
    assert observe(np.zeros((480, 640, 3), np.uint8), finder).cause is Cause.TOO_DARK


def test_the_other_hand_than_asked_for_is_refused(finder: HandFinder) -> None:
    assert observe(draw(1, Hand.RIGHT), finder, want=Hand.LEFT).causes == {Cause.WRONG_HAND}
    assert observe(draw(1, Hand.RIGHT), finder, want=Hand.RIGHT).palm is not None


def test_two_hands_are_one_too_many(finder: HandFinder) -> None:
    both = np.hstack((draw(1, Hand.LEFT), draw(1, Hand.RIGHT)))
    assert observe(both, finder).cause is Cause.TWO_HANDS


def test_the_same_frame_gives_the_same_palm(finder: HandFinder) -> None:
    first, second = (observe(draw(2, Hand.LEFT), finder).palm for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.same_as(second)


def test_a_hand_that_has_moved_since_the_frame_before_is_moving(finder: HandFinder) -> None:
    before = observe(draw(1, Hand.LEFT), finder)
    assert observe(draw(1, Hand.LEFT, Pose(x=0.06)), finder, previous=before).causes == {Cause.MOVING}
    assert observe(draw(1, Hand.LEFT, Pose(x=0.002)), finder, previous=before).palm is not None


def test_after_a_frame_without_a_hand_motion_is_not_known() -> None:
    assert motion(hands.hand(), Observation(frozenset({Cause.NO_HAND}))) is None


def test_motion_is_counted_in_palm_widths() -> None:
    before = Observation(frozenset(), landmarks=hands.hand(hands.points(100, (200, 200))))
    assert motion(hands.hand(hands.points(100, (210, 200))), before) == pytest.approx(0.1, abs=1e-3)


def skin(height: int = 480, width: int = 640) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    noise = np.random.default_rng(1).normal(0, 12, (height, width, 1))
    return np.clip(np.array((120, 140, 190)) + noise, 0, 255).astype(np.uint8)


def test_a_bystanders_small_hand_does_not_count() -> None:
    near, far = hands.hand(hands.points(120)), hands.hand(hands.points(40, (500, 100)))
    assert Cause.TWO_HANDS not in read(skin(), (near, far)).causes
    assert Cause.TWO_HANDS in read(skin(), (near, hands.hand(hands.points(90, (450, 200))))).causes


def test_what_was_not_seen_twice_is_no_second_hand() -> None:
    ghost = hands.hand(hands.points(110, (450, 200)), drift=float("inf"))
    assert Cause.TWO_HANDS not in read(skin(), (hands.hand(), ghost)).causes


def test_a_hand_whose_side_is_unsure_counts_as_its_back() -> None:
    unsure = replace(hands.hand(), handedness=0.55)
    assert Cause.BACK_OF_HAND in read(skin(), (unsure,), want=Hand.RIGHT, limits=STILLS).causes
    assert read(skin(), (unsure,)).palm is None


def test_a_back_with_light_wrinkles_is_told_as_a_back_and_a_palm_with_light_lines_as_no_hand() -> None:
    light_lines = np.repeat(np.tile(255 - palm(3), (4, 5))[..., None], 3, axis=2)
    assert read(light_lines, (hands.hand(side=Hand.RIGHT),)).cause is Cause.BACK_OF_HAND
    assert read(light_lines, (hands.hand(side=Hand.LEFT),)).cause is Cause.NOT_A_HAND


def test_every_refusal_points_the_way_of_its_first_cause() -> None:
    far = read(skin(), (hands.hand(hands.points(40)),), limits=KIOSK)
    assert (far.cause, far.arrow) == (Cause.TOO_FAR, Arrow.NEARER)


def kinds(seen: Sequence[Observation]) -> set[tuple[bool, bool]]:
    return {(one.palm is None, bool(one.causes)) for one in seen}


def test_there_is_a_palm_exactly_when_there_is_no_cause(finder: HandFinder) -> None:
    shown = [Shown(Pose(distance_mm=mm)) for mm in (130, 200, 300, 420, 600, 1200)]
    assert kinds([one.seen(finder) for one in shown]) == {(True, True), (False, False)}
