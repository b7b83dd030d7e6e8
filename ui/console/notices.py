"""Short messages: each shows for six seconds above the page and stays in a log that can be read later.

notices = Notices(window, palette, speech)
notices.tell("Deleted", Tone.GOOD)
"""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui.console.chips import Tone
from ui.console.help_dialog import HelpButton
from ui.console.speech import Speech
from ui.console.style import SIDEBAR_PX
from ui.theme.tokens import Palette, icon_pixmap

SHOWN_MS = 6_000
MARGIN_PX = 16
ICON_PX = 20


class Notices(QFrame):
    """Lies over the foot of its parent while there is something new; clear of the buttons at the right."""

    def __init__(self, parent: QWidget, palette: Palette, speech: Speech) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("toast")
        self._palette = palette
        self._speech = speech
        self.log: list[str] = []
        self.icon = QLabel()
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.help = HelpButton(speech, palette)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 20, 12)
        layout.setSpacing(12)
        layout.addWidget(self.icon)
        layout.addWidget(self.words)
        layout.addWidget(self.help)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(SHOWN_MS)
        self._over.timeout.connect(self.hide)
        self.hide()

    def tell(self, words: str, tone: Tone, at: datetime) -> None:
        self.log.append(f"{self._speech.moment(at)}  {words}")
        self.icon.setPixmap(icon_pixmap(tone.icon, tone.colour(self._palette), ICON_PX))
        self.words.setText(words)
        self.help.about(words)
        self.setAccessibleName(words)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._over.start()

    def place(self) -> None:
        """Where it belongs in its parent, whose size may have changed."""
        middle = (self._room.width() + SIDEBAR_PX - self.width()) // 2
        self.move(middle, self._room.height() - self.height() - MARGIN_PX)

    def open_log(self) -> QDialog:
        """All that was said since the window opened, newest first."""
        dialog = QDialog(self.window())
        dialog.setWindowTitle(self._speech.say("log.title"))
        dialog.resize(640, 420)
        title = QLabel(self._speech.say("log.title"))
        title.setObjectName("title")
        text = QPlainTextEdit("\n".join(reversed(self.log)) or self._speech.say("log.empty"))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(self._speech.say("log.title"))
        close = QPushButton(self._speech.say("log.close"))
        close.setProperty("primary", True)
        close.clicked.connect(dialog.accept)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(title)
        layout.addWidget(text, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        layout.addLayout(row)
        dialog.open()
        return dialog
