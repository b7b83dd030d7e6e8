"""What stands in a table's place while there is nothing to show in it: why, and a way on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from ui.console.help_dialog import HelpButton
from ui.console.speech import Speech
from ui.theme.tokens import Palette, icon_pixmap

ICON_PX = 40
WIDEST_PX = 520


class StatePane(QFrame):
    retried = Signal()

    def __init__(self, palette: Palette, speech: Speech) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._palette = palette
        self.icon = QLabel()
        self.icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.words.setFixedWidth(WIDEST_PX)
        self.retry = QPushButton(speech.say("table.retry"))
        self.retry.clicked.connect(self.retried)
        self.help = HelpButton(speech, palette)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(2)
        for widget in (self.icon, self.words, self.retry, self.help):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def tell(self, icon: str, words: str, *, retry: bool = False) -> None:
        self.icon.setPixmap(icon_pixmap(icon, self._palette.soft, ICON_PX, stroke=1.5))
        self.words.setText(words)
        self.words.setFixedHeight(self.words.heightForWidth(WIDEST_PX))
        self.words.setAccessibleName(words)
        self.retry.setVisible(retry)
        self.help.about(words)
