"""What whoever installs a terminal does around it: a telephone with an activation code, network, case and mains."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from drivers.simulated.world import World

SHOW, TAKE_AWAY = "Sho&w code", "Ta&ke code away"


class InstallerPanel(QGroupBox):
    """The text of a code is what `thenar qr INSTANCE --text` prints."""

    def __init__(self, world: World, parent: QWidget | None = None) -> None:
        super().__init__("Installer", parent)
        self._world = world
        self._shown = False
        self.code = QLineEdit()
        self.code.setPlaceholderText("Code text")
        self.code.setAccessibleName("Text of the activation code on the telephone")
        self.show_code = QPushButton(SHOW)
        self.show_code.setAccessibleName("Hold the code to the camera, or take it away")
        self.show_code.clicked.connect(self._hold)
        self.code.textChanged.connect(lambda text: self.show_code.setEnabled(bool(text.strip())))
        self.show_code.setEnabled(False)
        self.network = self._switch("&Network", "Network there", world.restore_network, world.cut_network)
        self.case = self._switch("Case c&losed", "Case closed", world.close_case, world.open_case)
        self.mains = self._switch("&Mains", "Mains there", world.machine.restore_mains, world.machine.cut_mains)
        telephone = QHBoxLayout()
        telephone.addWidget(self.code, 1)
        telephone.addWidget(self.show_code)
        around = QGridLayout()
        for place, switch in enumerate((self.network, self.case, self.mains)):
            around.addWidget(switch, place // 2, place % 2)
        layout = QVBoxLayout(self)
        layout.addLayout(telephone)
        layout.addLayout(around)

    def _switch(self, text: str, name: str, on: Callable[[], None], off: Callable[[], None]) -> QCheckBox:
        box = QCheckBox(text)
        box.setAccessibleName(name)
        box.setChecked(True)
        box.toggled.connect(lambda checked: (on if checked else off)())
        return box

    def _hold(self) -> None:
        self._shown = not self._shown
        self.show_code.setText(TAKE_AWAY if self._shown else SHOW)
        if self._shown:
            self._world.show_code(self.code.text().strip())
        else:
            self._world.take_palm_away()
