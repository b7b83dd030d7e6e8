"""Odds at a door against doors that are played: strangers with drawn distances, again and again."""

from math import inf

import numpy as np
import pytest

from app.biometrics import odds
from app.biometrics.calibration import Tail
from app.biometrics.evaluation import Interval
from app.biometrics.odds import UNKNOWN, Estimate, Ground, Site
from app.biometrics.odds_text import length_of, staff, strangers, told
from app.biometrics.profiles import BOTH_PALMS, FALSE_IDENTIFICATION_RATE, IDENTIFY, PROFILES, VERIFY, Profile

START, SCALE = 0.42, 0.003
"""Of drawn strangers: their distances are START less an exponential."""


def distances(random: np.random.Generator, count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(START - random.exponential(SCALE, count))


def threshold(rate: float) -> float:
    return float(START + SCALE * np.log(rate))


def test_strangers_are_let_in_as_often_as_it_says() -> None:
    """200 palms, 40 tries a day, ten years of them: the mean time between two admissions."""
    random, palms, rate, tries = np.random.default_rng(5), 200, 2e-5, 40
    days = round(10 * odds.DAYS_A_YEAR)
    admitted = sum(
        int((START - random.exponential(SCALE, (tries, palms)).max(axis=1) < threshold(rate)).sum())
        for _ in range(days)
    )
    match = Estimate(rate, Interval(rate, rate), Ground.MEASURED)
    said = odds.years_between(match, palms, tries)
    assert admitted > 300
    assert said.value == pytest.approx(10 / admitted, rel=0.15)


@pytest.mark.parametrize("palms", [1, 50, 1_000])
def test_a_search_is_wrong_as_often_as_all_its_comparisons_make_it(palms: int) -> None:
    random, rate = np.random.default_rng(palms), 1e-3
    searches = np.concatenate([random.exponential(SCALE, (200, palms)).max(axis=1) for _ in range(100)])
    measured = float((START - searches < threshold(rate)).mean())
    assert odds.false_positive_rate(rate, palms) == pytest.approx(measured, rel=0.25, abs=5e-4)


def test_many_palms_do_not_lose_the_digits_of_a_small_rate() -> None:
    assert odds.false_positive_rate(1e-18, 1_000) == pytest.approx(1e-15, rel=1e-6)


@pytest.mark.parametrize(("pairs", "rate"), [(200, 1e-4), (2_000, 1e-6), (20_000, 1e-6)])
def test_the_models_interval_holds_the_truth_in_19_of_20_sets(pairs: int, rate: float) -> None:
    random, held = np.random.default_rng(3), 0
    for _ in range(200):
        tail = Tail.fitted(distances(random, pairs), 5, "drawn", share=0.01)
        found = odds.modelled(threshold(rate), tail, pairs)
        held += found.interval.low <= rate <= found.interval.high
    assert held >= 190


def test_a_rate_below_what_the_pairs_resolve_is_called_an_extrapolation() -> None:
    tail = Tail(START, SCALE, 0.01, "drawn", pairs=10_000)
    assert odds.modelled(tail.threshold(4e-4), tail, 10_000).ground is Ground.MODEL
    assert odds.modelled(tail.threshold(2e-4), tail, 10_000).ground is Ground.EXTRAPOLATED


def test_every_shipped_threshold_is_an_extrapolation_and_says_so() -> None:
    for profile in PROFILES:
        found = odds.by_model(profile)
        assert found.ground is Ground.EXTRAPOLATED
        assert found.value == pytest.approx(profile.false_match_rate)
        assert found.interval.low < profile.false_match_rate < found.interval.high
        assert "not shown by this data" in strangers(odds.years_between(found, 1_000, 20), 20)


def test_two_errors_are_no_rate_and_none_rule_out_little() -> None:
    assert odds.measured(2, 1_000).value is None
    assert odds.measured(3, 1_000).value == pytest.approx(0.003)
    none = odds.measured(0, 1_000)
    assert (none.value, none.ground) == (None, Ground.NOT_SHOWN)
    assert none.interval.high == pytest.approx(3.7e-3, rel=0.02)


def test_without_an_admission_ever_only_the_near_end_of_the_time_is_known() -> None:
    years = odds.years_between(odds.measured(0, 1_000), 1_000, 20)
    assert years.value is None
    assert years.interval.high == inf
    assert years.interval.low == pytest.approx(1 / (odds.false_positive_rate(3.68e-3, 1_000) * 20 * 365.25), rel=0.01)
    assert strangers(years, 20).startswith("not shown by this data; it leaves open one let in every 1.2 hours")


def test_a_badge_narrows_the_search_to_its_holder() -> None:
    site = Site(people=500)
    assert odds.searched(VERIFY, site) == 2
    assert odds.searched(IDENTIFY[0], site) == 1_000


def test_both_palms_meet_people_and_not_palms() -> None:
    assert odds.searched(BOTH_PALMS[0], Site(people=500)) == 500
    with pytest.raises(ValueError, match="both palms"):
        odds.chosen(BOTH_PALMS[0].name, Site(500, palms_per_person=1))
    site = Site(people=BOTH_PALMS[0].palms // 2)
    found = odds.odds(site, BOTH_PALMS[0], odds.by_model(BOTH_PALMS[0]))
    assert found.false_positive.value == pytest.approx(FALSE_IDENTIFICATION_RATE, rel=1e-3)
    assert any("mean distance of both palms" in line for line in told(found))


@pytest.mark.parametrize("profile", [*IDENTIFY, *BOTH_PALMS], ids=lambda profile: profile.name)
def test_at_20_tries_a_day_a_stranger_is_let_in_less_than_once_in_100_years(profile: Profile) -> None:
    site = Site(profile.palms // 2)
    years = odds.odds(site, profile, odds.by_model(profile)).years.value
    assert years is not None
    assert years > 100


def test_the_profile_follows_from_the_palms_and_a_larger_site_is_warned() -> None:
    assert odds.chosen(None, Site(500)) is IDENTIFY[0]
    assert odds.chosen(None, Site(501)) is IDENTIFY[1]
    large = odds.odds(Site(501), IDENTIFY[0], UNKNOWN)
    assert any("made for 1,000 palms" in line for line in told(large))
    assert not any("made for" in line for line in told(odds.odds(Site(500), IDENTIFY[0], UNKNOWN)))


@pytest.mark.parametrize("name", ["", "1:N", "1:n up to 1,000"])
def test_a_profile_that_does_not_exist_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(ValueError, match="1:N up to 10,000"):
        odds.chosen(name, Site(500))


@pytest.mark.parametrize(("people", "palms"), [(0, 2), (-1, 1), (5, 0), (5, 3)])
def test_a_site_without_people_or_with_three_hands_is_none(people: int, palms: int) -> None:
    with pytest.raises(ValueError, match="at least one person"):
        Site(people, palms)


def test_second_tries_of_staff_are_counted_of_a_thousand_and_a_day() -> None:
    missed = odds.measured(30, 3_000)
    found = odds.odds(Site(100, entries_a_day=400), VERIFY, UNKNOWN, missed)
    assert found.again_of_1000.value == pytest.approx(10)
    assert found.again_a_day.value == pytest.approx(4)
    assert staff(found.again_of_1000).startswith("10 of 1,000 are asked to try again (95 %: 6.8 to 14; measured)")


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (20_000, "more than 10,000 years"),
        (1_369, "1,400 years"),
        (1.0, "1 year"),
        (0.5, "6 months"),
        (3 / 365.25, "3 days"),
        (2 / 365.25 / 24, "2 hours"),
        (1e-9, "hour, or oftener"),
    ],
)
def test_times_are_told_in_a_unit_that_people_use(years: float, words: str) -> None:
    assert length_of(years) == words
