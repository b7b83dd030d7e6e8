"""Who are you? Name and password, then what is missing yet: a code, a recovery code, a new password; or the sign-in of
one's company, in a browser.

dialog = SignInDialog(room, "door.example:8443", backend)
dialog.signed_in.connect(open_window)          # the session
dialog.open()
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.operations.backend import Backend
from app.operations.console import BEGIN_SESSION
from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import ConsoleSession, SignedIn, SignIn
from app.runtime.errands import Submit
from ui.console.asking import Asker
from ui.console.calls import Calls
from ui.console.choice import Tick
from ui.console.form import Form
from ui.console.page import Room

RECOVERY_LEAST = 20
"""A code of an app has 6 digits, a recovery code at least so many characters: one field takes both."""


Wanted: TypeAlias = Callable[[], bool]
"""Whether anybody waits for it still; asked from another thread."""


@dataclass(frozen=True)
class Elsewhere:
    """Another house's sign-in. It takes as long as somebody takes to sign in, so it has a thread of its own."""

    go: Callable[[Wanted], object]
    """A Refusal, a SignedIn where something is missing, or what proves the session."""
    submit: Submit


class SignInDialog(Form):
    signed_in = Signal(object)
    """A ConsoleSession, or what proves one that began elsewhere."""

    def __init__(
        self,
        room: Room,
        server: str,
        backend: Backend,
        elsewhere: Elsewhere | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(room, parent, "sign_in")
        self._open = True
        self.finished.connect(self._close)
        self._calls = Calls(room, backend, self)
        say = room.speech.say
        self.add_note(say("sign_in.server", server=server))
        self.name = self.add_text("sign_in.field.name", 254)
        self.password = self.add_text("sign_in.field.password", 128, secret=True)
        self.owner = Tick(say("sign_in.owner"), room.palette)
        self.add(self.owner)
        self.code = self.add_text("sign_in.field.code", 40, later=True)
        self.new_password = self.add_text("sign_in.field.new_password", 128, secret=True, later=True)
        self.submitted.connect(self._ask)
        self.company = QPushButton(say("sign_in.elsewhere"))
        self.company.setVisible(elsewhere is not None)
        self.add(self.company)
        if elsewhere is not None:
            asker = Asker(elsewhere.submit, self)
            self.company.clicked.connect(lambda: self._go(elsewhere, asker))

    def request(self) -> SignIn:
        code = self.code.text().strip()
        recovery = len(code) >= RECOVERY_LEAST
        return SignIn(
            self.name.text().strip(),
            self.password.text(),
            owner=self.owner.isChecked(),
            code=code if code and not recovery else None,
            recovery_code=code if recovery else None,
            new_password=self.new_password.text() or None,
        )

    def say_over(self) -> None:
        """Why it is asked again."""
        self.say(self.room.speech.say("sign_in.over"))

    def _go(self, elsewhere: Elsewhere, asker: Asker) -> None:
        speech = self.room.speech
        self.company.setEnabled(False)
        self.say(speech.say("sign_in.in_browser"))
        asker.ask(
            lambda: elsewhere.go(lambda: self._open), self._came_back, lambda fault: self._stay(speech.fault(fault))
        )

    def _came_back(self, answer: object) -> None:
        say = self.room.speech.say
        if isinstance(answer, Refusal):
            none = answer.reason is Reason.UNKNOWN_OPERATION
            self._stay(say("sign_in.no_provider") if none else self.room.speech.refusal(answer))
        elif isinstance(answer, SignedIn):
            self._stay(say("sign_in.wants_factor"))
        else:
            self.signed_in.emit(answer)
            self.accept()

    def _stay(self, words: str) -> None:
        self.company.setEnabled(True)
        self.say(words)

    def _close(self) -> None:
        self._open = False

    def _ask(self) -> None:
        self._calls.make(BEGIN_SESSION, self.request(), self._answered, self.say)

    def _answered(self, answer: SignedIn) -> None:
        if isinstance(answer.session, ConsoleSession):
            self.signed_in.emit(answer.session)
            self.accept()
        elif answer.missing == "NEW_PASSWORD":
            self.want(self.new_password, self.room.speech.say("sign_in.wants_password"))
        else:
            self.want(self.code, self.room.speech.say(f"sign_in.wants_{'code' if answer.code else 'recovery'}"))
