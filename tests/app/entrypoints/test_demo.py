"""The demo's own parts: its report shows words as words, and its visitor presses only buttons that are there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.biometrics.card import Fact
from app.biometrics.observation import nothing_seen
from app.biometrics.profiles import PROFILES
from app.entrypoints.assembly import memory
from app.entrypoints.demo.exhibits import Card, Exhibits, Sheet, of_manual, told
from app.entrypoints.demo.main import SIMULATED
from app.entrypoints.demo.report import page
from app.entrypoints.demo.stage import Stage, Unexpected
from app.entrypoints.demo.story import Played, Scene, expect
from app.flows.events import Choice
from app.flows.view import View
from drivers.simulated.world import World
from tests.app.entrypoints.test_check_card import rates
from ui.kiosk.window import Options


def played(words: str, *, passed: bool) -> Played:
    return Played(Scene("scene", words, lambda stage: ""), words, passed, 1.25, f"{words}.png")


HOSTILE = '"><script>alert(1)</script>&'


def exhibits(words: str = "plain") -> Exhibits:
    """Every text of the exhibits says `words`."""
    card = Card((Fact(words, words),), (words,), "<svg></svg>")
    sheet = Sheet(Path(f"{words}/sheet.png"), words)
    return Exhibits((sheet,), card, card, (words,), (words,), (Path(f"{words}.png"),))


def test_the_report_shows_words_as_words() -> None:
    shown = page([played(HOSTILE, passed=True)], exhibits(HOSTILE), [Path(f"screens/{HOSTILE}/en.png")])
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;alert(1)") >= 16


def test_the_report_counts_what_failed() -> None:
    good, bad = played("good", passed=True), played("bad", passed=False)
    assert "1 of 2 scenes failed" in page([good, bad], exhibits(), [])
    assert "failed." not in page([good, good], exhibits(), [])


def test_the_manuals_card_brings_its_figures_and_what_it_says_against_itself() -> None:
    head = "# Accuracy\n\n| figure | value (95 %) |\n| --- | --- |\n| rank 1 | 100 % |\n\n## What is proven\n\n"
    card = of_manual(
        head + "- Shown against us: strangers match.\n- Shown: something.\n\n| rows | below |\n| --- | --- |\n"
    )
    assert card.facts == (Fact("rank 1", "100 %"),)
    assert card.remarks[0] == "Shown against us: strangers match."
    assert card.det.startswith("<svg")


def test_the_odds_are_told_for_every_site_and_every_profile_is_checked() -> None:
    odds, checks = told(rates(errors=0, low=0.0))
    assert [line.split(" people")[0] for line in odds] == ["50", "500", "5,000"]
    assert all("Strangers: one is let in every" in line and "Staff: " in line for line in odds)
    assert [line.partition(":  ")[0].split(": 1 in")[0] for line in checks] == [profile.name for profile in PROFILES]


def test_an_outcome_that_is_not_as_expected_fails_its_scene() -> None:
    expect(True, "never said")
    with pytest.raises(Unexpected, match="the door stayed shut"):
        expect(False, "the door stayed shut")


@pytest.fixture
def stage(tmp_path: Path, qapp: QGuiApplication) -> Iterator[Stage]:
    world = World()
    with memory(replace(SIMULATED, data=tmp_path), world.clock) as remembered:
        yield Stage(world, lambda *_: nothing_seen(None), remembered, Options(simulated=True))


def test_a_button_that_is_not_there_is_not_pressed(stage: Stage) -> None:
    stage.seen = [View("consent", primary=Choice.AGREE, secondary=(Choice.DECLINE,))]
    with pytest.raises(Unexpected, match="no button skip_hand on consent"):
        stage.tap(Choice.SKIP_HAND)


def test_without_a_window_there_is_no_picture(stage: Stage) -> None:
    with pytest.raises(Unexpected):
        stage.picture()
