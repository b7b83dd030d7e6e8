"""A table with everything round it: headers to press, 44 px rows, pages, and its empty, loading and error states.

    table = Table("People", columns, speech, palette)
    table.loading()
    table.show_page(page, first=0)
    table.turned.connect(load)          # Previous or Next was pressed: the offset that is wanted

Rules it keeps: the table never sorts or counts by itself; whatever the state, keyboard focus is never lost in it.
Chosen is what is selected, and that alone: the row that the keyboard stands on may be another.
"""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.domain.faults import Fault
from app.ports.records import PAGE_ROWS, Page
from ui.console.buttons import icon_button
from ui.console.chips import CellDelegate
from ui.console.rows import Column, RowsModel
from ui.console.speech import Speech
from ui.console.state import StatePane
from ui.console.style import ROW_PX
from ui.theme.tokens import Palette

Row = TypeVar("Row")

SPINNER_AFTER_MS = 400
"""A page that comes sooner replaces the last one without a flicker in between."""


class Table(QWidget, Generic[Row]):
    turned = Signal(int)
    header_pressed = Signal(int)
    """The column whose header was pressed."""
    chosen = Signal()
    """Another choice of rows, or of none."""
    retried = Signal()

    def __init__(
        self, name: str, columns: Sequence[Column[Row]], speech: Speech, palette: Palette, *, several: bool = False
    ) -> None:
        """`several` rows of a page may be chosen at once: with Shift, Ctrl or Ctrl+A."""
        super().__init__()
        self._speech = speech
        self._first = 0
        self.model: RowsModel[Row] = RowsModel(columns)
        self.view = self._view(name, columns, palette)
        if several:
            self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.state = StatePane(palette, speech)
        self.state.retried.connect(self.retried)
        self.previous = self._turner("previous", "chevron-left", palette, -PAGE_ROWS)
        self.next = self._turner("next", "chevron-right", palette, PAGE_ROWS)
        self.counted = QLabel()
        self.counted.setProperty("role", "soft")
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SPINNER_AFTER_MS)
        self._slow.timeout.connect(self._show_loading)
        self._arrange()

    @property
    def row(self) -> Row | None:
        """The only chosen one; None where none is, or several are."""
        rows = self.chosen_rows
        return rows[0] if len(rows) == 1 else None

    @property
    def chosen_rows(self) -> tuple[Row, ...]:
        """From above."""
        places = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return tuple(self.model.rows[place] for place in places if place < len(self.model.rows))

    def choose(self, places: Iterable[int]) -> None:
        """These rows of the page and no others, whatever key is held; the keyboard goes on from the first."""
        chosen = QItemSelection()
        for place in places:
            index = self.model.index(place, 0)
            chosen.select(index, index)
        if chosen.isEmpty():
            self.view.clearSelection()
            return
        flag = QItemSelectionModel.SelectionFlag
        selection = self.view.selectionModel()
        selection.setCurrentIndex(chosen.indexes()[0], flag.NoUpdate)
        selection.select(chosen, flag.ClearAndSelect | flag.Rows)

    def loading(self) -> None:
        """A question is under way; told after a moment, not at once."""
        self.previous.setEnabled(False)
        self.next.setEnabled(False)
        self._slow.start()

    def show_page(self, page: Page[Row], first: int, empty: str) -> None:
        """`first` is the number of the page's first row, from 0; `empty` the words for no rows at all."""
        self._slow.stop()
        self._first = first
        self.model.show_rows(page.rows)
        self.previous.setEnabled(first > 0)
        self.next.setEnabled(first + len(page.rows) < page.total)
        count = self._speech.count
        last = first + len(page.rows)
        words = self._speech.say("pager.rows", first=count(first + 1), last=count(last), total=count(page.total))
        self.counted.setText(words if page.rows else self._speech.say("pager.none"))
        if page.rows:
            self._stack.setCurrentWidget(self.view)
        else:
            self.state.tell("info", empty)
            self._stack.setCurrentWidget(self.state)
        self.chosen.emit()

    def show_fault(self, fault: Fault) -> None:
        self.show_problem(self._speech.fault(fault))

    def show_problem(self, words: str) -> None:
        """Why there is nothing to show, with the way to ask again."""
        self._slow.stop()
        self.model.show_rows(())
        self.counted.setText(self._speech.say("pager.none"))
        self.state.tell("triangle-alert", words, retry=True)
        self._stack.setCurrentWidget(self.state)
        self.chosen.emit()

    def mark_sorted(self, column: int, descending: bool) -> None:
        self.model.sorted_by = (column, descending)
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.model.columns) - 1)

    def _show_loading(self) -> None:
        self.state.tell("clock", self._speech.say("table.loading"))
        self._stack.setCurrentWidget(self.state)

    def _view(self, name: str, columns: Sequence[Column[Row]], palette: Palette) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setItemDelegate(CellDelegate(palette, view))
        view.setAccessibleName(name)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_PX)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setFixedHeight(ROW_PX)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        for place, column in enumerate(columns):
            view.setColumnWidth(place, column.width_px)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.header_pressed)
        view.selectionModel().selectionChanged.connect(lambda: self.chosen.emit())
        return view

    def _turner(self, key: str, icon: str, palette: Palette, step: int) -> QPushButton:
        button = icon_button(self._speech.say(f"pager.{key}"), icon, palette.text)
        button.setEnabled(False)
        button.clicked.connect(lambda: self.turned.emit(max(0, self._first + step)))
        return button

    def _arrange(self) -> None:
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.state)
        pager = QHBoxLayout()
        pager.setSpacing(12)
        pager.addWidget(self.counted)
        pager.addStretch(1)
        pager.addWidget(self.previous)
        pager.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(self._stack, 1)
        layout.addLayout(pager)
