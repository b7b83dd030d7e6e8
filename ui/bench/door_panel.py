"""The door's side: the light ring, the door, the cables, and what the controller received and answered."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.access import DoorAnswer
from drivers.simulated.world import BusEntry, Device, World, WorldState
from ui.bench.ring import Ring
from ui.theme.tokens import Palette

_CABLES = {
    Device.CAMERA: "&Camera",
    Device.CONTROLLER: "Door c&ontroller",
    Device.BADGE_READER: "Bad&ge reader",
    Device.TAMPER_SWITCH: "Case switc&h",
    Device.ACCESS_SERVER: "Access ser&ver",
}
_COLUMNS = ("Time (UTC)", "Badge", "Bits", "Answer")
_BITS, _ANSWER = 2, 3
ROWS = 50
"""Bus entries shown, the newest first."""


class DoorPanel(QWidget):
    def __init__(self, world: World, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._world = world
        self._palette = palette
        self._shown: tuple[BusEntry, ...] | None = None
        self.ring = Ring(palette)
        self.door = QLabel()
        self.door.setAccessibleName("Door")
        self.sound = QLabel()
        self.sound.setAccessibleName("Last sound")
        self.sound.setProperty("role", "soft")
        self.cables: dict[Device, QCheckBox] = {}
        self.bus = QTableWidget(0, len(_COLUMNS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._terminal())
        layout.addWidget(self._cables())
        layout.addWidget(self._log(), 1)

    def refresh(self, state: WorldState) -> None:
        self.ring.show_signal(state.signal, state.progress, self._world.clock.monotonic_s(), state.ring)
        unlocked = state.unlocked_for_s > 0
        self.door.setText(f"Door open for {state.unlocked_for_s:.0f} s" if unlocked else "Door locked")
        colour = self._palette.granted if unlocked else self._palette.text
        self.door.setStyleSheet(f"font-size: 20px; font-weight: 600; color: {colour};")
        self.sound.setText(f"Last sound: {state.sounds[-1].value}" if state.sounds else "No sound yet")
        for device, box in self.cables.items():
            box.blockSignals(True)
            box.setChecked(device not in state.unplugged)
            box.blockSignals(False)
            box.setText(_CABLES[device] + (": unplugged" if device in state.unplugged else ""))
        if state.bus != self._shown:
            self._shown = state.bus
            self._fill(state.bus[::-1][:ROWS])

    def _terminal(self) -> QGroupBox:
        box = QGroupBox("Terminal and door")
        words = QVBoxLayout()
        words.addStretch(1)
        words.addWidget(self.door)
        words.addWidget(self.sound)
        words.addStretch(1)
        layout = QHBoxLayout(box)
        layout.addWidget(self.ring)
        layout.addSpacing(12)
        layout.addLayout(words, 1)
        return box

    def _cables(self) -> QGroupBox:
        box = QGroupBox("Plugged in")
        layout = QVBoxLayout(box)
        layout.setSpacing(2)
        for device, text in _CABLES.items():
            cable = QCheckBox(text)
            cable.setAccessibleName(f"{text.replace('&', '')} plugged in")
            cable.setChecked(True)
            cable.toggled.connect(lambda on, device=device: self._plug(device, on))
            self.cables[device] = cable
            layout.addWidget(cable)
        return box

    def _plug(self, device: Device, on: bool) -> None:
        (self._world.plug_in if on else self._world.unplug)(device)

    def _log(self) -> QGroupBox:
        box = QGroupBox("What the controller received")
        self.bus.setAccessibleName("What the controller received and answered")
        self.bus.setHorizontalHeaderLabels(list(_COLUMNS))
        self.bus.verticalHeader().hide()
        self.bus.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.bus.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.bus.setTabKeyNavigation(False)
        self.bus.setShowGrid(False)
        header = self.bus.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumHeight(34)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_BITS, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(box)
        layout.addWidget(self.bus)
        return box

    def _fill(self, entries: tuple[BusEntry, ...]) -> None:
        self.bus.setRowCount(len(entries))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        for row, entry in enumerate(entries):
            words = (f"{entry.at:%H:%M:%S}", entry.badge.number, entry.bits.text, entry.answer.value)
            for column, word in enumerate(words):
                item = QTableWidgetItem(word)
                if column == _BITS:
                    item.setFont(fixed)
                if column == _ANSWER:
                    granted = entry.answer is DoorAnswer.GRANTED
                    item.setForeground(QColor(self._palette.granted if granted else self._palette.denied))
                self.bus.setItem(row, column, item)
