"""What every page of the console has: a title, what it is about, one primary action, and room for the rest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.runtime.errands import Submit
from ui.console.buttons import icon_button
from ui.console.chips import Tone
from ui.console.speech import Speech
from ui.console.style import EDGE_PX, GAP_PX
from ui.theme.tokens import Palette


@dataclass(frozen=True)
class Room:
    """What a page lives in: its language and colours, who does slow work, the clock, and where it tells of things."""

    speech: Speech
    palette: Palette
    submit: Submit
    now: Callable[[], datetime]
    tell: Callable[[str, Tone], None]
    signed_out: Callable[[], None] = lambda: None
    """The session has ended: to be told so that somebody can sign in again."""


class Page(QWidget):
    """Subclasses fill `body`. `name` is the key of its texts and of its pictures."""

    name = ""
    icon = ""
    primary_icon = ""
    wanted = Signal(str, str)
    """Another page, by name, and what it should show there."""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        say = room.speech.say
        self.title = QLabel(say(f"{self.name}.title"))
        self.title.setObjectName("title")
        about = QLabel(say(f"{self.name}.about"))
        about.setProperty("role", "soft")
        about.setWordWrap(True)
        self.primary = icon_button(say(f"{self.name}.primary"), self.primary_icon, room.palette.on_accent)
        self.primary.setProperty("primary", True)
        self.primary.clicked.connect(self.act)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(about)
        header = self.header = QHBoxLayout()
        header.addLayout(words, 1)
        header.addWidget(self.primary, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(EDGE_PX, 20, EDGE_PX, 20)
        self.body.setSpacing(GAP_PX)
        self.body.addLayout(header)

    def load(self) -> None:
        """Asks for what it shows; called when it comes to the front and on F5."""
        raise NotImplementedError

    def show_subject(self, subject: str) -> None:
        """Another page leads here, to one thing. Raises NotImplementedError for a page that none leads to."""
        raise NotImplementedError

    def act(self) -> None:
        """The primary action."""
        raise NotImplementedError

    def search(self) -> None:
        """`/` was pressed: to where one looks for something."""
        raise NotImplementedError

    def step_back(self) -> None:
        """Esc was pressed: what is open closes, what is filtered is whole again."""
        raise NotImplementedError
