"""A locked device: does it still stand at its site? Yes unlocks it, no deactivates it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QRadioButton, QWidget

from app.operations.instances import RemediateDevice
from ui.console.form import Form
from ui.console.page import Room
from ui.console.style import FIELD_PX


class RemediationForm(Form):
    """Nothing is chosen beforehand: it is a question that somebody has to go and look for."""

    def __init__(self, room: Room, parent: QWidget, instance: str, name: str, why: Sequence[str]) -> None:
        super().__init__(room, parent, "devices.remediation")
        say = room.speech.say
        self._instance = instance
        self.add_note(say("devices.remediation.why", name=name, why=", ".join(why)))
        self.here, self.elsewhere = QRadioButton(say("devices.here")), QRadioButton(say("devices.elsewhere"))
        for answer in (self.here, self.elsewhere):
            answer.setMinimumHeight(FIELD_PX)
            answer.toggled.connect(self.judge)
            self.add(answer)
        self.need(lambda: self.here.isChecked() or self.elsewhere.isChecked())

    def asked(self) -> RemediateDevice:
        return RemediateDevice(self._instance, self.here.isChecked())
