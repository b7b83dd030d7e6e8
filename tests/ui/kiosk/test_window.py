"""What a person does at the window, by touch and by keyboard, and what comes of it."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.capture import Arrow, Cause
from app.domain.comfort import Comfort
from app.domain.faults import Fault
from app.domain.signals import Signal
from app.flows.access import ACCESS, Access, Visit
from app.flows.enrolment import ENROLMENT, Candidate, Enrolment
from app.flows.events import Choice, LanguageChosen, Tapped
from app.flows.view import View
from tests.ui.conftest import Kiosk, Start
from tests.ui.kiosk.accessible import Found, Role, buttons, find_all
from ui.theme.tokens import load_palette

START = ENROLMENT.view(Enrolment.START, Candidate())
TERMS = ENROLMENT.view(Enrolment.TERMS, Candidate())
CONSENT = ENROLMENT.view(Enrolment.CONSENT, Candidate())
LEFT = ENROLMENT.view(Enrolment.CAPTURE_LEFT, Candidate())


def short(_name: str, _language: str) -> str:
    return "Title\n\nOne line."


def long(_name: str, _language: str) -> str:
    return "Title\n\n" + "\n\n".join(f"Paragraph {i} of a long text." for i in range(60))


def indicator(kiosk: Kiosk) -> Found:
    return next(found for found in find_all(kiosk.window.view) if found.role is Role.Indicator)


def tap(kiosk: Kiosk, name: str) -> None:
    where = buttons(kiosk.window.view)[name].centre
    QTest.mouseClick(kiosk.window.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)


def press(kiosk: Kiosk, key: Qt.Key) -> None:
    QTest.keyClick(kiosk.window.view, key)


@pytest.mark.requirement("ENR-003")
def test_a_tap_on_get_started_is_one_event(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(START)
    tap(kiosk, "Get started")
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]


def test_a_finger_acts_when_it_lifts_and_not_before(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(START)
    view, finger = kiosk.window.view, QTest.createTouchDevice()
    where = buttons(view)["Get started"].centre
    QTest.touchEvent(view, finger).press(0, where, view).commit()
    assert kiosk.events == []
    QTest.touchEvent(view, finger).release(0, where, view).commit()
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]


def test_a_finger_that_slides_off_the_button_does_nothing(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(START)
    view, where = kiosk.window.view, buttons(kiosk.window.view)["Get started"].centre
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    QTest.mouseMove(view, QPoint(where.x(), where.y() - 200))
    QTest.mouseRelease(
        view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(where.x(), where.y() - 200)
    )
    assert kiosk.events == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_press_the_primary_button(start_kiosk: Start, key: Qt.Key) -> None:
    kiosk = start_kiosk()
    kiosk.show(START)
    press(kiosk, key)
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]


def test_escape_cancels_where_there_is_something_to_cancel(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(START)
    press(kiosk, Qt.Key.Key_Escape)
    assert kiosk.events == []
    kiosk.show(LEFT)
    press(kiosk, Qt.Key.Key_Escape)
    assert kiosk.events == [Tapped(Choice.CANCEL)]


def test_tab_reaches_every_button_and_enter_presses_the_one_reached(start_kiosk: Start) -> None:
    kiosk = start_kiosk(documents=short)
    kiosk.show(CONSENT)
    for _ in range(8):
        press(kiosk, Qt.Key.Key_Tab)
        press(kiosk, Qt.Key.Key_Return)
    assert {Tapped(Choice.AGREE), Tapped(Choice.DECLINE), LanguageChosen("es")} <= set(kiosk.events)


def test_the_language_button_asks_for_the_next_language(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(START)
    tap(kiosk, "Español")
    assert kiosk.events == [LanguageChosen("es")]


@pytest.mark.parametrize("larger_text", [False, True])
@pytest.mark.parametrize("language", ["en", "es"])
def test_declining_is_as_large_as_agreeing(start_kiosk: Start, language: str, larger_text: bool) -> None:
    kiosk = start_kiosk(comfort=Comfort(larger_text=larger_text))
    kiosk.show(ENROLMENT.view(Enrolment.CONSENT, Candidate(language=language)))
    found = buttons(kiosk.window.view)
    sizes: list[QSize] = [
        found[name].rect.size() for name in (("I agree", "Decline") if language == "en" else ("Acepto", "No acepto"))
    ]
    assert sizes[0] == sizes[1]


def test_declining_looks_as_inviting_as_agreeing(start_kiosk: Start) -> None:
    kiosk = start_kiosk(documents=short)
    kiosk.show(CONSENT)
    found, picture = buttons(kiosk.window.view), kiosk.window.view.grabWindow()
    assert found["I agree"].enabled
    agree, decline = (picture.pixelColor(found[name].rect.topLeft() + QPoint(20, 8)) for name in ("I agree", "Decline"))
    assert agree == decline


@pytest.mark.requirement("ENR-006")
@pytest.mark.requirement("ENR-007")
@pytest.mark.parametrize(("view", "name", "choice"), [(TERMS, "OK", Choice.OK), (CONSENT, "I agree", Choice.AGREE)])
def test_nobody_agrees_to_a_text_whose_end_was_not_shown(
    start_kiosk: Start, view: View, name: str, choice: Choice
) -> None:
    kiosk = start_kiosk(documents=long)
    kiosk.show(view)
    tap(kiosk, name)
    press(kiosk, Qt.Key.Key_Return)
    assert kiosk.events == []
    while "Read on" in buttons(kiosk.window.view):
        tap(kiosk, "Read on")
    tap(kiosk, name)
    assert kiosk.events == [Tapped(choice)]


def test_a_text_is_read_with_keys_alone(start_kiosk: Start) -> None:
    kiosk = start_kiosk(documents=long)
    kiosk.show(TERMS)
    for _ in range(40):
        if "Read on" not in buttons(kiosk.window.view):
            break
        press(kiosk, Qt.Key.Key_PageDown)
    press(kiosk, Qt.Key.Key_Return)
    assert kiosk.events == [Tapped(Choice.OK)]


def test_declining_needs_no_reading(start_kiosk: Start) -> None:
    kiosk = start_kiosk(documents=long)
    kiosk.show(CONSENT)
    tap(kiosk, "Decline")
    assert kiosk.events == [Tapped(Choice.DECLINE)]


def test_a_text_in_another_language_has_to_be_read_again(start_kiosk: Start) -> None:
    kiosk = start_kiosk(documents=lambda name, language: long(name, language) + language)
    kiosk.show(TERMS)
    while "Read on" in buttons(kiosk.window.view):
        tap(kiosk, "Read on")
    kiosk.show(ENROLMENT.view(Enrolment.TERMS, Candidate(language="es")))
    assert not buttons(kiosk.window.view)["OK"].enabled


def test_a_second_tap_meant_for_the_screen_before_is_ignored(start_kiosk: Start, qtbot: QtBot) -> None:
    kiosk = start_kiosk(ticking=True)
    kiosk.show(START)
    tap(kiosk, "Get started")
    press(kiosk, Qt.Key.Key_Return)
    assert kiosk.events == []
    qtbot.waitUntil(lambda: buttons(kiosk.window.view)["Get started"].enabled)
    tap(kiosk, "Get started")
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]


def test_the_countdown_counts(start_kiosk: Start, qtbot: QtBot) -> None:
    kiosk = start_kiosk(ticking=True)
    kiosk.show(ENROLMENT.view(Enrolment.STILL_THERE, Candidate()))
    assert indicator(kiosk).name == "20 seconds left"
    qtbot.waitUntil(lambda: indicator(kiosk).name == "19 seconds left", timeout=3000)


@pytest.mark.requirement("ENR-005")
def test_a_read_badge_is_told_without_its_number(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(View("badge_scanned", Signal.GRANTED, badge_masked="••42"))
    names = [found.name for found in find_all(kiosk.window.view)]
    assert "Badge scanned" in names
    assert "Badge ••42. Next come the terms." in names


def test_a_system_error_offers_a_restart(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(ACCESS.view(Access.FAULT, Visit(fault=Fault.SYSTEM_ERROR)))
    assert "Code TH-500" in [found.name for found in find_all(kiosk.window.view)]
    tap(kiosk, "Restart")
    assert kiosk.events == [Tapped(Choice.RESTART)]


@pytest.mark.requirement("ENR-004")
def test_the_screen_after_the_start_asks_for_the_badge(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    after = ENROLMENT.step(Enrolment.START, Candidate(), Tapped(Choice.GET_STARTED))
    kiosk.show(ENROLMENT.view(after.state, after.context))
    assert "Scan your badge" in [found.name for found in find_all(kiosk.window.view)]


@pytest.mark.parametrize(
    ("arrow", "dx", "dy"), [(Arrow.LEFT, -1, 0), (Arrow.RIGHT, 1, 0), (Arrow.UP, 0, -1), (Arrow.DOWN, 0, 1)]
)
def test_the_arrow_stands_on_the_side_to_move_to(start_kiosk: Start, arrow: Arrow, dx: int, dy: int) -> None:
    kiosk = start_kiosk()
    kiosk.show(ACCESS.view(Access.POSITIONING, Visit(cause=Cause.CUT_BY_FRAME, arrow=arrow)))
    picture, middle = kiosk.window.view.grabWindow(), indicator(kiosk).centre
    amber = QColor(load_palette().adjust)
    spots = [
        QPoint(x, y) - middle
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
        if picture.pixelColor(x, y) == amber
    ]
    across, down = (sum(part(spot) for spot in spots) / len(spots) for part in (QPoint.x, QPoint.y))
    assert across * dx + down * dy > 80
    assert abs(across * dy) + abs(down * dx) < 5


def disc_colour(kiosk: Kiosk) -> QColor:
    return kiosk.window.view.grabWindow().pixelColor(indicator(kiosk).centre + QPoint(20, 20))


def test_the_preview_shows_the_newest_frame_and_forgets_it_afterwards(start_kiosk: Start) -> None:
    kiosk = start_kiosk()
    kiosk.show(View("positioning", Signal.HOLD, preview=True))
    red, green = bytes((0, 0, 255, 255)), bytes((0, 255, 0, 255))
    kiosk.bridge.show_frame(red * 64 * 48, 64, 48)
    kiosk.bridge.show_frame(memoryview(green * 64 * 48), 64, 48)
    QTest.qWait(1)
    assert disc_colour(kiosk) == QColor(0, 255, 0)
    kiosk.show(View("idle"))
    kiosk.show(View("positioning", Signal.HOLD, preview=True))
    assert disc_colour(kiosk) != QColor(0, 255, 0)
    assert "Live picture of your hand" not in [found.name for found in find_all(kiosk.window.view)]


def test_a_view_is_on_the_screen_within_a_quarter_of_a_second(start_kiosk: Start, qtbot: QtBot) -> None:
    kiosk = start_kiosk(motion=True)
    kiosk.bridge.show(START)
    qtbot.waitUntil(lambda: "Get started" in buttons(kiosk.window.view), timeout=250)
