"""What the Accuracy page rests on: the model, the card, and the aims of the profiles beside what it measured."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.domain.outlook import Check, Outlook
from ui.console.odds_tables import check_columns, small_table
from ui.console.rows import RowsModel
from ui.console.speech import Speech
from ui.console.style import GAP_PX
from ui.theme.tokens import Palette


class GroundPanel(QWidget):
    def __init__(self, speech: Speech, palette: Palette) -> None:
        super().__init__()
        self._speech = speech
        self.words = QLabel()
        self.words.setProperty("role", "small")
        self.words.setWordWrap(True)
        self.checks: RowsModel[Check] = RowsModel(check_columns(speech))
        self.table = small_table(speech.say("check.title"), self.checks, palette)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP_PX)
        layout.addWidget(section(speech.say("accuracy.rests")))
        layout.addWidget(self.words)
        layout.addWidget(self.table)

    def show_outlook(self, outlook: Outlook) -> None:
        say, measured = self._speech.say, outlook.measured
        card = say("accuracy.card", data=measured.data) if measured else say("accuracy.card.none")
        self.words.setText(f"{say('accuracy.model', model=outlook.model)}\n{card}")
        self.table.setVisible(measured is not None)
        self.checks.show_rows(measured.checks if measured else ())


def section(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "section")
    return label
