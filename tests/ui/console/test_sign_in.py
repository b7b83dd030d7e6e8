"""Signing in: what is missing is asked for one after the other, and nothing that was typed is lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from shiboken6 import isValid

from app.operations.refusals import Reason, Refusal
from app.operations.sign_in import ConsoleSession, SignedIn, SignIn
from app.runtime.errands import at_once
from ui.console.example_plane import ExamplePlane
from ui.console.examples import NOON
from ui.console.gallery import settle
from ui.console.page import Room
from ui.console.sign_in import Elsewhere, SignInDialog, Wanted
from ui.console.speech import Speech
from ui.theme.tokens import load_palette

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window
SESSION = ConsoleSession("arn:aws:iam::123456789012:user/ada", "0" * 64, 900, 0, "token")
CODE, RECOVERY = "123456", "ABCD-EFGH-IJKL-MNOP-QRST"


@pytest.fixture
def plane() -> ExamplePlane:
    return ExamplePlane()


@pytest.fixture
def dialog(qapp: QApplication, plane: ExamplePlane) -> Iterator[SignInDialog]:
    room = Room(Speech("en"), load_palette(), at_once, lambda: NOON, lambda words, tone: None)
    dialog = SignInDialog(room, "https://door.example:8443", plane)
    dialog.open()
    dialog.name.setText("ada")
    dialog.password.setText("correct horse battery")
    yield dialog
    if isValid(dialog):  # a dialog that was accepted has gone by itself
        dialog.close()
    settle()


def send(dialog: SignInDialog) -> None:
    dialog.submit.click()
    settle()


def test_name_and_password_are_enough_where_nothing_else_is_asked(dialog: SignInDialog, plane: ExamplePlane) -> None:
    plane.answers["BeginSession"] = SignedIn(session=SESSION)
    given: list[ConsoleSession] = []
    dialog.signed_in.connect(given.append)
    send(dialog)
    assert given == [SESSION]
    assert plane.requests("BeginSession") == [SignIn("ada", "correct horse battery")]


@pytest.mark.parametrize(("typed", "code", "recovery"), [(CODE, CODE, None), (RECOVERY, None, RECOVERY)])
def test_a_second_factor_is_asked_for_once_the_password_was_right(
    dialog: SignInDialog, plane: ExamplePlane, typed: str, code: str | None, recovery: str | None
) -> None:
    assert not dialog.code.isVisible()
    plane.answers["BeginSession"] = SignedIn(missing="SECOND_FACTOR", code=True)
    send(dialog)
    assert dialog.code.isVisible()
    assert not dialog.submit.isEnabled()
    dialog.code.setText(typed)
    plane.answers["BeginSession"] = SignedIn(session=SESSION)
    send(dialog)
    last = plane.requests("BeginSession")[-1]
    assert (last.password, last.code, last.recovery_code) == ("correct horse battery", code, recovery)


def test_a_password_that_must_change_is_changed_on_the_way(dialog: SignInDialog, plane: ExamplePlane) -> None:
    plane.answers["BeginSession"] = SignedIn(missing="NEW_PASSWORD")
    send(dialog)
    dialog.new_password.setText("another long password")
    send(dialog)
    assert plane.requests("BeginSession")[-1].new_password == "another long password"


def test_a_wrong_password_says_so_and_keeps_the_name(dialog: SignInDialog, plane: ExamplePlane) -> None:
    plane.refusals["BeginSession"] = Refusal.of(Reason.SIGN_IN_WRONG)
    send(dialog)
    assert dialog.isVisible()
    assert dialog.problem.isVisible()
    assert dialog.name.text() == "ada"
    assert dialog.submit.isEnabled()


def test_secrets_are_never_shown(dialog: SignInDialog) -> None:
    for field in (dialog.password, dialog.new_password):
        assert field.echoMode() is QLineEdit.EchoMode.Password


@pytest.fixture
def answers() -> list[object]:
    return []


@pytest.fixture
def elsewhere(qapp: QApplication, plane: ExamplePlane, answers: list[object]) -> Iterator[SignInDialog]:
    """A dialog whose other sign-in gives these answers, at once."""
    room = Room(Speech("en"), load_palette(), at_once, lambda: NOON, lambda words, tone: None)
    dialog = SignInDialog(room, "https://door.example:8443", plane, Elsewhere(lambda wanted: answers[0], at_once))
    dialog.open()
    yield dialog
    if isValid(dialog):
        dialog.close()
    settle()


def test_the_companys_sign_in_gives_a_session_without_a_password(
    elsewhere: SignInDialog, answers: list[object]
) -> None:
    proof = object()
    answers.append(proof)
    given: list[object] = []
    elsewhere.signed_in.connect(given.append)
    elsewhere.company.click()
    settle()
    assert given == [proof]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Refusal.of(Reason.UNKNOWN_OPERATION), Speech("en").say("sign_in.no_provider")),
        (Refusal.of(Reason.FEDERATION_STALE), Speech("en").refusal(Refusal.of(Reason.FEDERATION_STALE))),
        (SignedIn(missing="SECOND_FACTOR"), Speech("en").say("sign_in.wants_factor")),
    ],
)
def test_a_sign_in_elsewhere_that_led_nowhere_leaves_the_dialog_usable(
    elsewhere: SignInDialog, answers: list[object], answer: object, words: str
) -> None:
    answers.append(answer)
    elsewhere.company.click()
    settle()
    assert elsewhere.problem.text() == words
    assert elsewhere.company.isEnabled()
    assert elsewhere.isVisible()


def test_nobody_waits_for_a_browser_once_the_dialog_is_closed(qapp: QApplication, plane: ExamplePlane) -> None:
    asked: list[Wanted] = []
    room = Room(Speech("en"), load_palette(), at_once, lambda: NOON, lambda words, tone: None)
    never = Elsewhere(lambda wanted: asked.append(wanted), lambda job, told: job())
    dialog = SignInDialog(room, "https://door.example:8443", plane, never)
    dialog.open()
    dialog.company.click()
    assert asked[0]()
    dialog.reject()
    settle()
    assert not asked[0]()
