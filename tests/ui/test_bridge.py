"""Qt and the runtime: any thread in, one thread out, and references that stay where they are."""

import gc
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.domain.signals import Signal
from app.flows.enrolment import ENROLMENT, Candidate, Enrolment
from app.flows.events import Choice, Event, Tapped
from app.flows.view import View
from tests.ui.conftest import Start
from tests.ui.kiosk.accessible import buttons
from ui.bridge import Bridge

EMITS = 2_000
"""PySide6 6.12.0 on Python 3.11 dropped a reference to True with each and died after some 560."""

LOST_AT_MOST = 500
"""References that other code may give back meanwhile: what earlier tests of the process left in caches, too."""


def test_views_from_another_thread_arrive_in_order(start_kiosk: Start) -> None:
    kiosk, seen = start_kiosk(), []
    kiosk.bridge.view_shown.connect(lambda view: seen.append(view.screen))
    screens = ["idle", "checking", "granted", "idle", "positioning"] * 20

    def talk() -> None:
        for screen in screens:
            kiosk.bridge.show(View(screen))

    worker = threading.Thread(target=talk)
    worker.start()
    worker.join()
    QTest.qWait(20)
    assert seen == screens


def test_a_window_shows_what_another_thread_says(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    view = ENROLMENT.view(Enrolment.START, Candidate())
    worker = threading.Thread(target=kiosk.bridge.show, args=(view,))
    worker.start()
    worker.join()
    QTest.qWait(1)
    assert "Get started" in buttons(kiosk.window.view)


def test_an_event_goes_to_whoever_asked_for_it(qapp: QGuiApplication) -> None:
    events: list[Event] = []
    Bridge(events.append).post(Tapped(Choice.OK))
    assert events == [Tapped(Choice.OK)]


def test_a_tap_goes_to_the_flow_whose_screen_it_was_made_on(qapp: QGuiApplication) -> None:
    first: list[Event] = []
    second: list[Event] = []
    bridge, shown = Bridge(first.append), list[str]()
    bridge.view_shown.connect(lambda view: shown.append(view.screen), Qt.ConnectionType.QueuedConnection)

    def change() -> None:
        bridge.turn_to(second.append)
        bridge.show(View("out_of_service"))

    worker = threading.Thread(target=change)
    worker.start()
    worker.join()
    assert shown == [], "the other flow has begun, and its view is on its way"
    bridge.post(Tapped(Choice.OK))
    QTest.qWait(20)
    assert shown == ["out_of_service"]
    bridge.post(Tapped(Choice.RESTART))
    assert (first, second) == ([Tapped(Choice.OK)], [Tapped(Choice.RESTART)])


@pytest.mark.parametrize(("size", "length"), [((2, 2), 15), ((2, 2), 17), ((0, 2), 0), ((-1, -4), 16)])
def test_a_frame_whose_size_and_length_disagree_is_refused(
    qapp: QGuiApplication, size: tuple[int, int], length: int
) -> None:
    with pytest.raises(ValueError, match="BGRA"):
        Bridge(lambda event: None).show_frame(bytes(length), *size)


def test_emitting_takes_no_reference_to_true_or_none_away(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    gc.collect()  # what other tests left behind is not given back in the middle
    before = sys.getrefcount(True), sys.getrefcount(None)
    for i in range(EMITS):
        kiosk.bridge.view_shown.emit(View("positioning", Signal.HOLD, progress=i / EMITS))
        if not i % 100:
            QTest.qWait(1)
    QTest.qWait(1)
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert all(late > early - LOST_AT_MOST for early, late in zip(before, after, strict=True))
