"""The form of an event rule: a pattern, tried on an event before it counts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.operations.backend import Backend
from app.operations.event_rules import PutRule, RuleDetail
from app.operations.events import TEST_EVENT_PATTERN, PatternVerdict, TestEventPattern
from ui.console.calls import Calls
from ui.console.form import Form
from ui.console.page import Room

START = '{\n  "source": ["aws.one"]\n}'
"""Every event of this product, as the guide's rules begin."""


class RuleForm(Form):
    def __init__(self, room: Room, parent: QWidget, backend: Backend, known: RuleDetail | None = None) -> None:
        super().__init__(room, parent, "rules.change" if known else "rules.create")
        self._calls = Calls(room, backend, self)
        self._known = known
        say = room.speech.say
        self.name = self.add_text("rules.field.name", 64, start=known.rule if known else "")
        self.name.setReadOnly(known is not None)
        self.description = self.add_text(
            "rules.field.description", 512, start=known.description if known else "", needed=False
        )
        self.pattern = self.add_long_text("rules.field.pattern", start=known.pattern if known else START, lines=6)
        self.sample = self.add_long_text("rules.field.sample", lines=4, needed=False)
        self.test = QPushButton(say("rules.test"))
        self.test.clicked.connect(self._try)
        self.verdict = QLabel()
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setWordWrap(True)
        self.add(self.test)
        self.add(self.verdict)

    def asked(self) -> PutRule:
        enabled = self._known.enabled if self._known else True
        return PutRule(self.name.text().strip(), self.pattern.toPlainText(), enabled, self.description.text().strip())

    def _try(self) -> None:
        request = TestEventPattern(self.pattern.toPlainText(), self.sample.toPlainText())
        self._calls.make(TEST_EVENT_PATTERN, request, self._judged, self._tell)

    def _judged(self, verdict: PatternVerdict) -> None:
        self._tell(self.room.speech.say("rules.fits" if verdict.result else "rules.fits_not"))

    def _tell(self, words: str) -> None:
        self.verdict.setText(words)
        self.verdict.setAccessibleName(words)
        self.fit()
