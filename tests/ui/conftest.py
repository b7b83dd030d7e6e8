"""Screens are tested offscreen, with the software renderer and the basic render loop."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.flows.events import Event, StillHere
from app.flows.view import View
from ui.bridge import Bridge
from ui.gallery import example_document
from ui.kiosk.window import KioskWindow, Options, prepare_graphics

os.environ["QT_QPA_PLATFORM"] = "offscreen"
prepare_graphics(software=True)

IDLE = View("idle")


@dataclass(frozen=True, slots=True)
class Kiosk:
    bridge: Bridge
    window: KioskWindow
    events: list[Event]

    def show(self, view: View) -> None:
        """Shows it, and returns when the window has drawn it."""
        self.bridge.show(view)
        QTest.qWait(1)


Start = Callable[..., Kiosk]


@pytest.fixture
def start_kiosk(qapp: QGuiApplication) -> Iterator[Start]:
    """`start_kiosk(documents=..., **fields of Options)`: motion off and time standing still unless asked for."""
    windows = []

    def start(documents: Callable[[str, str], str] = example_document, **fields: object) -> Kiosk:
        still = Options(motion=False, ticking=False, width=360, height=640)
        events: list[Event] = []
        bridge = Bridge(lambda event: None if isinstance(event, StillHere) else events.append(event))
        window = KioskWindow(bridge, documents, replace(still, **fields), IDLE)  # type: ignore[arg-type]  # by name
        windows.append(window)
        window.show()
        QTest.qWait(1)
        return Kiosk(bridge, window, events)

    yield start
    for window in windows:
        window.close()
        QTest.qWait(1)
        assert window.problems == [], "the way out included"
