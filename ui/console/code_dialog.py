"""An activation code on the screen: large, with the time that it has left, made anew before that is over."""

from datetime import timedelta

import segno
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.console.page import Room

WIDTH_PX = 460
CODE_PX = 380
BORDER_MODULES = 4
"""The quiet zone of ISO/IEC 18004, 5.3.8."""
AGAIN_AFTER_S = 15
LOOK_EVERY_S = 2
"""How often it is asked whether a device has become active: what an installer waits for."""


class CodeDialog(QDialog):
    """What comes when it has closed is dropped: a code that nobody saw expires by itself."""

    due = Signal()
    """The code has to be made anew."""
    looked = Signal()
    """Time to ask whether it was used."""

    def __init__(self, room: Room, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.room = room
        self._left_s = 0
        self._shown = False
        say = room.speech.say
        self.setWindowTitle(say("code.title", name=name))
        self.setFixedWidth(WIDTH_PX)
        title = QLabel(say("code.title", name=name))
        title.setObjectName("title")
        title.setWordWrap(True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedHeight(CODE_PX)
        self.picture.setAccessibleName(say("code.picture", name=name))
        self.words = QLabel(say("code.making"))
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.close_button = QPushButton(say("code.close"))
        self.close_button.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(16)
        for widget in (title, self.picture, self.words, self.close_button):
            layout.addWidget(widget)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.tick)
        self._clock.start()

    def show_code(self, text: str, life: timedelta) -> None:
        if not isValid(self):
            return
        self._left_s = int(life.total_seconds())
        self._shown = True
        self.picture.setPixmap(picture_of(text))
        self._tell()

    def say(self, words: str) -> None:
        """Why there is no code. It is asked for again after a while."""
        if not isValid(self):
            return
        self.picture.clear()
        self._left_s = AGAIN_AFTER_S
        self._shown = False
        self.words.setText(words)

    def show_done(self) -> None:
        """A device has read it, and is at work."""
        if not isValid(self):
            return
        self._clock.stop()
        self.picture.clear()
        self.words.setText(self.room.speech.say("code.done"))

    def tick(self) -> None:
        """A second has gone."""
        if self._left_s <= 0:
            return
        self._left_s -= 1
        if self._left_s == 0:
            self.due.emit()
            return
        if self._left_s % LOOK_EVERY_S == 0:
            self.looked.emit()
        if self._shown:
            self._tell()

    def _tell(self) -> None:
        minutes, seconds = divmod(self._left_s, 60)
        self.words.setText(self.room.speech.say("code.left", time=f"{minutes}:{seconds:02}"))


def picture_of(text: str) -> QPixmap:
    """Black on white whatever the scheme: some readers take no inverted codes. Level M, as large as fits whole."""
    code = segno.make_qr(text, error="m", boost_error=False)
    rows = [bytes(0 if module else 255 for module in row) for row in code.matrix_iter(border=BORDER_MODULES)]
    side = len(rows)
    image = QImage(b"".join(rows), side, side, side, QImage.Format.Format_Grayscale8).copy()
    scale = max(1, CODE_PX // side)
    return QPixmap.fromImage(image.scaled(side * scale, side * scale))
