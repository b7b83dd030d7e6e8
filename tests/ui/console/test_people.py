"""People are found by badge, sorted by the store, and deleted only after their id was typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.faults import Fault
from app.ports.records import PAGE_ROWS, PeopleQuery
from tests.ui.console.conftest import Open
from tests.ui.console.dialogs import open_dialog
from ui.console.books import Books
from ui.console.examples import BADGE, ExampleAccuracy, ExampleAudit, ExamplePeople
from ui.console.gallery import settle
from ui.console.identity import short
from ui.console.last_day_form import LastDayForm
from ui.console.pages.audit import AuditPage
from ui.console.pages.people import ORDERS, PeoplePage
from ui.console.speech import Speech
from ui.console.window import ConsoleWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window

SAY = Speech("en").say


@pytest.fixture
def people() -> ExamplePeople:
    return ExamplePeople()


@pytest.fixture
def window(open_console: Open, people: ExamplePeople) -> ConsoleWindow:
    return open_console(Books(people, ExampleAudit(), ExampleAccuracy()), "people")


@pytest.fixture
def page(window: ConsoleWindow) -> PeoplePage:
    assert isinstance(window.page, PeoplePage)
    return window.page


def listed(page: PeoplePage) -> list[str]:
    return [row.person for row in page.table.model.rows]


def test_pages_follow_one_another_and_end(page: PeoplePage, people: ExamplePeople) -> None:
    seen = listed(page)
    assert not page.table.previous.isEnabled()
    while page.table.next.isEnabled():
        page.table.next.click()
        settle()
        seen += listed(page)
    newest = people.page(PeopleQuery(limit=1_000)).rows
    assert seen == [row.person for row in newest]
    assert SAY("pager.rows", first=101, last=137, total=137) == page.table.counted.text()
    page.table.previous.click()
    settle()
    assert listed(page) == seen[PAGE_ROWS : 2 * PAGE_ROWS]


@pytest.mark.parametrize("chosen", range(len(ORDERS)))
def test_every_order_is_the_stores_own(page: PeoplePage, people: ExamplePeople, chosen: int) -> None:
    page.table.next.click()
    settle()
    page.order.setCurrentIndex((chosen + 1) % len(ORDERS))
    page.order.setCurrentIndex(chosen)
    settle()
    order, descending = ORDERS[chosen]
    assert listed(page) == [row.person for row in people.page(PeopleQuery(order, descending)).rows]


def test_a_headers_second_press_turns_the_order_round(page: PeoplePage) -> None:
    header = page.table.view.horizontalHeader()
    for expected in ("  ↑", "  ↓"):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.viewport().rect().center() * 0.05)
        settle()
        assert page.table.model.headerData(0, Qt.Orientation.Horizontal) == SAY("people.column.person") + expected


def test_a_badge_finds_its_holder_with_the_receipt_and_esc_shows_everybody(
    page: PeoplePage, people: ExamplePeople
) -> None:
    QTest.keyClicks(page.badge, BADGE.number)
    QTest.keyClick(page.badge, Qt.Key.Key_Return)
    settle()
    holder = people.rows[0].person
    assert listed(page) == [holder]
    receipt = people.receipt(holder)
    assert receipt is not None
    assert page.panel.values["receipt.sha256"].text().replace("\n", "") == receipt.text.sha256
    for _ in range(2):  # the panel, then the filter
        QTest.keyClick(page, Qt.Key.Key_Escape)
        settle()
    assert not page.panel.isVisible()
    assert len(listed(page)) == PAGE_ROWS


@pytest.mark.parametrize(("typed", "answer"), [("1-2", "people.badge.nobody"), ("my badge", "people.badge.wrong")])
def test_a_badge_that_finds_nobody_says_why(page: PeoplePage, typed: str, answer: str) -> None:
    QTest.keyClicks(page.badge, typed)
    page.primary.click()
    settle()
    assert page.problem.text() == SAY(answer)
    assert len(listed(page)) == PAGE_ROWS


def test_arrows_choose_a_row_and_its_detail_follows(page: PeoplePage) -> None:
    page.table.view.setFocus()
    page.table.view.selectRow(0)
    QTest.keyClick(page.table.view, Qt.Key.Key_Down)
    settle()
    assert page.panel.heading.text() == SAY("person.title", person=short(page.table.model.rows[1].person))


def test_only_the_typed_id_deletes(page: PeoplePage, people: ExamplePeople) -> None:
    page.table.view.selectRow(3)
    settle()
    person = page.table.model.rows[3].person
    page.panel.delete.click()
    dialog = page.dialog
    assert dialog is not None
    for typed in ("", short(page.table.model.rows[2].person), short(person)[:-1]):
        dialog.typed.setText(typed)
        assert not dialog.delete.isEnabled()
        QTest.keyClick(dialog.typed, Qt.Key.Key_Return)
    assert people.deleted == []
    dialog.typed.setText(short(person).upper())
    dialog.delete.click()
    settle()
    assert people.deleted == [person]
    assert person not in listed(page)


def test_who_thinks_again_keeps_the_person(page: PeoplePage, people: ExamplePeople) -> None:
    page.table.view.selectRow(0)
    settle()
    page.panel.delete.click()
    assert page.dialog is not None
    page.dialog.typed.setText(short(page.table.model.rows[0].person))
    page.dialog.cancel.click()
    settle()
    assert people.deleted == []


def test_a_deletion_that_failed_says_so_and_the_person_stays_listed(
    window: ConsoleWindow, page: PeoplePage, people: ExamplePeople
) -> None:
    page.table.view.selectRow(0)
    settle()
    page.panel.delete.click()
    assert page.dialog is not None
    page.dialog.typed.setText(short(page.table.model.rows[0].person))
    people.fault = Fault.STORE_FULL
    page.dialog.delete.click()
    settle()
    assert Fault.STORE_FULL.row.code in window.notices.log[-1]
    assert people.deleted == []
    assert len(listed(page)) == PAGE_ROWS


def test_a_persons_audit_is_one_press_away(window: ConsoleWindow, page: PeoplePage) -> None:
    page.table.view.selectRow(0)
    settle()
    person = page.table.model.rows[0].person
    page.panel.audit.click()
    settle()
    assert window.page.name == "audit"
    assert isinstance(window.page, AuditPage)
    assert window.page.person.text() == person
    assert {row.entry.person for row in window.page.table.model.rows} <= {person}


def test_the_last_page_is_left_when_its_only_row_went(open_console: Open) -> None:
    people = ExamplePeople()
    people.rows = people.rows[: PAGE_ROWS + 1]
    window = open_console(Books(people, ExampleAudit(), ExampleAccuracy()), "people")
    page = window.page
    assert isinstance(page, PeoplePage)
    page.table.next.click()
    settle()
    people.delete(page.table.model.rows[0].person)
    page.load()
    settle()
    assert len(listed(page)) == PAGE_ROWS


def test_several_people_are_given_one_last_day_and_lose_it_again(
    page: PeoplePage, people: ExamplePeople, window: ConsoleWindow
) -> None:
    view = page.table.view
    view.selectRow(1)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    chosen = [row.person for row in page.table.chosen_rows]
    assert len(chosen) == 3
    assert page.panel.heading.text() == SAY("access_end.several", people=3)
    assert page.panel.delete.isHidden()
    page.panel.last_day.click()
    form = open_dialog(LastDayForm)
    ends_at = form.ends_at
    form.submit.click()
    settle()
    assert {row.person for row in people.rows if row.ends_at == ends_at} == set(chosen)
    assert SAY("access_end.set", people=3, at=Speech("en").minute(ends_at)) in window.notices.log[-1]
    view.selectAll()
    page.panel.no_end.click()
    settle()
    first_page = set(listed(page))
    assert [row for row in people.rows if row.ends_at is not None and row.person in first_page] == []


def test_one_person_without_an_end_is_offered_none_to_take_back(page: PeoplePage, people: ExamplePeople) -> None:
    for endless in (True, False):
        place = next(at for at, row in enumerate(page.table.model.rows) if (row.ends_at is None) is endless)
        page.table.choose([place])
        settle()
        assert page.panel.no_end.isHidden() is endless
        assert not page.panel.delete.isHidden()


def test_a_store_that_takes_no_last_day_says_so_in_the_form(page: PeoplePage, people: ExamplePeople) -> None:
    page.table.choose([0])
    page.panel.last_day.click()
    form = open_dialog(LastDayForm)
    people.fault = Fault.STORE_FULL
    form.submit.click()
    settle()
    assert form.isVisible()
    assert form.problem.text() == Speech("en").fault(Fault.STORE_FULL)
    form.reject()
