"""Who is named, and when nobody is."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from app.biometrics.features import encode
from app.biometrics.gallery import SURVIVING_SHARE, SURVIVORS, Gallery, Reason, best_rows
from app.biometrics.profiles import BOTH_PALMS, IDENTIFY, VERIFY, for_gallery
from app.biometrics.template import PalmCode
from app.domain.people import Hand, PersonId
from tests.app.biometrics.creases import again, palm

PROFILE = replace(VERIFY, threshold=0.35)
"""Drawn creases are not skin: the profiles' own thresholds are for palms."""


def person(number: int) -> PersonId:
    return PersonId(f"{number:032x}")


@cache
def code(seed: int, view: int | None = None) -> PalmCode:
    return encode(palm(seed) if view is None else again(palm(seed), 1000 * seed + view), None)


@pytest.fixture
def gallery() -> Gallery:
    """Twelve people, both hands, two samples each: palm 2n is person n's left, 2n + 1 the right."""
    filled = Gallery()
    for seed in range(24):
        filled.add(person(seed // 2), Hand.LEFT if seed % 2 == 0 else Hand.RIGHT, [code(seed), code(seed, 1)])
    return filled


def test_the_right_person_and_hand_are_named(gallery: Gallery) -> None:
    for seed in (0, 7, 23):
        found = gallery.identify([code(seed, 2), code(seed, 3)], PROFILE)
        assert (found.reason, found.person) == (Reason.IDENTIFIED, person(seed // 2))
        assert found.hand is (Hand.LEFT if seed % 2 == 0 else Hand.RIGHT)
        assert found.distance < PROFILE.threshold < found.runner_up


def test_a_stranger_is_nobody(gallery: Gallery) -> None:
    found = gallery.identify([code(77)], PROFILE)
    assert (found.reason, found.person) == (Reason.NOT_RECOGNISED, None)


def test_an_empty_gallery_says_so() -> None:
    assert Gallery().identify([code(1)], PROFILE).reason is Reason.NOBODY_ENROLLED


def test_a_palm_enrolled_twice_is_ambiguous_and_opens_nothing(gallery: Gallery) -> None:
    gallery.add(person(50), Hand.LEFT, [code(4, 5), code(4, 6)])
    found = gallery.identify([code(4, 2)], replace(PROFILE, threshold=0.45))
    assert found.person is None or found.runner_up - found.distance >= 0.01
    gallery.add(person(51), Hand.LEFT, [code(4), code(4, 1)])
    assert gallery.identify([code(4, 2)], PROFILE).reason is Reason.AMBIGUOUS


def test_ones_own_other_hand_is_no_rival() -> None:
    gallery = Gallery()
    gallery.add(person(1), Hand.LEFT, [code(1)])
    gallery.add(person(1), Hand.RIGHT, [code(1)])
    gallery.add(person(2), Hand.LEFT, [code(2)])
    assert gallery.identify([code(1, 2)], PROFILE).person == person(1)


def test_a_search_for_one_hand_does_not_find_the_other(gallery: Gallery) -> None:
    assert gallery.identify([code(6, 2)], PROFILE, Hand.LEFT).person == person(3)
    assert gallery.identify([code(6, 2)], PROFILE, Hand.RIGHT).person is None


def test_who_is_removed_is_found_no_more_and_the_row_serves_the_next(gallery: Gallery) -> None:
    assert gallery.remove(person(3))
    assert not gallery.remove(person(3))
    assert gallery.identify([code(6, 2)], PROFILE).person is None
    assert (gallery.templates, gallery.palms) == (44, 22)
    gallery.add(person(60), Hand.LEFT, [code(6)])
    assert gallery.identify([code(6, 2)], PROFILE).person == person(60)


def test_the_gallery_grows_without_forgetting() -> None:
    gallery = Gallery()
    for seed in range(70):
        gallery.add(person(seed), Hand.LEFT, [code(seed)])
    for seed in (0, 63, 64, 69):
        assert gallery.identify([code(seed, 2)], PROFILE).person == person(seed)


def noise(random: np.random.Generator) -> PalmCode:
    whole = np.full(32, 2**32 - 1, np.uint32)
    return PalmCode(
        random.integers(0, 2**32, (12, 32), np.uint32), random.integers(0, 2**16, (6, 16), np.uint16), whole
    )


def test_samples_that_did_not_survive_the_screen_count_in_the_end(gallery: Gallery) -> None:
    random = np.random.default_rng(3)
    gallery.add(person(70), Hand.LEFT, [code(80), noise(random)])
    for number in range(3 * SURVIVORS):
        gallery.add(person(1_000 + number), Hand.LEFT, [noise(random)])
    found = gallery.identify([code(80)], replace(PROFILE, threshold=0.45))
    assert found.person == person(70)
    assert 0.15 < found.distance < 0.25


def test_many_strangers_hide_nobody(gallery: Gallery) -> None:
    random = np.random.default_rng(4)
    for number in range(8 * SURVIVORS):
        gallery.add(person(1_000 + number), Hand.RIGHT, [noise(random)])
    for seed in (0, 7, 23):
        found = gallery.identify([code(seed, 2)], PROFILE)
        assert found.person == person(seed // 2)
        assert gallery.identify([code(seed, 2)], PROFILE, Hand.RIGHT if seed % 2 else Hand.LEFT).hand is found.hand


def test_the_best_aligned_share_survives_and_never_less_than_a_few() -> None:
    scores = np.random.default_rng(0).permutation(10_000).astype(np.int32)
    survivors = best_rows(scores)
    assert len(survivors) == int(10_000 * SURVIVING_SHARE) > SURVIVORS
    assert scores[survivors].min() == 10_000 - len(survivors)
    assert len(best_rows(scores[:200])) == SURVIVORS
    assert len(best_rows(scores[:50])) == 50


def test_identifying_without_a_probe_is_refused(gallery: Gallery) -> None:
    with pytest.raises(ValueError, match="no probe"):
        gallery.identify([], PROFILE)


def test_a_larger_gallery_asks_for_a_smaller_distance() -> None:
    for profiles in ((VERIFY, *IDENTIFY), BOTH_PALMS):
        thresholds = [profile.threshold for profile in profiles]
        assert thresholds == sorted(thresholds, reverse=True)
    assert [for_gallery(n, shown=2).palms for n in (1, 10_001, 1_000_000)] == [10_000, 100_000, 1_000_000]
    assert [for_gallery(n).palms for n in (1, 1_000, 1_001, 100_000)] == [1_000, 1_000, 10_000, 100_000]
    assert {round(profile.false_match_rate * profile.palms, 12) for profile in IDENTIFY} == {1e-6}
    with pytest.raises(ValueError, match="no profile"):
        for_gallery(100_001)
