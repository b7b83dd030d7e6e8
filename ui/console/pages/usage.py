"""Usage: what a month's bill would list, by site, and as a file for whoever shares out costs."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QWidget

from app.operations.backend import Backend
from app.operations.usage import GET_USAGE_STATEMENT, GetUsageStatement, SiteUsage, UsageStatement
from app.ports.records import PAGE_ROWS
from app.ports.records import Page as Part
from ui.console.calls import Calls
from ui.console.chips import Tone
from ui.console.choice import Choice, named
from ui.console.figure_card import FigureCard
from ui.console.page import Page, Room
from ui.console.rows import Column
from ui.console.speech import Speech
from ui.console.style import FIELD_PX
from ui.console.table import Table
from ui.console.usage_csv import ENCODING, statement_csv

CARDS = ("devices", "people", "palms", "storage")
MONTHS_PX = 260


class UsagePage(Page):
    name = "usage"
    icon = "receipt-text"
    primary_icon = "download"

    def __init__(self, room: Room, backend: Backend) -> None:
        super().__init__(room)
        self._calls = Calls(room, backend, self)
        self.statement: UsageStatement | None = None
        say = room.speech.say
        self.month = Choice(room.palette)
        self.month.setFixedWidth(MONTHS_PX)
        self.month.currentIndexChanged.connect(lambda _: self.load())
        self.counted = QLabel()
        self.counted.setProperty("role", "soft")
        self.counted.setFixedHeight(FIELD_PX)
        self.figures = QWidget()
        self.figures.hide()
        self.cards = {name: FigureCard(room.palette) for name in CARDS}
        self.table: Table[SiteUsage] = Table(say("usage.sites"), self._columns(), room.speech, room.palette)
        self.table.turned.connect(self._turn)
        self.table.retried.connect(self.load)
        self._arrange()

    def load(self) -> None:
        self.primary.setEnabled(False)
        self.table.loading()
        chosen = self.month.currentData()
        self._calls.make(GET_USAGE_STATEMENT, GetUsageStatement(chosen), self._show, self._refused)

    def act(self) -> None:
        """Export: asks where to."""
        if self.statement is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(Path(folder) / f"thenar-usage-{self.statement.month}.csv")
        chosen, _ = QFileDialog.getSaveFileName(self, self.room.speech.say("usage.primary"), start)
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        say = self.room.speech.say
        assert self.statement is not None
        try:
            path.write_bytes(statement_csv(self.statement).encode(ENCODING))
        except OSError:
            self.room.tell(say("usage.unsaved", file=path.name), Tone.BAD)
        else:
            self.room.tell(say("usage.saved", file=path.name), Tone.GOOD)

    def search(self) -> None:
        self.month.setFocus()

    def step_back(self) -> None:
        self.table.view.setFocus()

    def _refused(self, words: str) -> None:
        self.statement = None
        self.figures.hide()
        self.counted.clear()
        self.table.show_problem(words)

    def _show(self, statement: UsageStatement) -> None:
        speech = self.room.speech
        self.statement = statement
        self.primary.setEnabled(True)
        self._offer(statement)
        at = statement.counted_at_in_millis
        words = speech.say("usage.over") if at is None else speech.say("usage.counted", at=speech.millis(at))
        self.counted.setText(words)
        sites, count = statement.sites, speech.count
        palms = sum(site.granted_count for site in sites), sum(site.refused_count for site in sites)
        figures = {
            "devices": (count(sum(site.active_device_count for site in sites)), speech.say("usage.devices.under")),
            "people": (count(sum(site.enrolled_user_count for site in sites)), speech.say("usage.people.under")),
            "palms": (count(palms[0]), speech.say("usage.palms.under", count=count(palms[1]))),
            "storage": (
                speech.locale.formattedDataSize(statement.storage_bytes, 1),
                speech.say("usage.storage.under", count=count(statement.key_count)),
            ),
        }
        self.figures.show()
        for name, (figure, under) in figures.items():
            of = speech.say(f"usage.{name}")
            self.cards[name].tell(of, figure, under, None, "", f"{of}: {figure}. {under}")
        self._turn(0)

    def _offer(self, statement: UsageStatement) -> None:
        """The months that there are; the one that is shown stays chosen."""
        months = statement.months if statement.month in statement.months else (statement.month, *statement.months)
        self.month.blockSignals(True)
        self.month.clear()
        for month in months:
            self.month.addItem(month_words(self.room.speech, month), month)
        self.month.setCurrentIndex(months.index(statement.month))
        self.month.blockSignals(False)

    def _turn(self, first: int) -> None:
        rows = () if self.statement is None else self.statement.sites
        part = Part(rows[first : first + PAGE_ROWS], len(rows))
        self.table.show_page(part, first, self.room.speech.say("usage.empty"))

    def _columns(self) -> list[Column[SiteUsage]]:
        speech = self.room.speech
        say = speech.say
        counts: dict[str, Callable[[SiteUsage], int]] = {
            "devices": lambda row: row.active_device_count,
            "people": lambda row: row.enrolled_user_count,
            "granted": lambda row: row.granted_count,
            "refused": lambda row: row.refused_count,
        }

        def counted(of: Callable[[SiteUsage], int]) -> Callable[[SiteUsage], str]:
            return lambda row: speech.count(of(row))

        return [
            Column(say("usage.column.site"), lambda row: row.site_name or say("usage.gone"), 280),
            *(Column(say(f"usage.column.{name}"), counted(of), 170) for name, of in counts.items()),
        ]

    def _arrange(self) -> None:
        say = self.room.speech.say
        filters = QHBoxLayout()
        filters.setSpacing(16)
        filters.addWidget(named(say("usage.month"), self.month, say("usage.month.hint")))
        filters.addWidget(self.counted, 0, Qt.AlignmentFlag.AlignBottom)
        filters.addStretch(1)
        grid = QGridLayout(self.figures)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(16)
        for place, card in enumerate(self.cards.values()):
            grid.addWidget(card, 0, place)
            grid.setColumnStretch(place, 1)
        self.body.addLayout(filters)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.table, 1)


def month_words(speech: Speech, month: str) -> str:
    """As in `November 2026`, in the reader's language."""
    first = date.fromisoformat(f"{month}-01")
    return f"{speech.locale.standaloneMonthName(first.month).capitalize()} {first.year}"
