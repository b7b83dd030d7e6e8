"""A warning across the page, with its sign; nothing where there is nothing to warn of."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from ui.theme.tokens import Palette, icon_pixmap

ICON_PX = 22


class WarningStrip(QFrame):
    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.setObjectName("warning")
        icon = QLabel()
        icon.setPixmap(icon_pixmap("triangle-alert", palette.adjust, ICON_PX))
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(icon)
        layout.addWidget(self.words, 1)
        self._layout = layout
        self.hide()

    def offer(self, words: str, act: Callable[[], None]) -> None:
        """A button beside the words."""
        button = QPushButton(words)
        button.clicked.connect(act)
        self._layout.addWidget(button)

    def tell(self, words: str) -> None:
        """Empty words take it away."""
        self.words.setText(words)
        self.setVisible(bool(words))
