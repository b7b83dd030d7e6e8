"""Before something goes that cannot come back: what goes, what stays, and a word to be typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.console.page import Room

WIDTH_PX = 520


class TypingDialog(QDialog):
    """Accepted only when `wanted` was typed, in any case of letters, and the button pressed."""

    def __init__(self, room: Room, parent: QWidget, key: str, wanted: str, **facts: str) -> None:
        """`key` has the texts `.window`, `.title`, `.words`, `.type`, `.cancel` and `.delete`, which may name `wanted`
        and `facts`."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._wanted = wanted.casefold()

        def say(part: str) -> str:
            return room.speech.say(f"{key}.{part}", wanted=wanted, **facts)

        self.setWindowTitle(say("window"))
        self.setFixedWidth(WIDTH_PX)
        title, words, ask = _plain(say("title")), _plain(say("words")), _plain(say("type"))
        title.setObjectName("title")
        self.typed = QLineEdit()
        self.typed.setAccessibleName(say("type"))
        self.typed.textChanged.connect(self._compare)
        ask.setProperty("role", "label")
        ask.setBuddy(self.typed)
        self.cancel = QPushButton(say("cancel"))
        self.cancel.clicked.connect(self.reject)
        self.delete = QPushButton(say("delete"))
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
        self.delete.setEnabled(text.strip().casefold() == self._wanted)


def _plain(words: str) -> QLabel:
    """Names stand as they are written, whatever they look like."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
