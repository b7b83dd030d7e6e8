"""The console's window: navigation at the left, one page at a time, messages over it, everything by keyboard.

    window = ConsoleWindow(Books(people, audit, accuracy), errands.submit, clock.now, Look(simulated=False))
    window.show()

Keys: Ctrl+1.. a page, `/` search, arrows in lists and tables, Esc back, F5 again. Rules: a page asks only its own book;
a simulated store says so above everything, always.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.config.text import languages
from app.runtime.errands import Submit
from ui.console.buttons import icon_button
from ui.console.chips import Tone
from ui.console.notices import Notices
from ui.console.page import Page, Room
from ui.console.speech import Speech
from ui.console.style import SIDEBAR_PX, console_style
from ui.theme.tokens import FONT_FAMILY, Palette, icon_pixmap, load_fonts, load_palette

NAVIGATION_ICON_PX = 20
TITLE_FONT_PX = 15
BESIDE_TITLE_PX = 96
"""Margins, border and icon of an entry in the navigation."""
SIZE = (1366, 860)
NUMBERED = 9
"""Pages that Ctrl and a digit lead to."""


class Shelf(Protocol):
    """What a window is about."""

    def pages(self, room: Room) -> list[Page]:
        """In the order of the navigation, made anew for a room."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """`scheme` is `dark` or `light`."""

    simulated: bool
    language: str = "en"
    scheme: str = "dark"
    size: tuple[int, int] = SIZE


class ConsoleWindow(QMainWindow):
    def __init__(self, shelf: Shelf, submit: Submit, now: Callable[[], datetime], look: Look) -> None:
        super().__init__()
        load_fonts()
        self._shelf = shelf
        self._submit = submit
        self._now = now
        self._look = look
        self.pages: list[Page] = []
        self.session_over = False
        self.resize(*look.size)
        self._keys()
        self._build(0)

    @property
    def page(self) -> Page:
        return self.pages[self._stack.currentIndex()]

    def open_page(self, name: str) -> None:
        self.navigation.setCurrentRow([page.name for page in self.pages].index(name))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        super().resizeEvent(event)
        self.notices.place()

    def change(self, look: Look) -> None:
        """Another language or scheme: everything is built anew, on the same page."""
        self._look = look
        self._build(self._stack.currentIndex())

    def _build(self, shown: int) -> None:
        speech, palette = Speech(self._look.language), load_palette(self._look.scheme)
        self.setWindowTitle(speech.say("window.title"))
        self.setStyleSheet(console_style(palette))
        whole = QWidget()
        whole.setObjectName("window")
        self.notices = Notices(whole, palette, speech)
        room = Room(speech, palette, self._submit, self._now, self._tell, self._end_session)
        self.pages = self._shelf.pages(room)
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        for page in self.pages:
            self._stack.addWidget(page)
            page.wanted.connect(self._show_subject)
        self.navigation = self._navigation(speech, palette)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(self._sidebar(speech, palette))
        columns.addWidget(self._stack, 1)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self._look.simulated:
            layout.addWidget(_band(speech))
        layout.addLayout(columns, 1)
        self.setCentralWidget(whole)
        self.navigation.setCurrentRow(shown)
        self.navigation.setFocus()

    def _tell(self, words: str, tone: Tone) -> None:
        self.notices.tell(words, tone, self._now())

    def _end_session(self) -> None:
        """Closes the window; whoever opened it asks to sign in again."""
        self.session_over = True
        self.close()

    def _navigation(self, speech: Speech, palette: Palette) -> QListWidget:
        entries = QListWidget()
        entries.setObjectName("navigation")
        entries.setAccessibleName(speech.say("navigation.name"))
        entries.setIconSize(QSize(NAVIGATION_ICON_PX, NAVIGATION_ICON_PX))
        entries.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for page in self.pages:
            icon = QIcon(icon_pixmap(page.icon, palette.soft, NAVIGATION_ICON_PX))
            icon.addPixmap(icon_pixmap(page.icon, palette.accent, NAVIGATION_ICON_PX), QIcon.Mode.Selected)
            entries.addItem(QListWidgetItem(icon, speech.say(f"{page.name}.title")))
        entries.currentRowChanged.connect(self._turn_to)
        return entries

    def _sidebar(self, speech: Speech, palette: Palette) -> QWidget:
        side = QWidget()
        side.setObjectName("sidebar")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(self._sidebar_px())
        brand = QLabel(speech.say("window.brand"))
        brand.setObjectName("brand")
        brand.setContentsMargins(14, 0, 0, 0)
        keys = QLabel(speech.say("window.keys"))
        keys.setProperty("role", "small")
        keys.setWordWrap(True)
        keys.setContentsMargins(14, 0, 8, 8)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(14, 24, 14, 14)
        layout.setSpacing(6)
        layout.addWidget(brand)
        layout.addSpacing(10)
        layout.addWidget(self.navigation, 1)
        layout.addWidget(keys)
        for button in self._switches(speech, palette):
            layout.addWidget(button)
        return side

    def _sidebar_px(self) -> int:
        """Wide enough for the longest title in this language."""
        font = QFont(FONT_FAMILY)
        font.setPixelSize(TITLE_FONT_PX)
        font.setWeight(QFont.Weight.Medium)
        metrics = QFontMetrics(font)
        return max(
            [SIDEBAR_PX, *(metrics.horizontalAdvance(page.title.text()) + BESIDE_TITLE_PX for page in self.pages)]
        )

    def _switches(self, speech: Speech, palette: Palette) -> tuple[QPushButton, ...]:
        """Messages, the other languages in turn, the other scheme."""
        scheme = "light" if self._look.scheme == "dark" else "dark"
        codes = languages()
        language = codes[(codes.index(self._look.language) + 1) % len(codes)]
        messages = _switch("list", speech.say("log.open"), palette)
        messages.clicked.connect(lambda: self.notices.open_log())
        speaking = _switch("globe", Speech(language).say("window.language"), palette)
        speaking.clicked.connect(lambda: self.change(replace(self._look, language=language)))
        seeing = _switch("sun" if scheme == "light" else "moon", speech.say(f"window.{scheme}"), palette)
        seeing.clicked.connect(lambda: self.change(replace(self._look, scheme=scheme)))
        return messages, speaking, seeing

    def _turn_to(self, row: int) -> None:
        self._stack.setCurrentIndex(row)
        self.page.load()

    def _keys(self) -> None:
        for place in range(NUMBERED):
            self._on(f"Ctrl+{place + 1}", partial(self._go_to, place))
        self._on("/", lambda: self.page.search())
        self._on("F5", lambda: self.page.load())
        self._on("Esc", self._step_back)

    def _show_subject(self, name: str, subject: str) -> None:
        """From one page to what another says of the same thing."""
        self.open_page(name)
        self.page.show_subject(subject)

    def _go_to(self, row: int) -> None:
        if row < len(self.pages):
            self.navigation.setCurrentRow(row)

    def _on(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _step_back(self) -> None:
        if self.notices.isVisible():
            self.notices.hide()
        self.page.step_back()


def _switch(icon: str, words: str, palette: Palette) -> QPushButton:
    button = icon_button(words, icon, palette.soft)
    button.setProperty("flat", True)
    return button


def _band(speech: Speech) -> QLabel:
    band = QLabel(speech.say("window.simulated"))
    band.setObjectName("band")
    band.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return band
