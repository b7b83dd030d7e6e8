"""The Accuracy page's book says what `thenar odds` says, and what a card measured."""

import json
from pathlib import Path

import pytest

from app.biometrics import odds
from app.biometrics.calibration import TAIL
from app.biometrics.odds import Site, modelled
from app.biometrics.profiles import IDENTIFY, PROFILES
from app.domain.faults import Fault, FaultError
from app.domain.outlook import Basis, Question
from app.ports.records import Enrolled
from app.services.card_rates import CardRates, parse_card
from app.services.outlook import HEAD_COUNTS, AccuracyDesk


def row(name: str, threshold: float, errors: int) -> dict[str, object]:
    rate = {"rate": errors / 1_000, "low": 0.5 * errors / 1_000, "high": 2 * errors / 1_000, "ground": "measured"}
    return {
        "name": name,
        "threshold": threshold,
        "false_match": rate | {"errors": errors, "comparisons": 1_000},
        "false_non_match": rate,
    }


def card(errors: int = 0) -> str:
    return json.dumps({"data": "Ten invented hands.", "profiles": [row(p.name, p.threshold, errors) for p in PROFILES]})


def read(path: Path) -> CardRates:
    return parse_card(path.read_text("utf-8"))


@pytest.fixture
def desk() -> AccuracyDesk:
    return AccuracyDesk(lambda: Enrolled(3, 6), read)


@pytest.mark.parametrize("question", [Question(500), Question(4, 1, 7.5), Question(90, profile="1:1")])
def test_the_figures_are_those_of_the_odds(desk: AccuracyDesk, question: Question) -> None:
    site = Site(question.people, question.palms_per_person, question.strangers_a_day)
    profile = odds.chosen(question.profile, site)
    expected = odds.odds(site, profile, modelled(profile.threshold, TAIL, TAIL.pairs))
    found = desk.outlook(question).odds
    assert found is not None
    assert (found.profile, found.years.value) == (profile.name, expected.years.value)
    assert (found.years.low, found.years.high) == (expected.years.interval.low, expected.years.interval.high)
    assert found.years.basis.name == expected.years.ground.name
    assert found.again_of_1000.basis is Basis.NOT_SHOWN


def test_beyond_the_largest_profile_there_are_no_odds_and_still_a_table(desk: AccuracyDesk) -> None:
    outlook = desk.outlook(Question(IDENTIFY[-1].palms))
    assert outlook.odds is None
    assert [(each.profile, each.people) for each in outlook.table] == [
        (profile.name, people) for profile in PROFILES for people in HEAD_COUNTS
    ]


def test_a_profile_that_is_too_small_for_its_site_breaks_its_promise(desk: AccuracyDesk) -> None:
    kept = {(each.profile, each.people): each.keeps_promise for each in desk.outlook(Question(500)).table}
    assert kept[IDENTIFY[0].name, 500]
    assert not kept[IDENTIFY[0].name, 5_000]
    assert kept["1:1", 50_000]


def test_a_card_stands_beside_the_model_and_tells_who_is_asked_again(desk: AccuracyDesk, tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text(card(errors=9))
    desk.use_card(path)
    outlook = desk.outlook(Question(500))
    assert outlook.measured is not None
    assert outlook.measured.data == "Ten invented hands."
    assert outlook.odds is not None
    assert outlook.odds.again_of_1000.value == pytest.approx(9)
    assert outlook.measured.odds is not None
    assert outlook.measured.odds.years.basis is Basis.MEASURED
    assert all(check.broken and not check.held for check in outlook.measured.checks)


def test_a_card_without_an_error_breaks_nothing_and_holds_what_it_can_exclude(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text(card(errors=0))
    measured = AccuracyDesk(lambda: Enrolled(0, 0), read, read(tmp_path / "card.json")).outlook(Question(1)).measured
    assert measured is not None
    assert [check.broken for check in measured.checks] == [False] * len(PROFILES)


def test_a_card_of_other_thresholds_is_refused_and_the_last_one_stays(desk: AccuracyDesk, tmp_path: Path) -> None:
    good, other = tmp_path / "good.json", tmp_path / "other.json"
    good.write_text(card())
    other.write_text(card().replace(str(PROFILES[0].threshold), "0.1234"))
    desk.use_card(good)
    with pytest.raises(FaultError) as caught:
        desk.use_card(other)
    assert caught.value.fault is Fault.INPUT_UNREADABLE
    assert desk.outlook(Question(1)).measured is not None
