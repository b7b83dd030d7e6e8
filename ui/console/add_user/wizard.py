"""Adds somebody: step by step, nothing before the last press, and what failed can be tried again from where it failed.

wizard = AddUserWizard(room, window, backend, "https://door.example:8443/console")
wizard.added.connect(page.show_subject)
wizard.open()
"""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.operations.backend import Backend
from app.operations.iam_credentials import LoginProfile
from app.operations.iam_policies import LIST_POLICIES
from app.operations.iam_principals import Listing
from app.operations.operation import Operation
from ui.console.add_user.plan import Plan
from ui.console.add_user.steps import DetailsStep, PasswordStep, PermissionsStep, ReviewStep, draft
from ui.console.calls import Calls
from ui.console.page import Room

WIDTH_PX, HEIGHT_PX = 640, 640
PRIVATE = 0o600


class AddUserWizard(QDialog):
    added = Signal(str)
    """The new user's name."""

    def __init__(
        self,
        room: Room,
        parent: QWidget,
        backend: Backend,
        url: str,
        open_url: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        """`url` is of the sign-in page; `open_url` hands a letter to whoever writes letters here."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.room, self._url, self._open_url = room, url, open_url
        self._calls, self._policies = Calls(room, backend, self), Calls(room, backend, self)
        self._left: list[tuple[Operation[Any, Any], Any]] | None = None
        """Calls that are still to be made; None before the last press."""
        self._password: str | None = None
        say = room.speech.say
        self.setWindowTitle(say("add_user.title"))
        self.setFixedSize(WIDTH_PX, HEIGHT_PX)
        self.title = QLabel()
        self.title.setObjectName("title")
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._make_buttons()
        self.steps = QStackedWidget()
        self.permissions, self.review = PermissionsStep(room), ReviewStep(room)
        self.retrieve = PasswordStep(room, self._save, self._mail)
        self.details = DetailsStep(room)
        self.details.changed.connect(self._judge)
        for step in (self.details, self.permissions, self.review, self.retrieve):
            self.steps.addWidget(step)
        self._arrange()
        self._go(0)

    def open(self) -> None:
        super().open()
        self._policies.gather(
            LIST_POLICIES, Listing(), lambda page: page.policies, self.permissions.show_policies, self._say
        )

    @property
    def plan(self) -> Plan:
        details = self.details
        return Plan(
            details.name.text().strip(),
            details.console.isChecked(),
            details.password.text() if details.custom else None,
            details.must_change.isChecked(),
            self.permissions.chosen,
            self.review.tags.tags(),
        )

    def save_to(self, path: Path) -> None:
        """Name, password and address, for nobody but the one who saves it. Raises OSError."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["User name", "Password", "Console sign-in URL"])
        rows.writerow([self.plan.user_name, self._password, self._url])
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), PRIVATE)  # a file that was there keeps its mode
            file.write(text.getvalue())

    def _back(self) -> None:
        self._go(self.steps.currentIndex() - 1)

    def _press(self) -> None:
        step = self.steps.currentIndex()
        if step < 2:
            self._go(step + 1)
        elif step == 2:
            self.forward.setEnabled(False)
            self.back.setEnabled(False)
            self._left = self.plan.calls() if self._left is None else self._left
            self._make()
        else:
            self.accept()

    def _make(self) -> None:
        """The next call that is left."""
        if not self._left:
            self._done()
            return
        operation, request = self._left[0]
        self._calls.make(operation, request, self._made, self._say)

    def _made(self, answer: object) -> None:
        if isinstance(answer, LoginProfile):
            self._password = self.plan.password or answer.password
        assert self._left
        self._left = self._left[1:]
        self._make()

    def _done(self) -> None:
        name = self.plan.user_name
        self.retrieve.show_password(name, self._url, self._password)
        self._go(3)
        self.added.emit(name)

    def _go(self, step: int) -> None:
        say = self.room.speech.say
        self.problem.hide()
        self.steps.setCurrentIndex(step)
        self.title.setText(say(f"add_user.step.{step + 1}"))
        self.forward.setText(say(f"add_user.forward.{step + 1}"))
        self.back.setVisible(0 < step < 3)
        self.cancel.setVisible(step < 3)
        if step == 2:
            self.review.show_plan(self.plan)
        self._judge()

    def _judge(self) -> None:
        self.forward.setEnabled(self.details.complete)

    def _say(self, words: str) -> None:
        """Why it stopped. What was made stays made; the same button goes on from there."""
        self.problem.setText(words)
        self.problem.setAccessibleName(words)
        self.problem.show()
        self.forward.setEnabled(True)
        self.back.setEnabled(self._left is None)

    def _save(self) -> None:
        say = self.room.speech.say
        start = f"{self.plan.user_name}_credentials.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, say("add_user.download"), start)
        if not chosen:
            return
        try:
            self.save_to(Path(chosen))
        except OSError:
            self._say(say("add_user.unsaved"))

    def _mail(self) -> None:
        self._open_url(draft(self.room, self.plan.user_name, self._url))

    def _make_buttons(self) -> None:
        say = self.room.speech.say
        self.back = QPushButton(say("add_user.back"))
        self.back.clicked.connect(self._back)
        self.cancel = QPushButton(say("form.cancel"))
        self.cancel.clicked.connect(self.reject)
        self.forward = QPushButton()
        self.forward.setProperty("primary", True)
        self.forward.setDefault(True)
        self.forward.clicked.connect(self._press)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.forward)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(16)
        layout.addWidget(self.title)
        layout.addWidget(self.steps, 1)
        layout.addWidget(self.problem)
        layout.addLayout(row)
