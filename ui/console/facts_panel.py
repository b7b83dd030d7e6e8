"""What is known of the chosen row, beside its table: a heading, a chip, facts, and what can be done.

panel = FactsPanel(room, "sites.panel", [Deed("sites.edit", "pencil", page.edit)])
panel.show_facts("Head office", None, [("Address", "1 Harbour Street")])
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.console.buttons import icon_button
from ui.console.chips import Chip, ChipLabel
from ui.console.page import Room

WIDTH_PX = 340
LABEL_PX = 96
VALUE_PX = WIDTH_PX - LABEL_PX - 70
LONG_WORD = 24
"""Characters that fit in a line."""


@dataclass(frozen=True)
class Deed:
    """A button: the key of its words, its icon, what it does."""

    key: str
    icon: str
    act: Callable[[], None]
    danger: bool = False


class FactsPanel(QFrame):
    def __init__(self, room: Room, name: str, deeds: Sequence[Deed]) -> None:
        """`name` is the key of the panel's own."""
        super().__init__()
        self.setObjectName("panel")
        self.setFixedWidth(WIDTH_PX)
        self.setAccessibleName(room.speech.say(name))
        self.heading = QLabel()
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setProperty("role", "section")
        self.heading.setWordWrap(True)
        self.chip = ChipLabel(room.palette)
        self.deeds: dict[str, QPushButton] = {}
        self._scroll = QScrollArea()
        self._scroll.setObjectName("inset")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 20)
        layout.setSpacing(12)
        layout.addWidget(self.heading)
        layout.addWidget(self.chip)
        layout.addWidget(self._scroll, 1)
        for deed in deeds:
            colour = room.palette.denied if deed.danger else room.palette.text
            button = icon_button(room.speech.say(deed.key), deed.icon, colour)
            button.setProperty("danger", deed.danger)
            button.clicked.connect(deed.act)
            self.deeds[deed.key] = button
            layout.addWidget(button)

    def show_facts(
        self, heading: str, chip: Chip | None, facts: Sequence[tuple[str, str]], above: QWidget | None = None
    ) -> None:
        """Facts without a value are left out. `above` stands before them."""
        self.heading.setText(heading)
        self.chip.show_chip(chip)
        self.chip.setVisible(chip is not None)
        whole = QWidget()
        whole.setObjectName("facts")
        form = QFormLayout(whole)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if above is not None:
            form.addRow(above)
        for name, words in facts:
            if words:
                form.addRow(_label(name), _value(name, words))
        self._scroll.setWidget(whole)

    def offer(self, *keys: str) -> None:
        """These deeds alone can be done now."""
        for key, button in self.deeds.items():
            button.setVisible(key in keys)


def _label(name: str) -> QLabel:
    label = QLabel(name)
    label.setProperty("role", "soft")
    label.setFixedWidth(LABEL_PX)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label


def _value(name: str, words: str) -> QWidget:
    """One long word, as an ARN is, cannot wrap: it is read and copied by moving along it."""
    if " " not in words and "\n" not in words and len(words) > LONG_WORD:
        line = QLineEdit(words)
        line.setObjectName("plain")
        line.setReadOnly(True)
        line.setCursorPosition(0)
        line.setFixedWidth(VALUE_PX)
        line.setAccessibleName(f"{name}: {words}")
        line.setToolTip(words)
        return line
    value = QLabel(words)
    value.setFixedWidth(VALUE_PX)
    value.setWordWrap(True)
    value.setTextFormat(Qt.TextFormat.PlainText)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    value.setAccessibleName(f"{name}: {words}")
    return value
