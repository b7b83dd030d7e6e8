"""A page of things that the control plane keeps: a table that is searched, what is known of the chosen one beside it.

A subclass says what is listed and how a row is shown; it fills `panel` in `show_row`. What the panel shows is what its
deeds are done to: the table's chosen rows. Where none is chosen there is no panel.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from app.domain.faults import Fault
from app.operations.backend import Backend
from app.operations.operation import Operation
from app.operations.refusals import Refusal
from app.ports.records import PAGE_ROWS
from app.ports.records import Page as Part
from ui.console.asking import Asker
from ui.console.calls import SESSION_OVER, Calls
from ui.console.chips import Tone
from ui.console.choice import named
from ui.console.facts_panel import Deed, FactsPanel
from ui.console.gathering import gathered
from ui.console.page import Page, Room
from ui.console.rows import Column
from ui.console.table import Table

Row = TypeVar("Row")


class ResourcePage(Page, Generic[Row]):
    primary_icon = "plus"
    several = False
    """Whether more than one row may be chosen at once; then `show_several` fills the panel for them."""

    def __init__(self, room: Room, backend: Backend) -> None:
        super().__init__(room)
        self.backend = backend
        self.details, self.deeds = Calls(room, backend, self), Calls(room, backend, self)
        self._asker = Asker(room.submit, self)
        self.rows: tuple[Row, ...] = ()
        self._first = 0
        self.subject: str | None = None
        """What another page leads to, until the rows are there that may hold it."""
        say = room.speech.say
        self.sought = QLineEdit()
        self.sought.setPlaceholderText(say(f"{self.name}.search.hint"))
        self.sought.textChanged.connect(lambda: self._turn(0))
        self.table: Table[Row] = Table(
            say(f"{self.name}.title"), self.columns(), room.speech, room.palette, several=self.several
        )
        self.table.turned.connect(self._turn)
        self.table.chosen.connect(self._choose)
        self.table.retried.connect(self.load)
        self.panel = FactsPanel(room, f"{self.name}.panel", self.offers())
        self.panel.hide()
        self.filters = QHBoxLayout()
        self.filters.setSpacing(16)
        self.filters.addWidget(named(say("search.name"), self.sought, say(f"{self.name}.search.hint")), 1)
        split = QHBoxLayout()
        split.setSpacing(16)
        split.addWidget(self.table, 1)
        split.addWidget(self.panel)
        self.body.addLayout(self.filters)
        self.body.addLayout(split, 1)

    def listing(self) -> tuple[Operation[Any, Any], Any, Callable[[Any], Sequence[Row]]]:
        """The operation, its request, and where its answer has the rows. Any: of every operation that lists."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column[Row]]:
        raise NotImplementedError

    def offers(self) -> Sequence[Deed]:
        """What can be done with a row."""
        return ()

    def id_of(self, row: Row) -> str:
        """What tells rows apart."""
        raise NotImplementedError

    def words_of(self, row: Row) -> str:
        """What a search looks through."""
        raise NotImplementedError

    def kept(self, _row: Row) -> bool:
        """Whether the page's own filters let it through."""
        return True

    def show_row(self, row: Row) -> None:
        """Fills the panel."""
        raise NotImplementedError

    def show_several(self, rows: Sequence[Row]) -> None:
        """The same for more than one row."""
        raise NotImplementedError

    def load(self) -> None:
        self.table.loading()
        operation, request, rows_of = self.listing()
        self._asker.ask(lambda: gathered(self.backend, operation, request, rows_of), self._came, self._failed)

    def search(self) -> None:
        self.sought.setFocus()
        self.sought.selectAll()

    def step_back(self) -> None:
        """The panel first, the search next."""
        if self.panel.isVisible():
            self.table.view.clearSelection()
            self.table.view.setCurrentIndex(self.table.model.index(-1, -1))
        else:
            self.sought.clear()
        self.table.view.setFocus()

    def refresh(self) -> None:
        """The page's own filter has changed, or what rows are told by: chosen rows stay chosen where they are left."""
        self._turn(0, (self.subject,) if self.subject else [self.id_of(row) for row in self.table.chosen_rows])

    def show_subject(self, subject: str) -> None:
        self.subject = subject
        self.load()

    def again(self, told: str) -> None:
        """Something was changed: says so, and lists anew with the same rows chosen."""
        self.room.tell(told, Tone.GOOD)
        self.load()

    def _came(self, answer: tuple[Row, ...] | Refusal) -> None:
        if isinstance(answer, Refusal):
            self.table.show_problem(self.room.speech.refusal(answer))
            if answer.reason in SESSION_OVER:
                self.room.signed_out()
            return
        self.rows = answer
        self.refresh()
        self.subject = None

    def _failed(self, fault: Fault) -> None:
        self.table.show_fault(fault)

    def _turn(self, first: int, chosen: Collection[str] = ()) -> None:
        words = self.sought.text().strip().casefold()
        found = [row for row in self.rows if self.kept(row) and words in self.words_of(row).casefold()]
        places = [place for place, row in enumerate(found) if self.id_of(row) in chosen]
        if places:
            first = places[0] // PAGE_ROWS * PAGE_ROWS
        part = Part(tuple(found[first : first + PAGE_ROWS]), len(found))
        self.table.show_page(part, first, self.room.speech.say(f"{self.name}.{'none' if self.rows else 'empty'}"))
        self.table.choose(place - first for place in places if first <= place < first + PAGE_ROWS)

    def _choose(self) -> None:
        rows = self.table.chosen_rows
        if len(rows) > 1:
            self.show_several(rows)
        elif rows:
            self.show_row(rows[0])
        self.panel.setVisible(bool(rows))
