"""The kiosk's own window on photographs of a hand: badge typed, texts read, hand enrolled, by keyboard and mouse."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.config.paths import State
from app.config.settings import Device, Mode, Settings
from app.config.text import Texts
from app.domain.badges import Badge
from app.entrypoints.standalone import terminal_window
from app.flows.view import View
from app.runtime.clock import SystemClock
from app.storage.opening import open_store
from tests.ui.kiosk.accessible import buttons
from ui.kiosk.window import KioskWindow

pytestmark = [pytest.mark.real, pytest.mark.no_qt_log]  # Qt's multimedia complains of libraries that it does not need

BADGE = Badge(123, 4567)
PATIENCE_S = 120.0
BREATH_MS = 50


class Person(QObject):
    """Sits before the window: sees each view after the window has it, presses keys, taps buttons."""

    def __init__(self, window: KioskWindow) -> None:
        super().__init__()
        self._window = window
        self.seen: list[str] = ["start"]
        window._bridge.view_shown.connect(self._look, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _look(self, view: View) -> None:
        self.seen.append(view.screen)

    def until(self, screen: str, act: Callable[[], None] = lambda: None) -> None:
        """Acts again and again: a text takes several PageDowns, and a button that has just come waits for a moment."""
        until_s = time.monotonic() + PATIENCE_S
        while screen not in self.seen:
            assert time.monotonic() < until_s, f"waited for {screen}, saw {list(dict.fromkeys(self.seen))}"
            act()
            QTest.qWait(BREATH_MS)

    def read_on(self) -> None:
        QTest.keyClick(self._window.view, Qt.Key.Key_PageDown)
        QTest.keyClick(self._window.view, Qt.Key.Key_Return)

    def scan(self, badge: Badge) -> None:
        for character in badge.number:
            QTest.keyClick(self._window.view, Qt.Key(ord(character)))
        QTest.keyClick(self._window.view, Qt.Key.Key_Return)

    def skip(self) -> None:
        button = buttons(self._window.view).get(Texts("en").say("choice.skip_hand"))
        if button is not None:
            QTest.mouseClick(
                self._window.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, button.centre
            )


def test_a_person_enrols_at_the_kiosks_own_window(real: Path, tmp_path: Path, qapp: QGuiApplication) -> None:
    camera = Device("file", str(real / "webcam4_fullhand" / "w3"))
    settings = Settings(Mode.ENROLMENT, camera, Device("keyboard"), Device("none"), data=tmp_path)
    with open_store(State(tmp_path, simulated=False)):
        pass  # made with its key in a file: a test leaves nothing in anybody's keyring
    with terminal_window(settings, SystemClock(), fullscreen=False, restart=lambda: None) as window:
        window.show()
        person = Person(window)
        person.until("scan_badge", person.read_on)
        person.scan(BADGE)
        person.until("terms")
        person.until("consent", person.read_on)
        person.until("capture_left", person.read_on)
        person.until("capture_right")
        person.until("try_it", person.skip)
        person.until("enrolled")
        assert window.problems == []
    with open_store(State(tmp_path, simulated=False)) as store:
        assert store.person_with(BADGE) is not None
