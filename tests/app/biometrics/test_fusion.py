"""Both palms decided together, and counted together."""

from dataclasses import replace

import numpy as np
import pytest

from app.biometrics.features import encode
from app.biometrics.fusion import fused, one_of_two
from app.biometrics.gallery import Gallery, Identification, Reason
from app.biometrics.profiles import BOTH_PALMS, IDENTIFY
from app.biometrics.search_fusion import both_palms, together
from app.biometrics.search_rates import Search, false_matches, false_non_matches
from app.domain.people import Hand, PersonId
from tests.app.biometrics.creases import again, palm

ANNA, BEN = PersonId("a" * 32), PersonId("b" * 32)
PROFILE = replace(BOTH_PALMS[0], threshold=0.36, each=0.38)


def seen(person: PersonId | None, distance: float, reason: Reason = Reason.NOT_RECOGNISED) -> Identification:
    return Identification(Reason.IDENTIFIED if person else reason, person, None, distance)


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (seen(ANNA, 0.30), seen(ANNA, 0.37), Reason.IDENTIFIED),
        (seen(ANNA, 0.36), seen(ANNA, 0.37), Reason.NOT_RECOGNISED),
        (seen(ANNA, 0.10), seen(None, 0.39), Reason.NOT_RECOGNISED),
        (seen(ANNA, 0.10), seen(BEN, 0.10), Reason.AMBIGUOUS),
        (seen(ANNA, 0.10), seen(None, 0.10, Reason.AMBIGUOUS), Reason.AMBIGUOUS),
        (seen(None, 0.5, Reason.NOBODY_ENROLLED), seen(None, 0.5, Reason.NOBODY_ENROLLED), Reason.NOBODY_ENROLLED),
    ],
)
def test_both_palms_must_name_one_person_and_be_near_enough_together(
    left: Identification, right: Identification, reason: Reason
) -> None:
    for found in (fused(left, right, PROFILE), fused(right, left, PROFILE)):
        assert found.reason is reason
        assert (found.person == ANNA) is (reason is Reason.IDENTIFIED)


def test_a_profile_of_one_palm_decides_no_pair() -> None:
    with pytest.raises(ValueError, match="for one palm"):
        fused(seen(ANNA, 0.1), seen(ANNA, 0.1), IDENTIFY[0])


@pytest.mark.parametrize(("right_palm", "reason"), [(4, Reason.IDENTIFIED), (40, Reason.NOT_RECOGNISED)])
def test_both_palms_of_an_enrolled_person_are_found_and_one_palm_of_somebody_else_spoils_it(
    right_palm: int, reason: Reason
) -> None:
    gallery = Gallery()
    gallery.add(ANNA, Hand.LEFT, [encode(palm(3), None)])
    gallery.add(ANNA, Hand.RIGHT, [encode(palm(4), None)])
    left = gallery.identify([encode(again(palm(3), 1), None)], one_of_two(PROFILE), Hand.LEFT)
    right = gallery.identify([encode(again(palm(right_palm), 2), None)], one_of_two(PROFILE), Hand.RIGHT)
    assert fused(left, right, PROFILE).reason is reason


def searches(left: list[float], right: list[float]) -> list[Search]:
    """Person 0 shows hands 0 and 1; enrolled are the hands 0 to 5 of three people."""
    met, everybody = np.arange(6), np.ones(6, np.bool_)
    return [Search(hand, met, np.array(row, np.float32), everybody) for hand, row in enumerate((left, right))]


PEOPLE = {hand: hand // 2 for hand in range(6)}


def test_each_palm_meets_those_of_its_side_and_the_mean_counts() -> None:
    (found,) = both_palms(searches([0.2, 0.1, 0.36, 0.1, 0.3, 0.1], [0.1, 0.3, 0.1, 0.34, 0.1, 0.45]), PEOPLE, 0.38)
    assert (found.hand, found.hands.tolist()) == (0, [0, 1, 2])
    assert found.distances.tolist() == pytest.approx([0.25, 0.35, 0.5])
    assert false_matches([found], 0.36, hands=3).errors == 1
    assert false_non_matches([found], 0.36, hands=3).errors == 0


def test_whoever_has_one_palm_is_left_out_of_searches_with_both() -> None:
    alone = {0: 0, 1: 0, 2: 1, 3: 2, 4: 3, 5: 4}
    (found,) = both_palms(searches([0.2] * 6, [0.3] * 6), alone, 0.38)
    assert found.hands.tolist() == [0]
    assert both_palms(searches([0.2] * 6, [0.3] * 6), {}, 0.38) == ()


def test_pictures_of_a_session_count_together_by_their_two_closest() -> None:
    one = Search(0, np.array([0, 0, 1]), np.array([0.2, 0.4, 0.45], np.float32), np.ones(3, np.bool_))
    two = Search(0, np.array([0, 0, 1]), np.array([0.3, 0.5, 0.43], np.float32), np.ones(3, np.bool_))
    (found,) = together([one, two])
    assert found.hands.tolist() == [0, 1]
    assert found.distances.tolist() == pytest.approx([0.25, 0.44])
