"""People: who is enrolled, by opaque id, and until when; found by badge, shown with the consent, given a last day,
deleted for ever after typing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from app.domain.badges import Badge, UnreadableBadge
from app.domain.consent import ConsentReceipt
from app.domain.faults import Fault
from app.domain.people import PersonId
from app.ports.oversight import PeopleBook
from app.ports.records import Page, PeopleOrder, PeopleQuery, PersonRow
from ui.console import access_end
from ui.console.asking import Asker
from ui.console.chips import Chip, Tone
from ui.console.choice import Choice, named
from ui.console.identity import short
from ui.console.last_day_form import LastDayForm
from ui.console.page import Page as ConsolePage
from ui.console.page import Room
from ui.console.person_panel import PersonPanel
from ui.console.rows import Column
from ui.console.table import Table
from ui.console.typing_dialog import TypingDialog

COLUMNS = (PeopleOrder.PERSON, PeopleOrder.SITE, PeopleOrder.ENROLLED, PeopleOrder.USED)
"""What the table's columns sort by; the last ones sort by nothing."""
_NEWEST_FIRST = (PeopleOrder.ENROLLED, PeopleOrder.USED)
ORDERS = tuple(
    (order, descending)
    for order in (*_NEWEST_FIRST, PeopleOrder.SITE, PeopleOrder.PERSON)
    for descending in ((True, False) if order in _NEWEST_FIRST else (False, True))
)
"""As the list of orders offers them: for whoever has no mouse to press a header with."""
_WAYS = {True: "down", False: "up"}


