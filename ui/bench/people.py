"""The people of the bench: invented, each a seed of `drivers.simulated.palms` with a badge of their own."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QGroupBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.badges import Badge
from drivers.simulated.palms import tone_of
from drivers.simulated.skin import TONES
from drivers.simulated.world import World


@dataclass(frozen=True)
class Person:
    """`seed` draws both palms. `on_list`: the controller knows the badge when the bench opens."""

    seed: int
    badge: Badge
    on_list: bool = True

    @property
    def name(self) -> str:
        return f"Person {self.seed}"


PEOPLE = (*(Person(seed, Badge(17, 4200 + seed)) for seed in range(1, 8)), Person(8, Badge(17, 4208), on_list=False))
"""The last one has a badge that the controller denies."""


class PeoplePanel(QGroupBox):
    """Choose a person, hold the badge to the reader. `chosen` is called with every choice."""

    def __init__(self, world: World, chosen: Callable[[Person], None], parent: QWidget | None = None) -> None:
        super().__init__("People", parent)
        self._world = world
        self._chosen = chosen
        self.list = QListWidget()
        self.list.setAccessibleName("People")
        self.list.setAccessibleDescription("Choose whose palm and badge the buttons use")
        for person in PEOPLE:
            self.list.addItem(_row(person))
            if person.on_list:
                world.allow(person.badge)
        self.list.setCurrentRow(0)
        self.list.setSpacing(1)
        self.list.setIconSize(QSize(24, 24))
        self.scan = QPushButton("&Scan badge")
        self.scan.setAccessibleName("Scan badge")
        self.scan.setAccessibleDescription("Holds the chosen person's badge to the badge reader")
        self.scan.setProperty("primary", True)
        self.listed = QCheckBox("On the &access list")
        self.listed.setAccessibleName("On the access list")
        self.listed.setAccessibleDescription("Whether the access server lets the chosen person's badge pass")
        self.at_server = QPushButton("Scan at the access ser&ver")
        self.at_server.setAccessibleName("Scan at the access server")
        self.at_server.setAccessibleDescription("Holds the badge to a scanner of the access server, not the terminal's")
        self.heard = QLabel(" ")
        self.heard.setProperty("role", "soft")
        self.heard.setAccessibleName("What became of the badge")
        self.heard.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (self.list, self.listed, self.scan, self.at_server, self.heard):
            layout.addWidget(widget)
        self.list.currentRowChanged.connect(self._choose)
        self.scan.clicked.connect(self._scan)
        self.at_server.clicked.connect(self._scan_at_server)
        self.listed.toggled.connect(self._list_badge)
        self._choose()

    @property
    def person(self) -> Person:
        return PEOPLE[max(self.list.currentRow(), 0)]

    def _choose(self) -> None:
        self.heard.setText(" ")
        self.listed.setChecked(self.person.badge in self._world.state().allowed)
        self._chosen(self.person)

    def _scan(self) -> None:
        heard = self._world.present_badge(self.person.badge.number)
        self.heard.setText(f"{self.person.badge.number} read" if heard else "No reader is listening now")

    def _list_badge(self, on: bool) -> None:
        (self._world.allow if on else self._world.forbid)(self.person.badge)
        state = self._world.state()
        behind = state.allowed != state.cached
        self.heard.setText("The controller has not heard of that yet" if behind else " ")

    def _scan_at_server(self) -> None:
        self._world.scan_at_server(self.person.badge)
        scan = self._world.state().scans[-1]
        self.heard.setText(f"{scan.badge.number} read by the server: {'may pass' if scan.may_pass else 'may not pass'}")


def _row(person: Person) -> QListWidgetItem:
    item = QListWidgetItem(_swatch(tone_of(person.seed)), f"{person.name}    {person.badge.number}")
    item.setData(
        Qt.ItemDataRole.AccessibleTextRole,
        f"{person.name}, badge {person.badge.number}, skin tone {tone_of(person.seed)} of 10",
    )
    return item


def _swatch(tone: int) -> QIcon:
    """A disc in the person's own tone."""
    pixmap = QPixmap(28, 28)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(*TONES[tone - 1]))
    painter.setPen(QColor(140, 150, 160))
    painter.drawEllipse(2, 2, 24, 24)
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)  # else Qt tints it with the selection's colour
    return icon
