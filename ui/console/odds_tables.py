"""The Accuracy page's two small tables: profiles over head-counts, and aims beside what a card measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.domain.outlook import Check, Odds, Outlook
from ui.console.chips import CellDelegate, Chip, Tone
from ui.console.odds_words import OddsWords
from ui.console.rows import Column, Row, RowsModel
from ui.console.speech import Speech
from ui.console.style import ROW_PX
from ui.theme.tokens import Palette


@dataclass(frozen=True)
class ProfileOdds:
    """One profile's odds, a head-count each."""

    profile: str
    odds: tuple[Odds, ...]


def by_profile(outlook: Outlook) -> list[ProfileOdds]:
    return [
        ProfileOdds(name, tuple(each for each in outlook.table if each.profile == name)) for name in outlook.profiles
    ]


def odds_columns(head_counts: Sequence[int], speech: Speech) -> list[Column[ProfileOdds]]:
    words = OddsWords(speech)

    def cell(place: int, row: ProfileOdds) -> str | Chip:
        odds = row.odds[place]
        years = words.length_of(odds.years.value if odds.years.value is not None else odds.years.low)
        return years if odds.keeps_promise else Chip(years, Tone.CARE)

    def spoken(place: int, row: ProfileOdds) -> str:
        odds = row.odds[place]
        years = words.length_of(odds.years.value if odds.years.value is not None else odds.years.low)
        return years if odds.keeps_promise else f"{years}, {speech.say('accuracy.promise.short')}"

    heads = [speech.say("accuracy.people.count", people=speech.count(people)) for people in head_counts]
    return [
        Column(speech.say("accuracy.profile"), lambda row: row.profile, 240),
        *(Column(head, partial(cell, place), 200, partial(spoken, place)) for place, head in enumerate(heads)),
    ]


def check_columns(speech: Speech) -> list[Column[Check]]:
    words = OddsWords(speech)

    def shown(check: Check) -> str:
        low, high = words.share(check.shown.low), words.share(check.shown.high)
        if check.shown.value is None:
            return speech.say("check.most", high=high)
        return speech.say("check.rate", rate=words.share(check.shown.value), low=low, high=high)

    def errors(check: Check) -> str:
        count = speech.count
        return speech.say("check.errors.of", errors=count(check.errors), comparisons=count(check.comparisons))

    return [
        Column(speech.say("accuracy.profile"), lambda check: check.profile, 180),
        Column(speech.say("check.aimed"), lambda check: words.one_in(check.aimed), 240),
        Column(speech.say("check.errors"), errors, 170),
        Column(speech.say("check.shown"), shown, 270),
        Column(speech.say("check.verdict"), words.verdict, 190),
    ]


def small_table(name: str, model: RowsModel[Row], palette: Palette) -> QTableView:
    """Read, not chosen from: as high as its rows, as wide as there is room."""
    view = QTableView()
    view.setModel(model)
    view.setItemDelegate(CellDelegate(palette, view))
    view.setAccessibleName(name)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW_PX)
    header = view.horizontalHeader()
    header.setFixedHeight(ROW_PX)
    header.setHighlightSections(False)
    header.setSectionsClickable(False)
    header.setStretchLastSection(True)
    for place, column in enumerate(model.columns):
        view.setColumnWidth(place, column.width_px)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    model.modelReset.connect(partial(_fit, view))
    _fit(view)
    return view


def _fit(view: QTableView) -> None:
    """Its rows and the header; the last hairline lies under the frame."""
    view.setFixedHeight((view.model().rowCount() + 1) * ROW_PX + 1)
