"""Audit: what was done, newest first, by whom and where, and whether the chain of rows holds."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from app.domain.access import DenialReason, DoorAnswer
from app.domain.audit_action import AuditAction
from app.domain.faults import Fault
from app.domain.people import PersonId
from app.flows.events import Refusal
from app.ports.oversight import AuditBook
from app.ports.records import AuditQuery, AuditRow, Page
from ui.console.asking import Asker
from ui.console.chips import Chip, ChipLabel, Tone
from ui.console.choice import Choice, named
from ui.console.identity import is_identity, short
from ui.console.page import Page as ConsolePage
from ui.console.page import Room
from ui.console.rows import Column
from ui.console.table import Table

GOOD = frozenset({"saved", "granted", "renewed", "enforce"})
BAD = frozenset({each.value for each in (*DenialReason, *Refusal)} | {"denied", "silent"})
CARE = frozenset({"off", "report"})
"""A terminal that began without refusing fakes."""
PLAIN = frozenset({"declined", "requested", "expired", "ended", "end_set", "end_taken_back"})
OUTCOMES = frozenset(GOOD | BAD | CARE | PLAIN | {answer.value for answer in DoorAnswer})
"""The words that services write. A newer program's row may hold another: that one is shown as it stands."""


class AuditPage(ConsolePage):
    name = "audit"
    icon = "scroll-text"
    primary_icon = "link"

    def __init__(self, room: Room, book: AuditBook) -> None:
        super().__init__(room)
        self._book = book
        self._rows, self._chain = Asker(room.submit, self), Asker(room.submit, self)
        self._first = 0
        say = room.speech.say
        self.action = Choice(room.palette)
        self.action.addItem(say("audit.action.all"))
        for each in AuditAction:
            self.action.addItem(say(f"audit.action.{each.value}"))
        self.action.currentIndexChanged.connect(self._filter)
        self.person = QLineEdit()
        self.person.setPlaceholderText(say("audit.person.hint"))
        self.person.editingFinished.connect(self._filter)
        self.chip = ChipLabel(room.palette)
        self.problem = QLabel()
        self.problem.setProperty("role", "small")
        self.table: Table[AuditRow] = Table(say("audit.title"), self._columns(), room.speech, room.palette)
        self.table.turned.connect(self._turn)
        self.table.retried.connect(self.load)
        self._asked_for = ("", 0)
        self._arrange()

    def load(self) -> None:
        self.table.loading()
        query = self._query()
        self._rows.ask(lambda: self._book.page(query), self._show, self.table.show_fault)

    def act(self) -> None:
        """Checks the chain."""
        self.primary.setEnabled(False)
        self.chip.show_chip(Chip(self.room.speech.say("audit.chain.checking"), Tone.PLAIN))
        self._chain.ask(self._book.first_broken, self._tell_chain, self._chain_failed)

    def search(self) -> None:
        self.person.setFocus()
        self.person.selectAll()

    def step_back(self) -> None:
        self.person.clear()
        self.action.setCurrentIndex(0)
        self._filter()
        self.table.view.setFocus()

    def show_subject(self, subject: str) -> None:
        """The rows of one person alone."""
        self.person.setText(subject)
        self._filter()

    def _query(self) -> AuditQuery:
        chosen = self.action.currentIndex()
        typed = self.person.text().strip().lower()
        return AuditQuery(
            actions=(list(AuditAction)[chosen - 1],) if chosen > 0 else (),
            person=PersonId(typed) if is_identity(typed) else None,
            offset=self._first,
        )

    def _filter(self) -> None:
        typed = self.person.text().strip().lower()
        wanted = (typed, self.action.currentIndex())
        self.problem.setText("" if not typed or is_identity(typed) else self.room.speech.say("audit.person.wrong"))
        if wanted == self._asked_for:  # leaving a field is no new question
            return
        self._asked_for = wanted
        self._first = 0
        self.load()

    def _turn(self, offset: int) -> None:
        self._first = offset
        self.load()

    def _show(self, page: Page[AuditRow]) -> None:
        filtered = self._asked_for != ("", 0)
        self.table.show_page(page, self._first, self.room.speech.say("audit.none" if filtered else "audit.empty"))

    def _tell_chain(self, broken: int | None) -> None:
        say, count = self.room.speech.say, self.room.speech.count
        self.primary.setEnabled(True)
        if broken is None:
            words, tone = say("audit.chain.holds"), Tone.GOOD
        else:
            words, tone = say("audit.chain.broken", row=count(broken)), Tone.BAD
        self.chip.show_chip(Chip(words, tone))
        self.room.tell(words, tone)

    def _chain_failed(self, fault: Fault) -> None:
        self.primary.setEnabled(True)
        self.chip.show_chip(None)
        self.room.tell(self.room.speech.fault(fault), Tone.BAD)

    def _columns(self) -> list[Column[AuditRow]]:
        speech = self.room.speech
        say = speech.say

        def outcome(row: AuditRow) -> Chip:
            word = row.entry.outcome
            tones = ((GOOD, Tone.GOOD), (BAD, Tone.BAD), (CARE, Tone.CARE))
            tone = next((tone for words, tone in tones if word in words), Tone.PLAIN)
            return Chip(say(f"audit.outcome.{word}") if word in OUTCOMES else word, tone)

        def world(row: AuditRow) -> Chip | str:
            return Chip(say("audit.simulated"), Tone.SIMULATED) if row.entry.simulated else say("audit.real")

        return [
            Column(say("audit.column.number"), lambda row: speech.count(row.number), 72),
            Column(say("audit.column.at"), lambda row: speech.moment(row.entry.at), 216),
            Column(say("audit.column.action"), lambda row: say(f"audit.action.{row.entry.action.value}"), 198),
            Column(say("audit.column.outcome"), outcome, 204),
            Column(
                say("audit.column.person"),
                lambda row: short(row.entry.person) if row.entry.person else "",
                108,
                spoken=lambda row: row.entry.person or say("audit.nobody"),
            ),
            Column(say("audit.column.terminal"), lambda row: row.entry.terminal, 106),
            Column(say("audit.column.world"), world, 130),
        ]

    def _arrange(self) -> None:
        say = self.room.speech.say
        filters = QHBoxLayout()
        filters.setSpacing(16)
        filters.addWidget(named(say("audit.person"), self.person, say("audit.person.hint")), 1)
        filters.addWidget(named(say("audit.action"), self.action))
        chain = QHBoxLayout()
        chain.addWidget(self.problem, 1)
        chain.addWidget(self.chip)
        self.body.addLayout(filters)
        self.body.addLayout(chain)
        self.body.addWidget(self.table, 1)
