"""A dialog that asks for something and stays open until it is done: nothing that was typed is lost by a refusal.

form = Form(room, parent, "sites.create")
name = form.add_text("sites.field.name", most=64)
form.submitted.connect(lambda: calls.make(CREATE_SITE, CreateSite(name.text(), ...), made, form.say))
form.open()
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.console.chips import Tone
from ui.console.choice import Choice, named
from ui.console.help_dialog import HelpButton
from ui.console.page import Room
from ui.console.style import EDGE_PX

WIDTH_PX = 560
HIGHEST_PX = 560
"""Of the fields: on a small screen they scroll, and the buttons stay."""


class Form(QDialog):
    submitted = Signal()

    def __init__(self, room: Room, parent: QWidget | None, key: str) -> None:
        """`key` has the texts `.title`, `.about` and `.submit`."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.room = room
        say = room.speech.say
        self.setWindowTitle(say(f"{key}.title"))
        self.setFixedWidth(WIDTH_PX)
        title = QLabel(say(f"{key}.title"))
        title.setObjectName("title")
        about = QLabel(say(f"{key}.about"))
        about.setProperty("role", "soft")
        about.setWordWrap(True)
        inside = QWidget()
        inside.setObjectName("facts")
        self.fields = QVBoxLayout(inside)
        self.fields.setContentsMargins(0, 0, 8, 0)
        self.fields.setSpacing(14)
        self._inside = inside
        self._scroll = QScrollArea()
        self._scroll.setObjectName("inset")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.help = HelpButton(room.speech, room.palette)
        self.cancel = QPushButton(say("form.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.submit = QPushButton(say(f"{key}.submit"))
        self.submit.setProperty("primary", True)
        self.submit.setDefault(True)
        self.submit.clicked.connect(self._submit)
        self._needed: list[Callable[[], bool]] = []
        self._boxes: dict[QLineEdit, QWidget] = {}
        self._arrange(title, about)

    def open(self) -> None:
        self._scroll.setWidget(self._inside)
        self.fit()
        super().open()
        self.judge()

    @property
    def closed(self) -> bool:
        """Whether it has gone for good, as it may while the answer to what it asked is on its way."""
        return not isValid(self)

    def accept(self) -> None:
        if not self.closed:
            super().accept()

    def fit(self) -> None:
        """To be called when fields have come or gone."""
        self.fields.activate()
        wide = WIDTH_PX - 2 * EDGE_PX
        high = self.fields.totalHeightForWidth(wide) if self.fields.hasHeightForWidth() else 0
        self._scroll.setFixedHeight(min(HIGHEST_PX, max(high, self.fields.totalSizeHint().height()) + 2))
        self._settle()

    def _settle(self) -> None:
        """As high as its words need: `adjustSize` stops at two thirds of the screen, and lines would overlap."""
        self._whole.activate()
        self.resize(WIDTH_PX, self._whole.totalHeightForWidth(WIDTH_PX))

    def add(self, widget: QWidget) -> None:
        self.fields.addWidget(widget)

    def add_text(
        self, key: str, most: int, *, start: str = "", needed: bool = True, secret: bool = False, later: bool = False
    ) -> QLineEdit:
        """`key` is of its name; `key.hint` says what belongs there. `later`: hidden until `want` asks for it."""
        say = self.room.speech.say
        field = QLineEdit(start)
        field.setMaxLength(most)
        if secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.textChanged.connect(self.judge)
        if needed or later:
            self._needed.append(lambda: box.isHidden() or bool(field.text().strip()))
        name = say(key) if needed or later else say("form.optional", name=say(key))
        box = named(name, field, say(f"{key}.hint"))
        box.setVisible(not later)
        self.add(box)
        self._boxes[field] = box
        return field

    def box(self, field: QLineEdit) -> QWidget:
        """The field together with its name."""
        return self._boxes[field]

    def want(self, field: QLineEdit, words: str) -> None:
        """Asks for a field that was hidden so far, and says why."""
        self._boxes[field].show()
        self.fit()
        self.say(words)
        self.judge()
        field.setFocus()

    def add_long_text(self, key: str, *, start: str = "", lines: int = 5, needed: bool = True) -> QPlainTextEdit:
        say = self.room.speech.say
        field = QPlainTextEdit(start)
        field.setTabChangesFocus(True)
        field.textChanged.connect(self.judge)
        if needed:
            self._needed.append(lambda: bool(field.toPlainText().strip()))
        whole = named(say(key), field, say(f"{key}.hint"))
        field.setFixedHeight(lines * field.fontMetrics().lineSpacing() + 24)
        self.add(whole)
        return field

    def add_choice(self, key: str, words: Sequence[str], start: int = 0) -> Choice:
        say = self.room.speech.say
        field = Choice(self.room.palette)
        field.addItems(list(words))
        field.setCurrentIndex(start)
        self.add(named(say(key), field, say(f"{key}.hint")))
        return field

    def add_note(self, words: str) -> QLabel:
        note = QLabel(words)
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setProperty("role", "small")
        note.setWordWrap(True)
        self.add(note)
        return note

    def need(self, met: Callable[[], bool]) -> None:
        """Another condition on sending it."""
        self._needed.append(met)

    def say(self, words: str) -> None:
        """Why it was not done. The form can be sent again; once it has closed, the words stand above the page."""
        if self.closed:
            self.room.tell(words, Tone.BAD)
            return
        self.problem.setText(words)
        self.problem.setAccessibleName(words)
        self.problem.show()
        self.help.about(words)
        self.submit.setEnabled(True)
        self._settle()

    def _submit(self) -> None:
        self.problem.hide()
        self.help.hide()
        self.submit.setEnabled(False)
        self.submitted.emit()

    def judge(self) -> None:
        """Whether it can be sent: to be called when fields have come or gone."""
        self.submit.setEnabled(all(each() for each in self._needed))

    def _arrange(self, title: QLabel, about: QLabel) -> None:
        row = self.row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.help)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.submit)
        layout = self._whole = QVBoxLayout(self)
        layout.setContentsMargins(EDGE_PX, 24, EDGE_PX, 24)
        layout.setSpacing(16)
        for widget in (title, about, self._scroll, self.problem):
            layout.addWidget(widget)
        layout.addLayout(row)
