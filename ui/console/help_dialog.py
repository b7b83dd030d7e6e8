"""What to do about a problem: its section of the manual, read here and offline, and the other sections beside it.

HelpDialog(speech, palette, window, Section.NETWORK).open()
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from app.config.troubleshooting import page, section_of
from app.domain.troubleshooting import Section, named_in
from ui.console.buttons import icon_button
from ui.console.choice import Choice, named
from ui.console.facts_panel import Deed
from ui.console.speech import Speech
from ui.console.style import EDGE_PX
from ui.theme.tokens import Palette

SIZE_PX = (640, 560)
SECTIONS = tuple(Section)


class HelpDialog(QDialog):
    """`ways`: what can be done from here, for sections whose remedy is in the console."""

    def __init__(
        self,
        speech: Speech,
        palette: Palette,
        parent: QWidget,
        section: Section,
        ways: Mapping[Section, Deed] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._speech = speech
        self.setWindowTitle(speech.say("help.title"))
        self.resize(*SIZE_PX)
        self.sections = Choice(palette)
        self.sections.addItems([page(speech.language)[each.value].title for each in SECTIONS])
        self.words = QTextBrowser()
        self.words.setOpenLinks(False)
        self.words.setTabChangesFocus(True)
        self.ways: dict[Section, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        for way, deed in (ways or {}).items():
            self.ways[way] = self._way(deed, palette)
            row.addWidget(self.ways[way])
        self.close_button = QPushButton(speech.say("help.close"))
        self.close_button.setProperty("primary", True)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        row.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE_PX, 24, EDGE_PX, 24)
        layout.setSpacing(16)
        layout.addWidget(named(speech.say("help.section"), self.sections, speech.say("help.section.hint")))
        layout.addWidget(self.words, 1)
        layout.addLayout(row)
        self.sections.currentIndexChanged.connect(lambda _: self._show())
        self.sections.setCurrentIndex(SECTIONS.index(section))
        self._show()

    @property
    def section(self) -> Section:
        return SECTIONS[self.sections.currentIndex()]

    def _show(self) -> None:
        known = section_of(self.section, self._speech.language)
        self.words.setMarkdown(known.markdown)
        self.words.setAccessibleName(known.title)
        for way, button in self.ways.items():
            button.setVisible(way is self.section)

    def _way(self, deed: Deed, palette: Palette) -> QPushButton:
        button = icon_button(self._speech.say(deed.key), deed.icon, palette.text)
        button.clicked.connect(self.accept)
        button.clicked.connect(deed.act)
        return button


class HelpButton(QPushButton):
    """Beside a message that names a code: leads to the section about it. Not there for any other message."""

    def __init__(self, speech: Speech, palette: Palette) -> None:
        super().__init__(speech.say("help.open"))
        self._speech, self._palette = speech, palette
        self.section: Section | None = None
        self.clicked.connect(self._open)
        self.hide()

    def about(self, words: str) -> None:
        self.section = named_in(words)
        self.setVisible(self.section is not None)

    def _open(self) -> None:
        if self.section is not None:
            HelpDialog(self._speech, self._palette, self.window(), self.section).open()
