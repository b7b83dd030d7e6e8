"""One person's detail beside the table: times, samples, the receipt of consent, the last day, and the way to delete;
of several people how many they are, and their last day."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.consent import ConsentReceipt
from app.ports.records import PersonRow
from ui.console import access_end
from ui.console.buttons import icon_button
from ui.console.identity import short
from ui.console.page import Room

WIDTH_PX = 320
LABEL_PX = 92
HASH_STEP = 16
"""Digits of a hash on one line."""


class PersonPanel(QFrame):
    deletion_wanted = Signal()
    audit_wanted = Signal(str)
    last_day_wanted = Signal()
    no_end_wanted = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setFixedWidth(WIDTH_PX)
        self._room = room
        self._person = ""
        say = room.speech.say
        self.setAccessibleName(say("person.name"))
        self.heading = QLabel()
        self.heading.setProperty("role", "heading")
        self.values: dict[str, QLabel] = {}
        self.audit = QPushButton(say("person.audit"))
        self.audit.clicked.connect(lambda: self.audit_wanted.emit(self._person))
        self.delete = icon_button(say("person.delete"), "trash-2", room.palette.denied)
        self.delete.setProperty("danger", True)
        self.delete.clicked.connect(self.deletion_wanted)
        self.last_day = QPushButton(say("access_end.last_day"))
        self.last_day.clicked.connect(self.last_day_wanted)
        self.no_end = QPushButton(say("access_end.no_end"))
        self.no_end.clicked.connect(self.no_end_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 20)
        layout.setSpacing(14)
        layout.addWidget(self.heading)
        section = QLabel(say("receipt.title"))
        section.setProperty("role", "section")
        person = self._form("person", ("site", "enrolled", "used", "ends", "samples"))
        receipt = self._form("receipt", ("document", "agreed", "terminal", "sha256"))
        self._of_one = (person, section, receipt, self.audit, self.delete)
        for widget in (person, section, receipt):
            layout.addWidget(widget)
        layout.addStretch(1)
        ends = QHBoxLayout()
        ends.setSpacing(12)
        ends.addWidget(self.last_day, 1)
        ends.addWidget(self.no_end)
        layout.addLayout(ends)
        layout.addWidget(self.audit)
        layout.addWidget(self.delete)

    def show_person(self, row: PersonRow) -> None:
        speech = self._room.speech
        self._person = row.person
        self.heading.setText(speech.say("person.title", person=short(row.person)))
        self.heading.setToolTip(row.person)
        self._fill("person.site", row.site)
        self._fill("person.enrolled", speech.minute(row.enrolled_at))
        self._fill("person.used", speech.minute(row.last_used_at))
        self._fill("person.ends", access_end.spoken(speech, row.ends_at))
        self._offer(one=True, ending=row.ends_at is not None)
        self._fill("person.samples", speech.say("people.palms", left=row.left, right=row.right))
        self.show_receipt(None)

    def show_several(self, rows: Sequence[PersonRow]) -> None:
        """More than one."""
        speech = self._room.speech
        self.heading.setText(speech.say("access_end.several", people=speech.count(len(rows))))
        self.heading.setToolTip("")
        self._offer(one=False, ending=any(row.ends_at is not None for row in rows))

    def _offer(self, *, one: bool, ending: bool) -> None:
        for widget in self._of_one:
            widget.setVisible(one)
        self.no_end.setVisible(ending)

    def show_receipt(self, receipt: ConsentReceipt | None) -> None:
        """None while it is being fetched, or when there is none."""
        speech, nothing = self._room.speech, "-"
        text = receipt.text if receipt else None
        document = speech.say("receipt.version", version=text.version, language=text.language) if text else nothing
        self._fill("receipt.document", document)
        self._fill("receipt.agreed", speech.minute(receipt.agreed_at) if receipt else nothing)
        self._fill("receipt.terminal", receipt.terminal if receipt else nothing)
        digits = text.sha256 if text else nothing
        lines = [digits[at : at + HASH_STEP] for at in range(0, len(digits), HASH_STEP)]
        self._fill("receipt.sha256", "\n".join(lines))

    def _form(self, stem: str, names: tuple[str, ...]) -> QWidget:
        whole = QWidget()
        form = QFormLayout(whole)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for name in names:
            key = f"{stem}.{name}"
            label, value = QLabel(self._room.speech.say(key)), QLabel()
            label.setProperty("role", "soft")
            label.setMinimumWidth(LABEL_PX)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(label, value)
            self.values[key] = value
        return whole

    def _fill(self, key: str, words: str) -> None:
        self.values[key].setText(words)
        self.values[key].setAccessibleName(f"{self._room.speech.say(key)}: {words}")
