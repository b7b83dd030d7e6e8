"""One figure of the Accuracy page: what it is of, the figure large, how sure it is, and a card's own beside it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ui.console.chips import Chip, ChipLabel
from ui.theme.tokens import Palette


class FigureCard(QFrame):
    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.of = QLabel()
        self.of.setProperty("role", "label")
        self.figure = QLabel()
        self.figure.setProperty("role", "figure")
        self.under = QLabel()
        self.chip = ChipLabel(palette)
        self.beside = QLabel()
        for label in (self.under, self.beside):
            label.setProperty("role", "small")
            label.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(self.of, 1)
        head.addWidget(self.chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.figure)
        layout.addWidget(self.under)
        layout.addWidget(self.beside)
        layout.addStretch(1)

    def tell(self, of: str, figure: str, under: str, chip: Chip | None, beside: str, sentence: str) -> None:
        """`sentence` says all of it at once, for a screen reader."""
        self.of.setText(of)
        self.figure.setText(figure)
        self.under.setText(under)
        self.chip.show_chip(chip)
        self.beside.setText(beside)
        self.beside.setVisible(bool(beside))
        self.figure.setAccessibleName(sentence)
