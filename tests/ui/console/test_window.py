"""The console's window: all of it by keyboard, all of it named, in every language and both schemes."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
)

from app.config.text import languages
from app.domain.faults import Fault
from tests.ui.console.conftest import Open
from tests.ui.console.keyboard import controls, unreached
from tests.ui.kiosk.accessible import Role, find_in
from ui.console.books import Books
from ui.console.chips import TINT, Tone
from ui.console.examples import ExampleAccuracy, ExampleAudit, ExamplePeople
from ui.console.gallery import Scene, catalogue, settle, staged
from ui.console.speech import Speech
from ui.console.style import FIELD_PX, ROW_PX
from ui.console.table import Table
from ui.console.window import Look
from ui.theme.tokens import contrast, load_palette

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window

PAGES = ("accuracy", "people", "audit")


@pytest.mark.parametrize("page", PAGES)
def test_every_control_has_a_role_and_a_name(open_console: Open, books: Books, page: str) -> None:
    found = controls(open_console(books, page))
    assert len(found) >= 9
    assert [control for control in found if not control.name] == []


@pytest.mark.parametrize("page", PAGES)
def test_tab_reaches_every_control(open_console: Open, books: Books, page: str) -> None:
    assert unreached(open_console(books, page)) == []


def test_a_page_is_chosen_by_arrows_and_by_number(open_console: Open, books: Books) -> None:
    window = open_console(books, "accuracy")
    window.navigation.setFocus()
    QTest.keyClick(window.navigation, Qt.Key.Key_Down)
    assert window.page.name == "people"
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.page.name == "audit"


@pytest.mark.parametrize(("page", "field"), [("accuracy", "people"), ("people", "badge"), ("audit", "person")])
def test_a_slash_leads_to_where_one_looks_for_something(
    open_console: Open, books: Books, page: str, field: str
) -> None:
    window = open_console(books, page)
    window.navigation.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Slash)
    assert QApplication.focusWidget() is getattr(window.page, field)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("scene", catalogue(), ids=lambda scene: scene.name)
def test_no_word_is_cut_off(qapp: QApplication, scene: Scene, language: str) -> None:
    """Every label has the room that it asks for, and lies inside the window or in what scrolls."""
    with staged(scene, Look(simulated=True, language=language)) as window:
        cut = [
            label.text()
            for label in window.findChildren(QLabel)
            if label.isVisible() and label.text()
            if (not label.wordWrap() and label.width() < label.sizeHint().width())
            or label.height() < (label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height())
        ]
        assert cut == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", ["people", "audit"])
def test_no_cell_is_cut_off(open_console: Open, books: Books, page: str, language: str) -> None:
    """Not even while the panel beside the table takes its room."""
    window = open_console(books, page, Look(simulated=True, language=language))
    (table,) = window.page.findChildren(Table)
    table.view.selectRow(0)
    settle()
    (view,) = [view for view in window.page.findChildren(QAbstractItemView) if view.accessibleName()]
    model = view.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            cell: QRect = view.visualRect(index)
            assert view.sizeHintForIndex(index).width() <= cell.width(), index.data()
            assert cell.height() == ROW_PX


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_chips_word_can_be_read_on_its_ground(scheme: str) -> None:
    palette = load_palette(scheme)
    for tone in Tone:
        for under in (palette.surface, palette.raised):
            ground = "#" + "".join(
                f"{round(TINT * int(tone.colour(palette)[i : i + 2], 16) + (1 - TINT) * int(under[i : i + 2], 16)):02X}"
                for i in (1, 3, 5)
            )
            assert contrast(palette.text, ground) >= 7
            assert contrast(tone.colour(palette), ground) >= 3


def test_fields_and_buttons_are_large_enough_to_hit(open_console: Open, books: Books) -> None:
    for page in PAGES:
        window = open_console(books, page)
        small = [f for f in controls(window) if f.role not in {Role.List, Role.Table} and f.rect.height()]
        assert [found.name for found in small if found.rect.height() < FIELD_PX - 4] == []


def test_the_band_is_there_exactly_when_the_store_is_simulated(open_console: Open, books: Books) -> None:
    words = Speech("en").say("window.simulated")
    for simulated in (True, False):
        window = open_console(books, "people", Look(simulated=simulated))
        assert (words in [found.name for found in find_in(window)]) is simulated


def test_another_language_and_scheme_keep_the_page(open_console: Open, books: Books) -> None:
    window = open_console(books, "audit")
    window.change(Look(simulated=True, language="es", scheme="light"))
    settle()
    assert window.page.name == "audit"
    assert window.windowTitle() == Speech("es").say("window.title")


def test_what_was_told_stays_in_the_log(open_console: Open, books: Books) -> None:
    window = open_console(books, "audit")
    window.page.act()
    settle()
    words = Speech("en").say("audit.chain.holds")
    assert window.notices.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.notices.isVisible()
    dialog = window.notices.open_log()
    (text,) = dialog.findChildren(QPlainTextEdit)
    assert text.toPlainText().endswith(words)
    dialog.close()


@pytest.mark.parametrize("page", ["people", "audit"])
def test_a_book_that_cannot_be_read_shows_its_fault_and_can_be_tried_again(open_console: Open, page: str) -> None:
    people, audit = ExamplePeople(fault=Fault.STORE_UNREADABLE), ExampleAudit(fault=Fault.STORE_UNREADABLE)
    window = open_console(Books(people, audit, ExampleAccuracy()), page)
    assert any(Fault.STORE_UNREADABLE.row.code in found.name for found in find_in(window))
    people.fault = audit.fault = None
    (retry,) = [b for b in window.page.findChildren(QPushButton) if b.text() == Speech("en").say("table.retry")]
    QTest.mouseClick(retry, Qt.MouseButton.LeftButton)
    settle()
    assert not retry.isVisible()
    assert not any(Fault.STORE_UNREADABLE.row.code in found.name for found in find_in(window))
