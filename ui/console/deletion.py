"""Before somebody is deleted: what will go, what will stay, and the first digits of the id to be typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.domain.people import PersonId
from ui.console.identity import short
from ui.console.page import Room

WIDTH_PX = 520


class DeletionDialog(QDialog):
    """Accepted only when the id was typed and the button pressed."""

    def __init__(self, person: PersonId, room: Room, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._wanted = short(person)
        say = room.speech.say
        self.setWindowTitle(say("deletion.window"))
        self.setFixedWidth(WIDTH_PX)
        title = QLabel(say("deletion.title", person=self._wanted))
        title.setObjectName("title")
        words = QLabel(say("deletion.words"))
        words.setWordWrap(True)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(say("deletion.type", person=self._wanted))
        self.typed.textChanged.connect(self._compare)
        ask = QLabel(say("deletion.type", person=self._wanted))
        ask.setProperty("role", "label")
        ask.setBuddy(self.typed)
        self.cancel = QPushButton(say("deletion.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.delete = QPushButton(say("deletion.delete"))
        self.delete.setProperty("danger", True)
        self.delete.setEnabled(False)
        self.delete.setDefault(True)
        self.delete.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.delete)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(16)
        for widget in (title, words, ask, self.typed):
            layout.addWidget(widget)
        layout.addLayout(row)
        self.typed.setFocus()

    def _compare(self, text: str) -> None:
        self.delete.setEnabled(text.strip().lower() == self._wanted)
