"""`thenar console --server URL`: the administrator's window on a control plane, asked as whoever signs in."""

import argparse
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.domain.faults import Fault, FaultError
from app.gateway.http_backend import HttpBackend
from app.gateway.session_client import ConsoleProof, SignInDesk
from app.operations.sign_in import ConsoleSession
from app.runtime.clock import SystemClock
from app.runtime.errands import Errands, Submit
from ui.console.page import Room
from ui.console.plane import Plane
from ui.console.sign_in import SignInDialog
from ui.console.speech import Speech
from ui.console.style import console_style
from ui.console.window import ConsoleWindow, Look
from ui.theme.tokens import load_fonts, load_palette

TIMEOUT_S = 15.0


def main(options: argparse.Namespace, look: Look) -> int:
    """Until the window is closed, or nobody signs in. Raises FaultError(SETTINGS_INVALID)."""
    application = QApplication(sys.argv[:1])
    with reached(options) as desk, errands() as submit:
        over = False
        while (session := ask(look, submit, desk, over=over)) is not None:
            window = signed_in(look, submit, desk, session)
            window.show()
            application.exec()
            if not window.session_over:
                desk.sign_out(ConsoleProof.of(session))
                break
            over = True
    return 0


@contextmanager
def reached(options: argparse.Namespace) -> Iterator[SignInDesk]:
    """The server as it answers whoever has not signed in yet."""
    try:
        trust = ssl.create_default_context(cafile=str(options.trust) if options.trust else None)
    except (OSError, ssl.SSLError) as error:
        raise FaultError(Fault.SETTINGS_INVALID, "trust: no certificate in that file") from error
    with httpx.Client(verify=trust, timeout=TIMEOUT_S) as client:
        yield SignInDesk(client, options.server.rstrip("/"))


@contextmanager
def errands() -> Iterator[Submit]:
    worker = Errands("console")
    worker.start()
    try:
        yield worker.submit
    finally:
        worker.stop()


def ask(look: Look, submit: Submit, desk: SignInDesk, *, over: bool) -> ConsoleSession | None:
    """None when the dialog was closed. `over`: a session has ended, which is said."""
    dialog = sign_in_dialog(look, submit, desk)
    given: list[ConsoleSession] = []
    dialog.signed_in.connect(given.append)
    loop = QEventLoop()
    dialog.finished.connect(lambda _: loop.quit())
    dialog.open()
    if over:
        dialog.say_over()
    loop.exec()
    return given[0] if given else None


def sign_in_dialog(look: Look, submit: Submit, desk: SignInDesk) -> SignInDialog:
    load_fonts()
    speech, palette = Speech(look.language), load_palette(look.scheme)
    room = Room(speech, palette, submit, SystemClock().now, lambda words, tone: None)
    dialog = SignInDialog(room, desk.url, desk)
    dialog.setStyleSheet(console_style(palette))
    return dialog


def signed_in(look: Look, submit: Submit, desk: SignInDesk, session: ConsoleSession) -> ConsoleWindow:
    ours = HttpBackend(desk.client, desk.url, ConsoleProof.of(session))
    return ConsoleWindow(Plane(ours, desk.url), submit, SystemClock().now, look)
