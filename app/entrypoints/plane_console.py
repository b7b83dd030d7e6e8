"""`thenar console --server URL`: the administrator's window on a control plane, asked as whoever signs in."""

import argparse
import ssl
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

import httpx
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.domain.faults import Fault, FaultError
from app.domain.sign_in_names import CONSOLE
from app.gateway.federated_client import sign_in_elsewhere
from app.gateway.http_backend import HttpBackend
from app.gateway.session_client import ConsoleProof, SignInDesk
from app.gateway.targets.fetching import is_plain_https
from app.operations.sign_in import ConsoleSession
from app.runtime.clock import SystemClock
from app.runtime.errands import Errands, Submit
from ui.console.page import Room
from ui.console.plane import Plane
from ui.console.sign_in import Elsewhere, SignInDialog
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
        while (proof := ask(look, submit, desk, over=over)) is not None:
            window = signed_in(look, submit, desk, proof)
            window.show()
            application.exec()
            if not window.session_over:
                desk.sign_out(proof)
                break
            over = True
    return 0


@contextmanager
def reached(options: argparse.Namespace) -> Iterator[SignInDesk]:
    """The server as it answers whoever has not signed in yet. Raises FaultError(SETTINGS_INVALID)."""
    server = options.server.rstrip("/").removesuffix(CONSOLE)
    if not is_plain_https(server) or urlsplit(server).path:
        raise FaultError(
            Fault.SETTINGS_INVALID, "server: write https, its name and port, as in https://door.example:8443"
        )
    try:
        trust = ssl.create_default_context(cafile=str(options.trust) if options.trust else None)
    except (OSError, ssl.SSLError) as error:
        raise FaultError(Fault.SETTINGS_INVALID, "trust: no certificate in that file") from error
    with httpx.Client(verify=trust, timeout=TIMEOUT_S) as client:
        yield SignInDesk(client, server)


@contextmanager
def errands(name: str = "console") -> Iterator[Submit]:
    worker = Errands(name)
    worker.start()
    try:
        yield worker.submit
    finally:
        worker.stop()


def ask(look: Look, submit: Submit, desk: SignInDesk, *, over: bool) -> ConsoleProof | None:
    """None when the dialog was closed. `over`: a session has ended, which is said."""
    with errands("sign-in") as beside:
        return _asked(sign_in_dialog(look, submit, desk, beside), over=over)


def _asked(dialog: SignInDialog, *, over: bool) -> ConsoleProof | None:
    given: list[ConsoleProof] = []
    dialog.signed_in.connect(lambda session: given.append(proof_of(session)))
    loop = QEventLoop()
    dialog.finished.connect(lambda _: loop.quit())
    dialog.open()
    if over:
        dialog.say_over()
    loop.exec()
    return given[0] if given else None


def proof_of(session: object) -> ConsoleProof:
    """Of what the dialog gives: a session that began here, or the proof of one that began elsewhere."""
    if isinstance(session, ConsoleSession):
        return ConsoleProof.of(session)
    assert isinstance(session, ConsoleProof)
    return session


def sign_in_dialog(look: Look, submit: Submit, desk: SignInDesk, beside: Submit) -> SignInDialog:
    """`beside` has a thread of its own, for a sign-in in a browser."""
    load_fonts()
    speech, palette = Speech(look.language), load_palette(look.scheme)
    room = Room(speech, palette, submit, SystemClock().now, lambda words, tone: None)
    go = partial(sign_in_elsewhere, desk, SystemClock(), webbrowser.open)
    dialog = SignInDialog(room, desk.url, desk, Elsewhere(go, beside))
    dialog.setStyleSheet(console_style(palette))
    return dialog


def signed_in(look: Look, submit: Submit, desk: SignInDesk, proof: ConsoleProof) -> ConsoleWindow:
    ours, by_itself = (HttpBackend(desk.client, desk.url, each) for each in (proof, proof.unattended()))
    return ConsoleWindow(Plane(ours, by_itself, f"{desk.url}{CONSOLE}"), submit, SystemClock().now, look)
