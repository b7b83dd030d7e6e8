"""Which terminal carries what, for the mounting kind that one has: a help beside the configuration of a door."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.wiring import Mounting, terminals
from ui.console.choice import Choice, named
from ui.console.page import Room
from ui.console.style import EDGE_PX

WIDTH_PX = 680
MOUNTINGS = tuple(Mounting)
COLUMNS = ("pin", "signal", "bundle", "wire", "volts")


class WiringDialog(QDialog):
    def __init__(self, room: Room, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._room = room
        say = room.speech.say
        self.setWindowTitle(say("wiring.title"))
        title = QLabel(say("wiring.title"))
        title.setObjectName("title")
        self.mounting = Choice(room.palette)
        self.mounting.addItems([say(f"wiring.mounting.{each.value}") for each in MOUNTINGS])
        self.mounting.currentIndexChanged.connect(lambda _: self._show())
        self.table = QGridLayout()
        self.table.setHorizontalSpacing(20)
        self.table.setVerticalSpacing(6)
        limits = QLabel(say("wiring.limits"))
        limits.setWordWrap(True)
        limits.setFixedWidth(WIDTH_PX - 2 * EDGE_PX)
        limits.setProperty("role", "small")
        close = QPushButton(say("wiring.close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE_PX, 24, EDGE_PX, 24)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # every line of the table has its height
        layout.setSpacing(16)
        layout.addWidget(title)
        layout.addWidget(named(say("wiring.mounting"), self.mounting, say("wiring.mounting.hint")))
        layout.addLayout(self.table)
        layout.addWidget(limits)
        layout.addWidget(close)
        self._show()

    def _show(self) -> None:
        while (item := self.table.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        say = self._room.speech.say
        for place, column in enumerate(COLUMNS):
            self._put(0, place, say(f"wiring.column.{column}"), "label")
        for each in terminals(MOUNTINGS[self.mounting.currentIndex()]):
            wire = each.wire
            optional = say("wiring.optional", volts=wire.volts) if wire.optional else wire.volts
            cells = (
                *(str(each.pin), each.signal.value, say(f"wiring.bundle.{wire.bundle.value}")),
                *(say(f"wiring.colour.{wire.colour}"), optional or say("wiring.ground")),
            )
            for place, words in enumerate(cells):
                self._put(each.pin, place, words)

    def _put(self, row: int, place: int, words: str, role: str = "") -> None:
        label = QLabel(words)
        label.setProperty("role", role)
        self.table.addWidget(label, row, place)
