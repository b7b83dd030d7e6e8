"""Account activity: every call, allowed or refused, newest first; looked up by who, what and on which thing."""

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit

from app.operations.audit import (
    GET_AUDIT_HEAD,
    LOOKUP_EVENTS,
    AuditEvent,
    AuditEventPage,
    AuditHead,
    GetAuditHead,
    LookupAttribute,
    LookupEvents,
)
from app.operations.backend import Backend
from app.ports.records import PAGE_ROWS
from app.ports.records import Page as Part
from ui.console.calls import Calls
from ui.console.chips import Chip, Tone
from ui.console.choice import Choice, named
from ui.console.page import Page, Room
from ui.console.rows import Column
from ui.console.table import Table

LOOKED_UP = (
    LookupAttribute.USERNAME,
    LookupAttribute.EVENT_NAME,
    LookupAttribute.RESOURCE_NAME,
    LookupAttribute.ACCESS_KEY_ID,
)
RECORD_PX = 340
"""Width of the record beside the table."""


class ActivityPage(Page):
    name = "activity"
    icon = "scroll-text"
    primary_icon = "link"

    def __init__(self, room: Room, backend: Backend) -> None:
        super().__init__(room)
        self._lookup, self._head = Calls(room, backend, self), Calls(room, backend, self)
        self._tokens: list[str | None] = [None]
        """Of the pages so far, the first without one."""
        say = room.speech.say
        self.by = Choice(room.palette)
        self.by.addItems([say(f"activity.by.{each.value.lower()}") for each in LOOKED_UP])
        self.sought = QLineEdit()
        self.sought.setPlaceholderText(say("activity.sought.hint"))
        self.sought.returnPressed.connect(self._again)
        self.by.currentIndexChanged.connect(lambda _: self._again())
        self.table: Table[AuditEvent] = Table(say("activity.title"), self._columns(), room.speech, room.palette)
        self.table.turned.connect(self._turn)
        self.table.chosen.connect(self._choose)
        self.table.retried.connect(self.load)
        self.record = QPlainTextEdit()
        self.record.setReadOnly(True)
        self.record.setFixedWidth(RECORD_PX)
        self.record.setTabChangesFocus(True)
        self.record.setAccessibleName(say("activity.record"))
        self.record.hide()
        filters = QHBoxLayout()
        filters.setSpacing(16)
        filters.addWidget(named(say("activity.by"), self.by, say("activity.by.hint")))
        filters.addWidget(named(say("activity.sought"), self.sought, say("activity.sought.hint")), 1)
        split = QHBoxLayout()
        split.setSpacing(16)
        split.addWidget(self.table, 1)
        split.addWidget(self.record)
        self.body.addLayout(filters)
        self.body.addLayout(split, 1)

    def load(self) -> None:
        self._ask(len(self._tokens) - 1)

    def act(self) -> None:
        """Shows the head of the chain: written down elsewhere, it shows later whether the audit was cut off."""
        self._head.make(GET_AUDIT_HEAD, GetAuditHead(), self._show_head)

    def search(self) -> None:
        self.sought.setFocus()
        self.sought.selectAll()

    def step_back(self) -> None:
        if self.record.isVisible():
            self.table.view.clearSelection()
            self.table.view.setCurrentIndex(self.table.model.index(-1, -1))
        elif self.sought.text():
            self.sought.clear()
            self._again()
        self.table.view.setFocus()

    def show_subject(self, subject: str) -> None:
        """What was done to one thing, by its ARN."""
        self.by.setCurrentIndex(LOOKED_UP.index(LookupAttribute.RESOURCE_NAME))
        self.sought.setText(subject)
        self._again()

    def _again(self) -> None:
        self._tokens = [None]
        self.load()

    def _turn(self, first: int) -> None:
        self._ask(min(first // PAGE_ROWS, len(self._tokens) - 1))

    def _ask(self, page: int) -> None:
        self.table.loading()
        self._tokens = self._tokens[: page + 1]
        words = self.sought.text().strip()
        key = LOOKED_UP[self.by.currentIndex()] if words else None
        request = LookupEvents(key, words or None, max_results=PAGE_ROWS, next_token=self._tokens[page])
        self._lookup.make(LOOKUP_EVENTS, request, lambda found: self._show(page, found), self.table.show_problem)

    def _show(self, page: int, found: AuditEventPage) -> None:
        """How many there are in all nobody counts: there is a next page, or none."""
        self._tokens = [*self._tokens[: page + 1], *([found.next_token] if found.next_token else [])]
        first = page * PAGE_ROWS
        known = first + len(found.events) + (1 if found.next_token else 0)
        self.table.show_page(Part(found.events, known), first, self.room.speech.say("activity.empty"))

    def _choose(self) -> None:
        row = self.table.row
        self.record.setVisible(row is not None)
        if row is not None:
            self.record.setPlainText(json.dumps(_record(row), indent=2, ensure_ascii=False))

    def _show_head(self, head: AuditHead) -> None:
        speech = self.room.speech
        self.room.tell(speech.say("activity.head", row=head.last_record, hash=head.last_hash), Tone.PLAIN)

    def _columns(self) -> Sequence[Column[AuditEvent]]:
        speech = self.room.speech
        say = speech.say

        def outcome(row: AuditEvent) -> Chip:
            refused = "errorCode" in _record(row)
            return Chip(say("activity.refused"), Tone.BAD) if refused else Chip(say("activity.allowed"), Tone.GOOD)

        return [
            Column(say("activity.column.at"), lambda row: speech.millis(row.event_time_in_millis), 200),
            Column(say("activity.column.event"), lambda row: row.event_name, 190),
            Column(say("activity.column.outcome"), outcome, 122),
            Column(say("activity.column.user"), lambda row: row.username, 130),
        ]


def _record(row: AuditEvent) -> dict[str, Any]:
    """The server's own JSON. Any: of a record of CloudTrail's shape."""
    record: dict[str, Any] = json.loads(row.cloud_trail_event)
    return record
