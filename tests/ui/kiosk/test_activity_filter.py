"""Who touches or types is still there, said once a second, and the screen gets every touch all the same."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.flows.enrolment import ENROLMENT, Candidate, Enrolment
from app.flows.events import Choice, Tapped
from tests.ui.conftest import Start
from ui.kiosk.activity_filter import EVERY_S, ActivityFilter


def test_keys_and_touches_are_told_once_a_second_and_reach_the_screen(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(ENROLMENT.view(Enrolment.START, Candidate()))
    told: list[float] = []
    now_s = [100.0]
    activity = ActivityFilter(lambda: told.append(now_s[0]), lambda: now_s[0])
    kiosk.window.view.installEventFilter(activity)
    for _ in range(3):
        QTest.keyClick(kiosk.window.view, Qt.Key.Key_Down)
    assert told == [100.0]
    now_s[0] += EVERY_S
    QTest.keyClick(kiosk.window.view, Qt.Key.Key_Return)
    assert told == [100.0, 101.0]
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]


def test_a_reader_who_was_asked_need_not_read_again(start_kiosk: Start) -> None:
    kiosk = start_kiosk(documents=lambda name, language: "short")
    kiosk.show(ENROLMENT.view(Enrolment.CONSENT, Candidate()))
    model = kiosk.window._model
    assert model.document_read
    kiosk.show(ENROLMENT.view(Enrolment.STILL_THERE, Candidate()))
    kiosk.show(ENROLMENT.view(Enrolment.CONSENT, Candidate()))
    assert model.document_read
    kiosk.show(ENROLMENT.view(Enrolment.START, Candidate()))
    kiosk.show(ENROLMENT.view(Enrolment.CONSENT, Candidate(language="es")))
    kiosk.show(ENROLMENT.view(Enrolment.TERMS, Candidate()))
    assert ("consent", "en") not in model._read
