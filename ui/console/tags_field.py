"""Tags of a thing: pairs of key and value, added and removed before anything is sent."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.operations.common import TAGS_MOST
from ui.console.buttons import icon_button
from ui.console.page import Room
from ui.console.style import FIELD_PX

KEY_MOST, VALUE_MOST = 128, 256


class TagsField(QWidget):
    def __init__(self, room: Room, tags: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._room = room
        self._rows: list[tuple[QWidget, QLineEdit, QLineEdit]] = []
        label = QLabel(room.speech.say("tags.name"))
        label.setProperty("role", "label")
        self.more = icon_button(room.speech.say("tags.add"), "plus", room.palette.text)
        self.more.clicked.connect(lambda: self.add_tag())
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label)
        layout.addLayout(self._lines)
        layout.addWidget(self.more)
        for key, value in (tags or {}).items():
            self.add_tag(key, value)

    def tags(self) -> dict[str, str]:
        """Without those that have no key."""
        return {key.text().strip(): value.text() for _, key, value in self._rows if key.text().strip()}

    def add_tag(self, key: str = "", value: str = "") -> None:
        say = self._room.speech.say
        line = QWidget()
        fields = _field(key, say("tags.key"), KEY_MOST), _field(value, say("tags.value"), VALUE_MOST)
        remove = QPushButton(say("tags.remove"))
        row = (line, *fields)
        remove.clicked.connect(lambda: self._remove(row))
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for field in fields:
            layout.addWidget(field, 1)
        layout.addWidget(remove)
        self._rows.append(row)
        self._lines.addWidget(line)
        self.more.setEnabled(len(self._rows) < TAGS_MOST)
        fields[0].setFocus()

    def _remove(self, row: tuple[QWidget, QLineEdit, QLineEdit]) -> None:
        self._rows.remove(row)
        self._lines.removeWidget(row[0])
        row[0].deleteLater()
        self.more.setEnabled(True)
        self.more.setFocus()


def _field(words: str, name: str, most: int) -> QLineEdit:
    field = QLineEdit(words)
    field.setMaxLength(most)
    field.setFixedHeight(FIELD_PX)
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    return field
