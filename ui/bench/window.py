"""The simulated world as a window beside the kiosk: people, palms, badges, cables, light ring and door.

    bench = BenchWindow(world, modes={"entry": show_entry, "enrolment": show_enrolment})
    bench.show()

Rules: it only does to the world what a person, an installer or the weather could do; a band says SIMULATED, always;
every control has a name for a screen reader and can be reached by keyboard.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget

from app.config.paths import resources_folder
from drivers.simulated.world import World
from ui.bench.door_panel import DoorPanel
from ui.bench.installer_panel import InstallerPanel
from ui.bench.people import PeoplePanel, Person
from ui.bench.sight_panel import SightPanel
from ui.theme.tokens import Palette, load_fonts, load_palette, stylesheet

LOOK_EVERY_MS = 100
"""Ten looks a second: smooth to watch, a tenth of a core."""


class BenchWindow(QMainWindow):
    """`modes` are buttons that change what the kiosk is: the word on the button and what it does; `console` opens the
    administrator's window. Beside a `managed` terminal stands an installer."""

    def __init__(
        self,
        world: World,
        modes: Mapping[str, Callable[[], object]] | None = None,
        console: Callable[[], object] | None = None,
        *,
        managed: bool = False,
    ) -> None:
        super().__init__()
        load_fonts()
        palette = load_palette("dark")
        self._world = world
        self.sight = SightPanel(world)
        self.people = PeoplePanel(world, self._choose)
        self.doors = DoorPanel(world, palette)
        self.installer = InstallerPanel(world) if managed else None
        self.modes: dict[str, QPushButton] = {}
        self.console = QPushButton("Console")
        self.console.setAccessibleName("Administrator's console")
        self.console.clicked.connect(lambda: console() if console else None)
        if console is None:
            self.console.hide()
        self.setWindowTitle("Thenar bench: simulated world")
        self.setStyleSheet(stylesheet(palette) + _bench_style(palette))
        self.setCentralWidget(self._whole(modes or {}))
        self.resize(1400, 900)
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_EVERY_MS)
        self._looking.timeout.connect(self.refresh)
        self._looking.start()
        self.refresh()

    def refresh(self) -> None:
        """Shows the world as it is now. Happens by itself ten times a second."""
        state = self._world.state()
        self.sight.refresh(state)
        self.doors.refresh(state)

    def _choose(self, person: Person) -> None:
        self.sight.look_at(person.seed)

    def _whole(self, modes: Mapping[str, Callable[[], object]]) -> QWidget:
        band = QLabel("SIMULATED   camera, badge reader, door, light and sound are not real")
        band.setObjectName("band")
        band.setAccessibleName("Simulated: camera, badge reader, door, light and sound are not real")
        band.setAlignment(Qt.AlignmentFlag.AlignCenter)
        left = QVBoxLayout()
        if modes:
            left.addLayout(self._modes(modes))
        if self.installer is not None:
            left.addWidget(self.installer)
        left.addWidget(self.people, 1)
        columns = QGridLayout()
        columns.setContentsMargins(16, 8, 16, 16)
        columns.setHorizontalSpacing(16)
        columns.addLayout(left, 0, 0)
        columns.addWidget(self.sight, 0, 1)
        columns.addWidget(self.doors, 0, 2)
        for column, share in enumerate((5, 9, 9)):
            columns.setColumnStretch(column, share)
        whole = QWidget()
        whole.setObjectName("window")
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(band)
        layout.addLayout(columns, 1)
        return whole

    def _modes(self, modes: Mapping[str, Callable[[], object]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for word, act in modes.items():
            button = QPushButton(word.capitalize())
            button.setAccessibleName(f"Kiosk as {word}")
            button.clicked.connect(lambda _checked=False, act=act: act())
            self.modes[word] = button
            row.addWidget(button)
        row.addWidget(self.console)
        return row


def _bench_style(palette: Palette) -> str:
    p = palette
    check = (resources_folder() / "icons" / "check.svg").as_posix()
    return f"""
    QLabel#band {{ background: {p.warning}; color: {p.on_warning}; font-weight: 600; padding: 7px; }}
    QListWidget::item {{ padding: 7px 6px; border-radius: 6px; }}
    QListWidget::item:selected {{ background: {p.accent}; color: {p.on_accent}; }}
    QHeaderView, QHeaderView::section {{ background: {p.surface}; color: {p.soft}; border: none; padding: 4px 6px;
        font-weight: 500; }}
    QTableWidget {{ padding: 0; }}
    QPushButton {{ padding: 9px 10px; }}
    QPushButton:focus {{ padding: 8px 9px; }}
    QCheckBox {{ spacing: 10px; padding: 5px; border: 2px solid transparent; border-radius: 6px; }}
    QCheckBox:focus {{ border-color: {p.accent}; }}
    QCheckBox::indicator {{ width: 16px; height: 16px; border-radius: 5px; border: 2px solid {p.edge}; }}
    QCheckBox::indicator:checked {{ background: {p.granted}; border-color: {p.granted};
        image: url("{check}"); }}
    QListWidget {{ outline: none; }}
    QSlider {{ border: 2px solid transparent; border-radius: 6px; }}
    QSlider:focus {{ border-color: {p.accent}; }}
    QComboBox QAbstractItemView {{ background: {p.raised}; }}
    """
