"""The managed terminal's window in a simulated world: out of the box it is set up on its own screens."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.config.settings import Device, Mode, Settings
from app.entrypoints.managed_window import Pulse, managed_window
from app.runtime.clock import SystemClock
from tests.app.runtime.fakes import ToldClock
from tests.ui.kiosk.accessible import buttons
from ui.kiosk.window import KioskWindow

pytestmark = [pytest.mark.no_qt_log]  # Qt's multimedia complains of libraries that it does not need

SIMULATED = Device("simulated")
PATIENCE_MS, BREATH_MS = 30_000, 50


def until(window: KioskWindow, screen: str) -> None:
    for _ in range(PATIENCE_MS // BREATH_MS):
        if window._model._view.screen == screen:
            return
        QTest.qWait(BREATH_MS)
    raise AssertionError(f"waited for {screen}, saw {window._model._view.screen}")


@pytest.mark.requirement("ACT-001", "ACT-002")
def test_out_of_the_box_it_is_set_up_on_its_screen(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(Mode.MANAGED, SIMULATED, SIMULATED, SIMULATED, data=tmp_path)
    with managed_window(settings, SystemClock(), False, lambda: None) as window:
        window.show()
        until(window, "tap_to_start")
        window._model.tap("get_started")
        until(window, "choose_connection")
        QTest.qWait(BREATH_MS)
        assert {"Ethernet", "Wifi"} <= set(buttons(window.view))
        assert window.problems == []
        written = {path.name for path in (tmp_path / "terminal").rglob("*") if path.is_file()}
        assert written <= {"restarts", "run"}, "nothing but how it ran is written before it is somebody's"


def test_a_screen_that_does_not_beat_is_felt(qapp: QApplication) -> None:
    clock = ToldClock()
    pulse = Pulse(clock)
    assert pulse.lives()
    clock.pass_s(15.0)
    assert not pulse.lives()
    pulse.beat()
    assert pulse.lives()
