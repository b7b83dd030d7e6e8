"""What is before the camera: which hand, how it is held, in which light; and the picture that the lens sees.

The picture is drawn for this window alone and is never stored; beside it stands whether the terminal's camera is open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.domain.people import Hand
from drivers.simulated.camera import flash_of, picture
from drivers.simulated.palms import Backdrop, Cover, Lens, Light, Pose, Side
from drivers.simulated.world import Device, Species, World, WorldState

PICTURE = (360, 480)
"""(rows, columns) of the bench's own view of the camera's picture."""


class Shown(Enum):
    LEFT = "&Left palm"
    RIGHT = "&Right palm"
    BACK = "&Back of hand"
    NOTHING = "&Take away"


@dataclass(frozen=True)
class Knob:
    """A slider in whole steps; `text` turns its value into words."""

    name: str
    lowest: int
    highest: int
    start: int
    text: Callable[[int], str]


KNOBS = (
    Knob("Distance", 150, 700, 300, lambda v: f"{v} mm"),
    Knob("Roll", -60, 60, 0, lambda v: f"{v}°"),
    Knob("Tilt", -60, 60, 0, lambda v: f"{v}°"),
    Knob("Turn", -60, 60, 0, lambda v: f"{v}°"),
    Knob("Sideways", -45, 45, 0, lambda v: f"{v} %"),
    Knob("Fingers", 0, 10, 8, lambda v: "closed" if v == 0 else f"{v * 10} % open"),
    Knob("Light", 5, 200, 100, lambda v: f"{v} %"),
    Knob("Glare", 0, 100, 0, lambda v: f"{v} %"),
    Knob("Blur", 0, 80, 8, lambda v: f"{v / 10:.1f} px"),
    Knob("Sway", 0, 30, 1, lambda v: "still" if v == 0 else f"{v} x"),
    Knob("Skin tone", 0, 10, 0, lambda v: "own" if v == 0 else f"{v} of 10"),
)


class SightPanel(QGroupBox):
    """`look_at` changes whose hand it is."""

    def __init__(self, world: World, parent: QWidget | None = None) -> None:
        super().__init__("Before the camera", parent)
        self._world = world
        self._seed = 1
        self._hand = Hand.LEFT
        self._number = 0
        self.view = QLabel()
        self.view.setAccessibleName("What the camera sees")
        self.view.setFixedSize(PICTURE[1], PICTURE[0])
        self.state = QLabel()
        self.state.setAccessibleName("Camera")
        self.state.setProperty("role", "soft")
        self.buttons = QButtonGroup(self)
        self.sliders: dict[str, QSlider] = {}
        self.values: dict[str, QLabel] = {}
        self.scene = _choices("Background", [each.value for each in Backdrop])
        self.cover = _choices("Covered by", [each.value for each in Cover])
        self.what = _choices("Shown as", ["living palm", *(each.value for each in Species)])
        self.reset = QPushButton("R&eset")
        self.reset.setAccessibleName("Put hand, light and lens back as they were at first")
        self._lay_out()
        self.reset.clicked.connect(self._reset)
        for choice in (self.scene, self.cover, self.what):
            choice.currentIndexChanged.connect(self._show)
        self.buttons.idClicked.connect(self._show)

    def look_at(self, seed: int) -> None:
        self._seed = seed
        self._show()

    def press(self, shown: Shown) -> None:
        """As a click on the button would."""
        self.buttons.button(list(Shown).index(shown)).click()

    def refresh(self, state: WorldState) -> None:
        """Draws what the lens sees now."""
        self._number += 1
        if Device.CAMERA in state.unplugged:
            self.view.setPixmap(QPixmap())
            self.view.setText("The camera is unplugged")
            self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        else:
            pixels = picture(state.sight, self._number, PICTURE, flash_of(state.ring))
            rows, columns = PICTURE
            image = QImage(pixels.data, columns, rows, columns * 3, QImage.Format.Format_BGR888)
            self.view.setPixmap(QPixmap.fromImage(image))
        is_open = Device.CAMERA in state.open_devices
        self.state.setText("The terminal's camera is open" if is_open else "The terminal's camera is closed")

    def _lay_out(self) -> None:
        hands = QHBoxLayout()
        hands.setSpacing(8)
        for number, shown in enumerate(Shown):
            button = QPushButton(shown.value)
            button.setAccessibleName(shown.value.replace("&", ""))
            button.setCheckable(True)
            button.setChecked(shown is Shown.NOTHING)
            self.buttons.addButton(button, number)
            hands.addWidget(button)
        knobs = QGridLayout()
        knobs.setVerticalSpacing(2)
        knobs.setHorizontalSpacing(10)
        for row, knob in enumerate(KNOBS):
            self._add_knob(knobs, row % 6, 3 * (row // 6), knob)
        choices = QHBoxLayout()
        for box in (self.what, self.scene, self.cover):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            choices.addWidget(label)
            choices.addWidget(box, 1)
        choices.addWidget(self.reset)
        layout = QVBoxLayout(self)
        layout.addWidget(self.view, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.state, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(hands)
        layout.addLayout(knobs)
        layout.addLayout(choices)
        layout.addStretch(1)

    def _add_knob(self, grid: QGridLayout, row: int, column: int, knob: Knob) -> None:
        slider, value, label = QSlider(Qt.Orientation.Horizontal), QLabel(knob.text(knob.start)), QLabel(knob.name)
        slider.setRange(knob.lowest, knob.highest)
        slider.setValue(knob.start)
        slider.setPageStep(max((knob.highest - knob.lowest) // 10, 1))
        slider.setAccessibleName(knob.name)
        slider.setMinimumHeight(30)
        value.setFixedWidth(84)
        value.setProperty("role", "soft")
        label.setBuddy(slider)
        slider.valueChanged.connect(lambda number: value.setText(knob.text(number)))
        slider.valueChanged.connect(self._show)
        for place, widget in enumerate((label, slider, value)):
            grid.addWidget(widget, row, column + place)
        grid.setColumnStretch(column + 1, 1)
        self.sliders[knob.name], self.values[knob.name] = slider, value

    def _reset(self) -> None:
        for knob in KNOBS:
            self.sliders[knob.name].setValue(knob.start)
        for choice in (self.scene, self.cover, self.what):
            choice.setCurrentIndex(0)

    def _show(self) -> None:
        """Tells the world what the controls say."""
        value = {name: slider.value() for name, slider in self.sliders.items()}
        self._world.set_light(Light(brightness=value["Light"] / 100, glare=value["Glare"] / 100))
        self._world.set_lens(Lens(blur_px=value["Blur"] / 10))
        self._world.set_scene(list(Backdrop)[self.scene.currentIndex()])
        shown = list(Shown)[self.buttons.checkedId()]
        if shown is Shown.NOTHING:
            self._world.take_palm_away()
            return
        if shown is not Shown.BACK:
            self._hand = Hand.LEFT if shown is Shown.LEFT else Hand.RIGHT
        if self.what.currentIndex() > 0:
            species = list(Species)[self.what.currentIndex() - 1]
            self._world.show_fake(species, self._seed, self._hand, sway=value["Sway"])
            return
        pose = Pose(
            distance_mm=value["Distance"],
            roll_deg=value["Roll"],
            tilt_deg=value["Tilt"],
            turn_deg=value["Turn"],
            x=value["Sideways"] / 100,
            spread=value["Fingers"] / 10,
        )
        self._world.show_palm(
            self._seed,
            self._hand,
            replace(pose, side=Side.BACK) if shown is Shown.BACK else pose,
            tone=value["Skin tone"] or None,
            cover=list(Cover)[self.cover.currentIndex()],
            sway=value["Sway"],
        )


def _choices(name: str, words: Sequence[str]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.addItems([word.capitalize() for word in words])
    return box
