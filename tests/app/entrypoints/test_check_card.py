"""A card that breaks a promise, has another form, or is of another recognition is told of, and no other."""

import argparse
import json
from pathlib import Path

import pytest

from app.biometrics.profiles import PROFILES
from app.entrypoints import check_card
from app.entrypoints.check_card import MANUAL, broken, misshapen, outdated, read, told
from app.entrypoints.provenance import RECOGNITION, source_sha256
from app.services.card_rates import CardRates, parse_card

PAGE = "# Card\n\n| figure | value |\n| --- | --- |\n| a | 1 |\n\n## Data\n\n| hands | pictures |\n| --- | --- |\n"
NOW = source_sha256(sorted(RECOGNITION.rglob("*.py")))


def card(errors: int, low: float) -> str:
    match = {"errors": errors, "comparisons": 1_000, "rate": errors / 1_000 or None, "low": low, "high": 1.0}
    rows = [
        {
            "name": profile.name,
            "threshold": profile.threshold,
            "false_match": match | {"ground": "measured" if errors else "not shown by this data"},
            "false_non_match": match | {"ground": "measured" if errors else "not shown by this data"},
        }
        for profile in PROFILES
    ]
    return json.dumps({"data": "Invented.", "profiles": rows})


def rates(errors: int, low: float) -> CardRates:
    return parse_card(card(errors, low))


def made_with(digest: str) -> str:
    return f"| recognition's source, SHA-256 | {digest} |\n"


def test_a_promise_is_broken_only_when_chance_is_ruled_out() -> None:
    names = [profile.name for profile in PROFILES]
    assert [line.split()[1] for line in broken(rates(9, 0.005))] == [name.split()[0] for name in names]
    assert list(broken(rates(9, 0.0))) == []
    assert list(broken(rates(0, 0.0))) == []


def test_every_profile_is_told_with_its_aim() -> None:
    lines = list(told(rates(9, 0.005)))
    assert len(lines) == len(PROFILES)
    assert lines[0].startswith("1:1: aimed at 1e-05, 9 of 1,000 comparisons matched")


def test_pages_of_one_form_agree_whatever_their_figures() -> None:
    assert list(misshapen(PAGE.replace("| a | 1 |", "| a | 192 |") + "| 2 | 3 |\n", PAGE)) == []


@pytest.mark.parametrize(
    ("made", "committed", "problem"),
    [
        (PAGE + "\n## New\n", PAGE, "the manual's card has no: ## New"),
        (PAGE.replace("hands |", "palms |"), PAGE, "the manual's card has no: | palms | pictures |"),
        (PAGE, PAGE + "\n## Speed\n", "the new card has no: ## Speed"),
    ],
)
def test_a_section_or_table_on_one_page_alone_is_told(made: str, committed: str, problem: str) -> None:
    assert list(misshapen(made, committed)) == [problem]


def test_a_small_card_may_lack_a_table() -> None:
    assert list(misshapen(PAGE.partition("| hands")[0], PAGE)) == []


@pytest.mark.parametrize(("page", "problems"), [(made_with(NOW), 0), (made_with("0" * 64), 1), ("no such line", 1)])
def test_a_page_of_another_recognition_is_outdated(page: str, problems: int) -> None:
    assert len(list(outdated(page))) == problems


def test_the_manuals_own_page_can_be_judged() -> None:
    """Its headings are found, and it names its recognition: else the check would pass for want of anything to see."""
    committed = read(MANUAL)
    assert "does not say" not in " ".join(outdated(committed))
    assert list(misshapen("", committed))


def test_the_command_fails_for_a_broken_promise_and_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "card.json").write_text(card(9, 0.005))
    (tmp_path / "accuracy.md").write_text(read(MANUAL))
    assert check_card.main(argparse.Namespace(folder=tmp_path)) == 1
    assert "profile 1:1 does not keep its promise" in capsys.readouterr().err
