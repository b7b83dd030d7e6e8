"""Accuracy: what the thresholds mean at this door, in strangers and years, in second tries of staff, and on what
ground.

Rules it keeps: the answer follows the question as it is typed; a profile that does not keep its promise at that size is
warned of; what was measured stands beside what a model says, and never instead of it.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.faults import Fault
from app.domain.outlook import MOST_PEOPLE, Outlook, Question
from app.ports.oversight import AccuracyBook
from app.ports.records import Enrolled
from ui.console.asking import Asker
from ui.console.chart import OddsChart
from ui.console.chips import Tone
from ui.console.choice import Choice, named, number_field
from ui.console.figure_card import FigureCard
from ui.console.ground import GroundPanel, section
from ui.console.odds_tables import ProfileOdds, by_profile, odds_columns, small_table
from ui.console.odds_words import OddsWords
from ui.console.page import Page, Room
from ui.console.rows import RowsModel
from ui.console.style import EDGE_PX, GAP_PX
from ui.console.warning import WarningStrip

MOST_TRIES = 100_000
START_TRIES = 20
EXAMPLE_PEOPLE = 100
"""Asked about where nobody is enrolled yet."""


class AccuracyPage(Page):
    name = "accuracy"
    icon = "target"
    primary_icon = "folder-open"

    def __init__(self, room: Room, book: AccuracyBook) -> None:
        super().__init__(room)
        self._book = book
        self._words = OddsWords(room.speech)
        self._counts, self._outlooks = Asker(room.submit, self), Asker(room.submit, self)
        self._cards = Asker(room.submit, self)
        self._counted = False
        self.answered: Question | None = None
        """What the figures on the page are the answer to."""
        say = room.speech.say
        self.people = number_field(1, MOST_PEOPLE, EXAMPLE_PEOPLE, room.speech.locale)
        self.palms = Choice(room.palette)
        self.palms.addItems([say("accuracy.palms.both"), say("accuracy.palms.one")])
        self.tries = number_field(0, MOST_TRIES, START_TRIES, room.speech.locale)
        self.profile = Choice(room.palette)
        self.profile.addItem(say("accuracy.profile.automatic"))
        self.strangers, self.staff = FigureCard(room.palette), FigureCard(room.palette)
        self.chart = OddsChart(room.speech, room.palette)
        self.warning = WarningStrip(room.palette)
        self.enrolled = QLabel()
        self.enrolled.setProperty("role", "small")
        self.odds: RowsModel[ProfileOdds] = RowsModel([])
        self.ground = GroundPanel(room.speech, room.palette)
        self._table_place = QVBoxLayout()
        self._arrange()
        for field in (self.people, self.tries):
            field.valueChanged.connect(self._ask)
        for choice in (self.palms, self.profile):
            choice.currentIndexChanged.connect(self._ask)

    def load(self) -> None:
        self._counts.ask(self._book.enrolled, self._start_with, self._failed)

    def act(self) -> None:
        """A performance card of one's own, to stand beside the model."""
        say = self.room.speech.say
        chosen, _ = QFileDialog.getOpenFileName(self, say("accuracy.primary"), "", say("accuracy.card.files"))
        if chosen:
            self.use_card(Path(chosen))

    def use_card(self, path: Path) -> None:
        def taken(_: None) -> None:
            self.room.tell(self.room.speech.say("accuracy.card.taken"), Tone.GOOD)
            self._ask()

        self._cards.ask(lambda: self._book.use_card(path), taken, self._failed)

    def search(self) -> None:
        self.people.setFocus()
        self.people.selectAll()

    def step_back(self) -> None:
        self.people.setFocus()

    def question(self) -> Question:
        chosen = self.profile.currentIndex()
        return Question(
            self.people.value(),
            2 - self.palms.currentIndex(),
            float(self.tries.value()),
            self.profile.currentText() if chosen > 0 else None,
        )

    def _start_with(self, enrolled: Enrolled) -> None:
        """The terminal's own gallery, the first time; asked about anew every time."""
        count = self.room.speech.count
        facts = {"people": count(enrolled.people), "palms": count(enrolled.palms)}
        self.enrolled.setText(self.room.speech.say("accuracy.enrolled", **facts))
        if not self._counted and enrolled.people:
            self._counted = True
            self.people.blockSignals(True)
            self.people.setValue(enrolled.people)
            self.people.blockSignals(False)
        self._ask()

    def _ask(self) -> None:
        question = self.question()
        self._outlooks.ask(lambda: self._book.outlook(question), self._show, self._failed)

    def _failed(self, fault: Fault) -> None:
        self.room.tell(self.room.speech.fault(fault), Tone.BAD)

    def _show(self, outlook: Outlook) -> None:
        self.answered = outlook.question
        self._offer(outlook.profiles)
        self._warn(outlook)
        self._figures(outlook)
        self.chart.show_outlook(outlook)
        self._odds_table(outlook)
        self.ground.show_outlook(outlook)

    def _offer(self, profiles: Sequence[str]) -> None:
        """The profiles there are for so many palms of each; the one that was chosen stays so, when it is among them."""
        if [self.profile.itemText(place) for place in range(1, self.profile.count())] == list(profiles):
            return
        chosen = self.profile.currentText()
        self.profile.blockSignals(True)
        while self.profile.count() > 1:
            self.profile.removeItem(1)
        self.profile.addItems(list(profiles))
        self.profile.setCurrentIndex(max(0, self.profile.findText(chosen)))
        self.profile.blockSignals(False)

    def _warn(self, outlook: Outlook) -> None:
        say, count = self.room.speech.say, self.room.speech.count
        odds, palms = outlook.odds, count(outlook.question.palms)
        words = ""
        if odds is None:
            words = say("accuracy.none", palms=palms)
        elif not odds.keeps_promise:
            words = say("accuracy.promise", profile=odds.profile, made=count(odds.promised_palms), palms=palms)
        self.warning.tell(words)

    def _figures(self, outlook: Outlook) -> None:
        odds = outlook.odds
        self.strangers.setVisible(odds is not None)
        self.staff.setVisible(odds is not None)
        if odds is None:
            return
        words, say, tries = self._words, self.room.speech.say, outlook.question.strangers_a_day
        years, again = odds.years, odds.again_of_1000
        by_card = outlook.measured.odds if outlook.measured else None
        self.strangers.tell(
            say("accuracy.strangers.badge" if odds.by_badge else "accuracy.strangers"),
            words.every(years),
            say("accuracy.at", tries=f"{tries:g}", between=words.between(years)),
            words.basis_chip(years),
            words.beside(by_card.years) if by_card else "",
            words.strangers(odds, tries),
        )
        self.staff.tell(
            say("accuracy.staff"),
            words.again(again),
            words.again_between(again),
            words.basis_chip(again),
            "" if outlook.measured else say("accuracy.staff.card"),
            words.staff(again),
        )

    def _odds_table(self, outlook: Outlook) -> None:
        if not self.odds.columns:
            self.odds = RowsModel(odds_columns(outlook.head_counts, self.room.speech))
            name = self.room.speech.say("accuracy.table")
            self._table_place.addWidget(small_table(name, self.odds, self.room.palette))
        self.odds.show_rows(by_profile(outlook))

    def _arrange(self) -> None:
        say = self.room.speech.say
        filters = QHBoxLayout()
        filters.setSpacing(GAP_PX)
        for control, key, share in (
            (self.people, "people", 2),
            (self.palms, "palms", 2),
            (self.tries, "tries", 2),
            (self.profile, "profile", 3),
        ):
            filters.addWidget(named(say(f"accuracy.{key}"), control, say(f"accuracy.{key}.hint")), share)
        inside = QWidget()
        inside.setObjectName("page")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(EDGE_PX, 4, EDGE_PX, 20)
        layout.setSpacing(GAP_PX)
        layout.addLayout(filters)
        layout.addWidget(self.enrolled)
        layout.addWidget(self.warning)
        layout.addLayout(self._answer())
        layout.addWidget(section(say("accuracy.table")))
        layout.addLayout(self._table_place)
        layout.addWidget(self.ground)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.setContentsMargins(0, 20, 0, 0)
        self.header.setContentsMargins(EDGE_PX, 0, EDGE_PX, 0)
        self.body.addWidget(scroll, 1)

    def _answer(self) -> QHBoxLayout:
        """The two figures, one above the other, and the chart beside them."""
        figures = QVBoxLayout()
        figures.setSpacing(GAP_PX)
        figures.addWidget(self.strangers, 1)
        figures.addWidget(self.staff, 1)
        panel = QFrame()
        panel.setObjectName("panel")
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(20, 14, 12, 6)
        name = QLabel(self.room.speech.say("chart.name"))
        name.setProperty("role", "label")
        inside.addWidget(name)
        inside.addWidget(self.chart, 1)
        both = QHBoxLayout()
        both.setSpacing(GAP_PX)
        both.addLayout(figures, 5)
        both.addWidget(panel, 7)
        return both
