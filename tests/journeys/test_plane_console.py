"""The console on a control plane: the window signs in at a real server over TLS and does what its pages offer."""

import argparse
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.entrypoints import plane_console
from app.operations.sign_in import ConsoleSession
from tests.journeys.server_process import EMAIL, PASSWORD, server_process, set_up
from ui.console.pages.sites import SitesPage
from ui.console.pages.users import UsersPage
from ui.console.site_form import SiteForm
from ui.console.window import Look

pytestmark = [
    pytest.mark.usefixtures("service_model"),
    pytest.mark.qt_log_ignore("propagateSizeHints"),  # the offscreen platform says so of any window
]
LOOK = Look(simulated=False)
WAIT_MS = 20_000
"""Of real calls, and of a password's hash, on a busy machine."""


@pytest.mark.requirement("ROLE-001", "SITE-001")
def test_the_owner_signs_in_and_creates_a_site(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    set_up(tmp_path)
    with server_process(tmp_path) as server:
        options = argparse.Namespace(server=f"{server.url}/console", trust=Path(server.certificate))
        with plane_console.reached(options) as backend, plane_console.errands() as submit:
            dialog = plane_console.sign_in_dialog(LOOK, submit, backend, submit)
            dialog.open()
            dialog.name.setText(EMAIL)
            dialog.password.setText(PASSWORD)
            dialog.owner.setChecked(True)
            with qtbot.waitSignal(dialog.signed_in, timeout=WAIT_MS) as given:
                dialog.submit.click()
            session = given.args[0]
            assert isinstance(session, ConsoleSession)
            window = plane_console.signed_in(LOOK, submit, backend, plane_console.proof_of(session))
            window.show()
            window.open_page("users")
            users = window.page
            assert isinstance(users, UsersPage)
            assert users.sign_in_url == options.server, "what is handed on is what led here"
            window.open_page("sites")
            page = window.page
            assert isinstance(page, SitesPage)
            qtbot.waitUntil(lambda: page.table.state.isVisible(), timeout=WAIT_MS)
            page.act()
            form = QApplication.activeModalWidget()
            assert isinstance(form, SiteForm)
            for field, words in (
                (form.name, "Head office"),
                (form.line1, "1 Harbour Street"),
                (form.postal_code, "PO1 3AX"),
                (form.city, "Portsmouth"),
                (form.country, "GB"),
            ):
                field.setText(words)
            form.submit.click()
            qtbot.waitUntil(lambda: [row.name for row in page.rows] == ["Head office"], timeout=WAIT_MS)
            assert [site["name"] for site in server.signed_in().list_sites()["sites"]] == ["Head office"]
            window.close()
