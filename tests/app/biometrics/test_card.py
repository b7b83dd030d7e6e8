"""The card's tables from comparisons that are made up: what it says against the program, and what it will not say."""

import json
from collections import Counter

import numpy as np
import pytest

from app.biometrics import evaluation, report
from app.biometrics.card import PerformanceCard, Picture, Provenance, Stage, as_json, drawn_up
from app.biometrics.card_text import headline, milliseconds, rate, sections, share
from app.biometrics.evaluation import Comparisons, Interval, Protocol
from app.biometrics.odds import Estimate, Ground
from app.biometrics.profiles import BOTH_PALMS, VERIFY
from app.biometrics.search_rates import Search

HANDS = 40


def card(closest_stranger: float, refused: int = 0, own: float = 0.2) -> PerformanceCard:
    """Everybody against everybody, two pictures a hand; one stranger in ten at `closest_stranger`, the rest at 0.45."""
    random = np.random.default_rng(4)
    searches = []
    for hand in range(HANDS):
        near = closest_stranger + random.uniform(0, 0.0005, HANDS)
        found = np.where(random.random(HANDS) < 0.1, near, 0.45)
        found[hand] = own
        labels = ("tone1" if hand < HANDS // 2 else "tone2",)
        searches.append(Search(hand, np.arange(HANDS), found.astype(np.float32), np.ones(HANDS, np.bool_), labels))
    distances = np.array([search.distances for search in searches], np.float64)
    same = np.eye(HANDS, dtype=np.bool_)
    scores = Comparisons(
        distances[same], np.arange(HANDS), distances[~same], np.repeat(np.arange(HANDS), HANDS - 1), HANDS
    )
    pictures = [
        Picture(
            hand, session, ("tone1" if hand < HANDS // 2 else "tone2",), "glare" if hand < refused else None, hand // 2
        )
        for hand in range(HANDS)
        for session in (1, 2)
    ]
    base = report.Card(
        hands=HANDS,
        images=2 * HANDS,
        refusals=Counter({"glare": 2 * refused}) if refused else Counter(),
        hands_without_template=refused,
        protocol=Protocol.ACROSS_SESSIONS,
        scores=scores,
        summary=evaluation.summarise(scores),
        rank_one=1.0,
        ms_per_image=40.0,
        ns_per_comparison=9_000.0,
    )
    return drawn_up(base, pictures, searches, [Stage("find", 30.0, 41.0, 5)], Provenance("Numbers.", ()))


def words(of: PerformanceCard) -> str:
    return "\n".join(
        "\n".join([*section.paragraphs, *section.bullets, *(" | ".join(row) for t in section.tables for row in t.rows)])
        for section in sections(of)
    )


def test_a_profile_that_lets_strangers_pass_is_named_before_anything_else() -> None:
    first = next(iter(sections(card(closest_stranger=VERIFY.threshold - 0.001))))
    assert first.bullets[0].startswith("Shown against us: at the threshold of profile 1:1 strangers match in ")
    assert "1 in 100,000 is aimed at" in first.bullets[0]


def test_a_profile_that_keeps_strangers_out_is_not_accused() -> None:
    assert "Shown against us" not in words(card(closest_stranger=VERIFY.threshold + 0.001))


def test_both_palms_of_a_person_are_counted_against_both_of_everybody_else() -> None:
    people = HANDS // 2
    rows = [row for row in card(closest_stranger=0.3).profiles if row.profile.shown == 2]
    assert len(rows) == len(BOTH_PALMS)
    for row in rows:
        assert row.false_match.trials == people * (people - 1)
        assert row.false_match.errors == row.sessions_match.errors if row.sessions_match else False
        assert (row.false_non_match.errors, row.false_non_match.trials) == (0, people)
    assert 0 < rows[0].false_match.errors < people  # one palm in ten is near: both of one in a hundred


def test_a_rate_without_errors_is_a_bound_in_every_table() -> None:
    told = words(card(closest_stranger=0.4))
    assert "0 of 1,560: ≤ " in told
    assert "0 of 1,560: 0 %" not in told
    assert {fact.name: fact.value for fact in headline(card(0.4))}["equal error rate"].startswith("≤ ")


def test_hands_that_never_gave_a_template_are_counted_apart_from_pictures() -> None:
    told = words(card(closest_stranger=0.4, refused=4))
    assert "Hands of which no picture gave a template (FTE): 4 of 40: 10 %" in told
    assert "glare | 8 of 80: 10 %" in told


def test_each_tone_has_its_own_row() -> None:
    rows = {row.label: row for row in card(closest_stranger=0.3, refused=4).labels}
    assert (rows["tone1"].refused, rows["tone1"].pictures) == (8, 40)
    assert (rows["tone2"].refused, rows["tone2"].pictures) == (0, 40)
    assert rows["tone1"].false_match.trials == HANDS // 2 * (HANDS - 1)


def test_the_formula_is_beside_what_the_galleries_did() -> None:
    checks = card(closest_stranger=0.3).galleries
    assert [check.at_rate.palms for check in checks] == [1, 10, 20, 39]
    for check in checks:
        assert check.predicted == pytest.approx(check.at_rate.false_positive.value, rel=0.35)


def test_the_figures_are_json_that_any_program_reads() -> None:
    """No NaN and no Infinity: the rates of an empty table are null."""
    text = json.dumps(as_json(card(closest_stranger=0.3), "frames"), allow_nan=False)
    read = json.loads(text)
    assert {row["name"] for row in read["profiles"]} >= {"1:1"}
    assert read["profiles"][0]["false_match"]["ground"] == Ground.MEASURED.value
    assert read["stages_ms"]["find"] == {"median": 30.0, "p90": 41.0, "runs": 5}


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.99996, "99.996 %"),
        (0.5, "50 %"),
        (0.0312, "3.1 %"),
        (0.00042, "0.042 %"),
        (1e-8, "1e-08"),
    ],
)
def test_shares_are_shown_with_two_digits(fraction: float, shown: str) -> None:
    assert share(fraction) == shown


def test_an_estimate_without_a_value_is_a_bound_or_nothing() -> None:
    assert rate(Estimate(None, Interval(0.0, 0.03), Ground.NOT_SHOWN)) == "≤ 3 %"
    assert rate(Estimate(None, Interval(0.0, 1.0), Ground.NOT_SHOWN)) == "not shown"
    assert rate(Estimate(0.01, Interval(0.005, 0.02), Ground.MEASURED)) == "1 % (0.5 % to 2 %)"


def test_times_under_a_millisecond_are_told_in_microseconds() -> None:
    assert milliseconds(0.0123) == "12.3 us"
    assert milliseconds(41.26) == "41.3 ms"
