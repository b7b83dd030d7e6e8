"""The page of a month's usage, and the file that is made of it."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from app.operations.usage import GetUsageStatement
from tests.ui.console.conftest import Open
from ui.console.example_plane import USED, ExamplePlane, denied
from ui.console.gallery import settle
from ui.console.pages.usage import UsagePage, month_words
from ui.console.plane import Plane
from ui.console.speech import Speech
from ui.console.usage_csv import ENCODING, statement_csv
from ui.console.window import ConsoleWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window
SAY = Speech("en").say


@pytest.fixture
def plane() -> ExamplePlane:
    return ExamplePlane()


@pytest.fixture
def page(open_console: Open, plane: ExamplePlane) -> UsagePage:
    page = open_console(Plane(plane, plane), "usage").page
    assert isinstance(page, UsagePage)
    return page


@pytest.mark.requirement("HOW-008")
def test_a_month_is_shown_by_site_and_in_all(page: UsagePage) -> None:
    figures = {name: card.figure.text() for name, card in page.cards.items()}
    assert (figures["devices"], figures["people"], figures["palms"]) == ("4", "469", "20,776")
    assert "245" in page.cards["palms"].under.text()
    assert page.table.model.rows == USED.sites
    assert page.month.currentText() == "February 2026"


def test_another_month_is_asked_for_and_is_over(page: UsagePage, plane: ExamplePlane) -> None:
    plane.answers["GetUsageStatement"] = replace(USED, month="2026-01", counted_at_in_millis=None)
    page.month.setCurrentIndex(1)
    settle()
    assert plane.requests("GetUsageStatement")[-1] == GetUsageStatement("2026-01")
    assert page.month.currentText() == "January 2026"
    assert page.counted.text() == SAY("usage.over")


@pytest.mark.requirement("HOW-008")
def test_the_file_has_every_site_once_and_the_account_in_a_row_of_its_own(page: UsagePage, tmp_path: Path) -> None:
    page.save_to(tmp_path / "usage.csv")
    with (tmp_path / "usage.csv").open(encoding=ENCODING, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["site_name"] for row in rows[:-1]] == [site.site_name for site in USED.sites]
    assert sum(int(row["granted"] or 0) for row in rows) == 20_776
    assert (rows[-1]["site_id"], rows[-1]["storage_bytes"], rows[-1]["keys"]) == ("", "48234496", "472")


def test_a_file_that_cannot_be_written_is_told(page: UsagePage, tmp_path: Path) -> None:
    page.save_to(tmp_path / "nowhere" / "usage.csv")
    window = page.window()
    assert isinstance(window, ConsoleWindow)
    assert SAY("usage.unsaved", file="usage.csv") in window.notices.log[-1]


def test_where_it_is_refused_nothing_stays_of_what_was_shown(page: UsagePage, plane: ExamplePlane) -> None:
    plane.refusals["GetUsageStatement"] = denied("one:GetUsageStatement")
    page.load()
    settle()
    assert (page.statement, page.figures.isVisible(), page.primary.isEnabled()) == (None, False, False)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_sites_name_is_a_formula(name: str) -> None:
    site = replace(USED.sites[0], site_name=name)
    assert f"'{name}" in statement_csv(replace(USED, sites=(site,)))


@pytest.mark.parametrize(("language", "words"), [("en", "November 2026"), ("es", "Noviembre 2026")])
def test_a_month_is_told_in_the_readers_language(language: str, words: str) -> None:
    assert month_words(Speech(language), "2026-11") == words
