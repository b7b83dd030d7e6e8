"""A scanner that types: its characters reach the driver, and its Enter presses no button."""

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest

from app.flows.enrolment import ENROLMENT, Candidate, Enrolment
from app.flows.events import Choice, Tapped
from drivers.keyboard_wedge.reader import WedgeReader
from tests.ui.conftest import Kiosk, Start
from ui.kiosk.wedge_filter import WedgeFilter


class Typist:
    """Types into a window, `pause_s` apart on a clock of its own."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.now_s = 100.0
        self.heard: list[tuple[str, float]] = []
        self.reader = WedgeReader()
        self.reader.open()
        self.filter: QObject = WedgeFilter(self._hear, lambda: self.now_s)
        self.view = kiosk.window.view
        self.view.installEventFilter(self.filter)

    def _hear(self, text: str, at_s: float) -> bool:
        self.heard.append((text, at_s))
        return self.reader.key(text, at_s)

    def type(self, text: str, pause_s: float) -> None:
        for char in text:
            self.now_s += pause_s
            if char == "\n":
                QTest.keyClick(self.view, Qt.Key.Key_Return)
            else:
                QTest.keyClick(self.view, Qt.Key(ord(char)))


@pytest.fixture
def kiosk(start_kiosk: Start) -> Kiosk:
    kiosk = start_kiosk()
    kiosk.show(ENROLMENT.view(Enrolment.START, Candidate()))
    return kiosk


def test_every_character_reaches_the_driver_with_its_time(kiosk: Kiosk) -> None:
    typist = Typist(kiosk)
    typist.type("17-4\n", pause_s=0.5)
    assert typist.heard == [("1", 100.5), ("7", 101.0), ("-", 101.5), ("4", 102.0), ("\r", 102.5)]


def test_a_scan_presses_no_button(kiosk: Kiosk) -> None:
    typist = Typist(kiosk)
    typist.type("17-4242\n", pause_s=0.01)
    assert kiosk.events == []
    assert "".join(char for char, _ in typist.heard) == "17-4242\r"


def test_a_persons_enter_presses_the_button(kiosk: Kiosk) -> None:
    Typist(kiosk).type("\n", pause_s=1.0)
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]


def test_the_enter_after_a_scan_is_a_persons_again(kiosk: Kiosk) -> None:
    typist = Typist(kiosk)
    typist.type("17-4242\n", pause_s=0.01)
    typist.type("\n", pause_s=0.5)
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]


def test_space_stays_with_the_screen(kiosk: Kiosk) -> None:
    typist = Typist(kiosk)
    QTest.keyClick(typist.view, Qt.Key.Key_Space)
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]
