"""The Accuracy page answers as it is asked, warns of a broken promise, and tells models from measures."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.faults import Fault
from app.domain.outlook import MOST_PEOPLE, Outlook, Question
from tests.ui.console.conftest import Open
from ui.console.books import Books
from ui.console.examples import PEOPLE, ExampleAccuracy, ExampleAudit, ExamplePeople
from ui.console.gallery import settle
from ui.console.odds_words import OddsWords
from ui.console.pages.accuracy import EXAMPLE_PEOPLE, AccuracyPage
from ui.console.speech import Speech
from ui.console.window import ConsoleWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window

SPEECH = Speech("en")
WORDS = OddsWords(SPEECH)


def console(open_console: Open, book: ExampleAccuracy) -> ConsoleWindow:
    return open_console(Books(ExamplePeople(), ExampleAudit(), book), "accuracy")


def page_of(window: ConsoleWindow) -> AccuracyPage:
    page = window.pages[0]
    assert isinstance(page, AccuracyPage)
    return page


def test_it_starts_with_the_terminals_own_gallery_and_asks_no_second_time(open_console: Open) -> None:
    window = console(open_console, ExampleAccuracy())
    page = page_of(window)
    assert page.question() == Question(PEOPLE)
    page.people.setValue(900)
    page.load()
    settle()
    assert page.question().people == 900


def test_an_empty_terminal_starts_with_an_example(open_console: Open) -> None:
    page = page_of(console(open_console, ExampleAccuracy(people=0)))
    assert page.question().people == EXAMPLE_PEOPLE


def test_the_figures_follow_what_is_typed(open_console: Open) -> None:
    book = ExampleAccuracy()
    page = page_of(console(open_console, book))
    page.people.setFocus()
    page.people.selectAll()
    QTest.keyClicks(page.people, "450")
    QTest.keyClick(page.people, Qt.Key.Key_Return)
    page.tries.setValue(7)
    page.palms.setCurrentIndex(1)
    settle()
    asked = Question(450, 1, 7.0)
    assert page.question() == asked
    odds = book.outlook(asked).odds
    assert odds is not None
    assert page.strangers.figure.accessibleName() == WORDS.strangers(odds, 7)
    assert page.strangers.figure.text() == WORDS.every(odds.years)


def test_a_profile_beyond_its_gallery_is_warned_of_and_one_within_is_not(open_console: Open) -> None:
    page = page_of(console(open_console, ExampleAccuracy()))
    assert not page.warning.isVisible()
    page.profile.setCurrentIndex(2)
    page.people.setValue(4_000)
    settle()
    assert page.warning.isVisible()
    assert "1,000 palms" in page.warning.words.text()
    page.profile.setCurrentIndex(0)
    settle()
    assert not page.warning.isVisible()


def test_more_palms_than_any_profile_bears_give_no_figure(open_console: Open) -> None:
    class Small(ExampleAccuracy):
        """Whose largest profile ends below the field's most."""

        def outlook(self, question: Question) -> Outlook:
            return super().outlook(Question(question.people * 10, 2, question.strangers_a_day, question.profile))

    page = page_of(console(open_console, Small()))
    page.people.setValue(MOST_PEOPLE)
    settle()
    assert page.warning.isVisible()
    assert not page.strangers.isVisible()


def test_a_chosen_profile_stays_chosen_when_others_come_and_go(open_console: Open) -> None:
    page = page_of(console(open_console, ExampleAccuracy()))
    page.profile.setCurrentIndex(2)
    settle()
    kept = page.profile.currentText()
    page._offer(["another", kept])
    assert (page.profile.count(), page.profile.currentText()) == (3, kept)
    page._offer(["another"])
    assert page.question().profile is None


def test_without_a_card_nothing_is_called_measured(open_console: Open) -> None:
    page = page_of(console(open_console, ExampleAccuracy()))
    assert page.staff.figure.text() == SPEECH.say("accuracy.again.unknown")
    assert not page.ground.table.isVisible()
    assert SPEECH.say("accuracy.card.none") in page.ground.words.text()


def test_a_card_brings_staff_and_checks_and_a_fault_keeps_what_was(open_console: Open, tmp_path: Path) -> None:
    book = ExampleAccuracy()
    window = console(open_console, book)
    page = page_of(window)
    book.fault = Fault.INPUT_UNREADABLE
    page.use_card(tmp_path / "none.json")
    settle()
    assert Fault.INPUT_UNREADABLE.row.code in window.notices.log[-1]
    book.fault = None
    page.use_card(tmp_path / "card.json")
    settle()
    assert page.staff.figure.text() == "4.2 of 1,000"
    assert page.ground.table.isVisible()
    assert [row.profile for row in page.ground.checks.rows] == [
        "1:1",
        *(f"1:N up to {n}" for n in ("1,000", "10,000", "100,000")),
    ]
    assert page.strangers.beside.text().startswith("The card's own images")


def test_the_chart_tells_its_lines_to_who_cannot_see_them(open_console: Open) -> None:
    page = page_of(console(open_console, ExampleAccuracy()))
    assert page.chart.accessibleDescription().startswith("1:1: 14 years at 1, 14 years at 50,000 enrolled people")