class PeoplePage(ConsolePage):
    name = "people"
    icon = "users"
    primary_icon = "search"

    def __init__(self, room: Room, book: PeopleBook) -> None:
        super().__init__(room)
        self._book = book
        self._rows, self._receipts = Asker(room.submit, self), Asker(room.submit, self)
        self._holders, self._changes = Asker(room.submit, self), Asker(room.submit, self)
        self._query = PeopleQuery()
        say = room.speech.say
        self.badge = QLineEdit()
        self.badge.setPlaceholderText(say("people.badge.hint"))
        self.badge.returnPressed.connect(self.act)
        self.badge.textChanged.connect(self._cleared)
        self.problem = QLabel(say("people.nameless"))
        self.problem.setProperty("role", "small")
        self.order = Choice(room.palette)
        self.order.addItems([say(f"people.order.{order.value}.{_WAYS[down]}") for order, down in ORDERS])
        self.order.currentIndexChanged.connect(self._sort)
        self.table: Table[PersonRow] = Table(
            say("people.title"), self._columns(), room.speech, room.palette, several=True
        )
        self.table.turned.connect(self._turn)
        self.table.header_pressed.connect(self._press)
        self.table.chosen.connect(self._choose)
        self.table.retried.connect(self.load)
        self.panel = PersonPanel(room)
        self.panel.deletion_wanted.connect(self.confirm)
        self.panel.last_day_wanted.connect(self.set_last_day)
        self.panel.no_end_wanted.connect(self.clear_end)
        self.panel.audit_wanted.connect(lambda person: self.wanted.emit("audit", person))
        self.panel.hide()
        self.dialog: TypingDialog | None = None
        self._arrange()

    def load(self) -> None:
        self.table.loading()
        self.table.mark_sorted(COLUMNS.index(self._query.order), self._query.descending)
        query = self._query
        self._rows.ask(lambda: self._book.page(query), self._show, self.table.show_fault)

    def act(self) -> None:
        """Looks for the typed badge's holder; without one, to where it is typed."""
        if not self.badge.text().strip():
            self.search()
            return
        try:
            badge = Badge.parse(self.badge.text())
        except UnreadableBadge:
            self.problem.setText(self.room.speech.say("people.badge.wrong"))
            return
        self._holders.ask(lambda: self._book.holder(badge), self._found, self._failed)

    def search(self) -> None:
        self.badge.setFocus()
        self.badge.selectAll()

    def step_back(self) -> None:
        """The panel first, the filter next."""
        if self.panel.isVisible():
            self.table.view.clearSelection()
            self.table.view.setCurrentIndex(self.table.model.index(-1, -1))
            self.panel.hide()
        else:
            self.badge.clear()
        self.table.view.setFocus()

    def confirm(self) -> None:
        """Asks whether it is meant."""
        row = self.table.row
        if row is None:
            return
        self.dialog = TypingDialog(self.room, self.window(), "deletion", short(row.person))
        self.dialog.accepted.connect(lambda: self._delete(row.person))
        self.dialog.open()

    def set_last_day(self) -> None:
        people = [row.person for row in self.table.chosen_rows]
        if not people:
            return
        form = LastDayForm(self.room, self.window(), people)
        speech = self.room.speech

        def send() -> None:
            ends_at = form.ends_at

            def done(changed: int) -> None:
                form.accept()
                self._changed(speech.say("access_end.set", people=changed, at=speech.minute(ends_at)))

            asked = partial(self._book.end_access, people, ends_at)
            self._changes.ask(asked, done, lambda fault: form.say(speech.fault(fault)))

        form.submitted.connect(send)
        form.open()

    def clear_end(self) -> None:
        """Nothing is lost by it, so nobody is asked whether it is meant."""
        people = [row.person for row in self.table.chosen_rows if row.ends_at is not None]
        if not people:
            return

        def done(changed: int) -> None:
            self._changed(self.room.speech.say("access_end.cleared", people=changed))

        self._changes.ask(lambda: self._book.end_access(people, None), done, self._failed)

    def _changed(self, told: str) -> None:
        self.room.tell(told, Tone.GOOD)
        self.load()

    def _delete(self, person: PersonId) -> None:
        def gone(known: bool) -> None:
            key = "people.deleted" if known else "people.gone"
            self.room.tell(self.room.speech.say(key, person=short(person)), Tone.GOOD if known else Tone.PLAIN)
            self.badge.clear()
            self.load()

        self._changes.ask(lambda: self._book.delete(person), gone, self._failed)

    def _found(self, person: PersonId | None) -> None:
        if person is None:
            self.problem.setText(self.room.speech.say("people.badge.nobody"))
            return
        self.problem.setText(self.room.speech.say("people.badge.found"))
        self._query = replace(self._query, person=person, offset=0)
        self.load()

    def _cleared(self, text: str) -> None:
        if not text and self._query.person is not None:
            self._query = replace(self._query, person=None, offset=0)
            self.load()
        self.problem.setText(self.room.speech.say("people.nameless"))

    def _failed(self, fault: Fault) -> None:
        self.room.tell(self.room.speech.fault(fault), Tone.BAD)

    def _sort(self, chosen: int) -> None:
        order, descending = ORDERS[chosen]
        self._query = replace(self._query, order=order, descending=descending, offset=0)
        self.load()

    def _press(self, column: int) -> None:
        """A header: by that column, and the other way round when it is so already."""
        order = COLUMNS[column] if column < len(COLUMNS) else None
        if order is None:
            return
        falling = not self._query.descending if order is self._query.order else order in _NEWEST_FIRST
        self.order.setCurrentIndex(ORDERS.index((order, falling)))

    def _turn(self, offset: int) -> None:
        self._query = replace(self._query, offset=offset)
        self.load()

    def _show(self, page: Page[PersonRow]) -> None:
        if not page.rows and page.total:  # the last one of the last page was deleted
            self._turn(max(0, self._query.offset - self._query.limit))
            return
        self.table.show_page(page, self._query.offset, self.room.speech.say("people.empty"))
        if self._query.person is not None and page.rows:
            self.table.choose((0,))

    def _choose(self) -> None:
        rows = self.table.chosen_rows
        self.panel.setVisible(bool(rows))
        if len(rows) > 1:
            self.panel.show_several(rows)
        elif rows:
            person = rows[0].person
            self.panel.show_person(rows[0])
            self._receipts.ask(lambda: self._book.receipt(person), self._show_receipt, self._failed)

    def _show_receipt(self, receipt: ConsentReceipt | None) -> None:
        self.panel.show_receipt(receipt)

    def _columns(self) -> list[Column[PersonRow]]:
        speech = self.room.speech
        say = speech.say

        def palms(row: PersonRow) -> str:
            return say("people.palms", left=row.left, right=row.right)

        def column(key: str, show: Callable[[PersonRow], str], width_px: int) -> Column[PersonRow]:
            return Column(say(f"people.column.{key}"), show, width_px)

        return [
            Column(say("people.column.person"), lambda row: short(row.person), 100, lambda row: row.person),
            column("site", lambda row: row.site, 120),
            column("enrolled", lambda row: speech.minute(row.enrolled_at), 195),
            column("used", lambda row: speech.minute(row.last_used_at), 195),
            Column(say("access_end.column"), self._shown_end, 205, self._spoken_end),
            column("palms", palms, 130),
        ]

    def _shown_end(self, row: PersonRow) -> str | Chip:
        return access_end.shown(self.room.speech, row.ends_at, self.room.now())

    def _spoken_end(self, row: PersonRow) -> str:
        return access_end.spoken(self.room.speech, row.ends_at)

    def _arrange(self) -> None:
        say = self.room.speech.say
        filters = QHBoxLayout()
        filters.setSpacing(16)
        filters.addWidget(named(say("people.badge"), self.badge, say("people.badge.hint")), 1)
        filters.addWidget(named(say("people.order"), self.order))
        self.body.addLayout(filters)
        self.body.addWidget(self.problem)
        split = QHBoxLayout()
        split.setSpacing(16)
        split.addWidget(self.table, 1)
        split.addWidget(self.panel)
        self.body.addLayout(split, 1)
