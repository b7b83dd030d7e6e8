"""What is wrong with a device, one line each with the way to what to do about it; and the way to all the rest.

panel.show_facts(name, chip, facts, above=TroubleList(speech, troubles_of(speech, detail), page.help))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.device_instances import InstanceState
from app.domain.device_lock import FAULTS
from app.domain.troubleshooting import Section, of_check, of_fault
from app.operations.instances import ConnectivityWord, InstanceDetail
from ui.console.speech import Speech


@dataclass(frozen=True, slots=True)
class Trouble:
    words: str
    section: Section


def troubles_of(speech: Speech, detail: InstanceDetail) -> tuple[Trouble, ...]:
    """The hardest first."""
    found = []
    status = detail.status
    if status is not None:
        found += [Trouble(speech.lock(each.lock), of_fault(FAULTS[each.lock])) for each in status.locks]
    if detail.state is InstanceState.OUT_OF_SERVICE:
        found.append(Trouble(speech.say("devices.state.out_of_service"), Section.OUT_OF_SERVICE))
    if status is None:
        return tuple(found)
    if status.connectivity is ConnectivityWord.DISCONNECTED:
        found.append(Trouble(speech.say("devices.silent"), Section.BLANK_SCREEN))
    found += [Trouble(speech.check(check), of_check(check)) for check in status.failing_checks]
    if status.refused_configuration is not None:
        found.append(Trouble(speech.unfit(status.refused_configuration), Section.CONFIGURATION_REFUSED))
    return tuple(found)


class TroubleList(QWidget):
    def __init__(self, speech: Speech, troubles: Sequence[Trouble], helped: Callable[[Section], None]) -> None:
        super().__init__()
        self.setObjectName("facts")
        self.buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(8)
        other = speech.say("devices.other" if troubles else "devices.unwell")
        for trouble in (*troubles, Trouble(other, Section.BLANK_SCREEN)):
            words = QLabel(trouble.words)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setWordWrap(True)
            button = QPushButton(speech.say("help.open"))
            button.setAccessibleName(speech.say("help.about", what=trouble.words))
            button.clicked.connect(lambda _=False, section=trouble.section: helped(section))
            self.buttons.append(button)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(words, 1)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(row)
