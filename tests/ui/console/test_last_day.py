"""A last day is one that the operation takes, and says whom it is for."""

import pytest
from PySide6.QtCore import QDate
from PySide6.QtTest import QTest

from app.domain.people import PersonId
from app.operations.people import END_MOST
from tests.ui.console.conftest import Open
from ui.console.books import Books
from ui.console.identity import short
from ui.console.last_day_form import LastDayForm
from ui.console.page import Room
from ui.console.speech import Speech

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window

SAY = Speech("en").say
FIRST, SECOND = PersonId("a" * 32), PersonId("b" * 32)


@pytest.fixture
def room(open_console: Open, books: Books) -> Room:
    return open_console(books, "people").page.room


def test_the_latest_day_is_the_last_one_that_the_operation_takes(room: Room) -> None:
    form = LastDayForm(room, None, [FIRST])
    form.open()
    form.day.setDate(QDate(9999, 12, 31))
    latest = form.day.date()
    assert latest == form.day.maximumDate()
    ends_at_ms = int(form.ends_at.timestamp() * 1000)
    assert 0 <= END_MOST - ends_at_ms < 25 * 3_600_000, "not a day too few, where a day may have 25 hours"
    assert Speech("en").minute(form.ends_at) in form.told.text()
    form.reject()


def test_no_day_that_is_typed_is_beyond_it(room: Room) -> None:
    form = LastDayForm(room, None, [FIRST])
    form.open()
    form.day.setSelectedSection(form.day.Section.YearSection)
    QTest.keyClicks(form.day, "99991231")
    form.day.interpretText()
    assert int(form.ends_at.timestamp() * 1000) <= END_MOST
    assert Speech("en").minute(form.ends_at) in form.told.text()
    form.reject()


def test_one_is_named_and_several_are_counted(room: Room) -> None:
    one, two = LastDayForm(room, None, [FIRST]), LastDayForm(room, None, [FIRST, SECOND])
    assert short(FIRST) in one.whom.text()
    assert two.whom.text() == SAY("last_day.several", people=2)
    one.reject()
    two.reject()
