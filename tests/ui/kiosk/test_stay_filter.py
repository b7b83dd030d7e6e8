"""A terminal in full screen is not closed by whoever stands before it, and by its own program it is. What X takes from
a desktop is seen in `tests/journeys/test_taps_on_a_display.py`."""

import pytest
from PySide6.QtGui import QGuiApplication

from app.flows.view import View
from tests.ui.conftest import Start
from ui.bridge import Bridge
from ui.gallery import example_document
from ui.kiosk.window import KioskWindow, Options


@pytest.mark.parametrize("fullscreen", [True, False])
def test_only_a_window_that_is_no_terminals_whole_screen_closes_on_request(
    start_kiosk: Start, fullscreen: bool
) -> None:
    view = start_kiosk(fullscreen=fullscreen).window.view
    assert view.close() is not fullscreen
    assert view.isVisible() is fullscreen


def test_its_own_program_closes_it(qapp: QGuiApplication) -> None:
    window = KioskWindow(Bridge(lambda event: None), example_document, Options(fullscreen=True), View("idle"))
    shown: list[bool] = []
    window.view.visibleChanged.connect(shown.append)
    window.show()
    window.close()
    assert shown == [True, False]
