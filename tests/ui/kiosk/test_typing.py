"""Typing on the terminal, by finger and by keyboard, and choosing from lists."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.config.text import Texts
from app.domain.network import PASSPHRASE, Security, WifiNetwork
from app.domain.setting_up import SiteAsked
from app.flows.events import Choice, Tapped
from app.flows.installation import Installation
from app.flows.setup import SETUP, Setup
from app.flows.setup_events import NetworkChosen, SecurityChosen, Typed
from tests.ui.conftest import Kiosk, Start
from tests.ui.kiosk.accessible import Role, buttons, find_all
from ui.gallery_setup import AIR, KNOWN
from ui.kiosk.keys import LAYOUTS, SYMBOLS, key_faces

PASSWORD = SETUP.view(Setup.NETWORK_PASSWORD, KNOWN)
POSTAL_CODE = SETUP.view(Setup.POSTAL_CODE, KNOWN)
SOMEWHERE_ELSE = SETUP.view(Setup.CONNECTING, KNOWN)


def tap(kiosk: Kiosk, *names: str) -> None:
    for name in names:
        where = buttons(kiosk.window.view)[name].centre
        QTest.mouseClick(kiosk.window.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
        QTest.qWait(1)


def press(kiosk: Kiosk, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(kiosk.window.view, key)


def names(kiosk: Kiosk) -> list[str]:
    return [found.name for found in find_all(kiosk.window.view)]


def field(kiosk: Kiosk) -> str:
    """What a screen reader says of it."""
    return next(found.name for found in find_all(kiosk.window.view) if found.role is Role.EditableText)


def everything_said(kiosk: Kiosk) -> str:
    return "\n".join(names(kiosk))


@pytest.fixture
def kiosk(start_kiosk: Start) -> Kiosk:
    return start_kiosk()


@pytest.mark.requirement("ACT-003")
def test_a_password_is_typed_with_the_keys_on_the_screen_and_sent_once_whole(kiosk: Kiosk) -> None:
    kiosk.show(PASSWORD)
    tap(
        kiosk, "p", "a", "Capitals", "capital s", "s", "Digits and symbols", "4", "2", "More symbols", "hash", "Letters"
    )
    tap(kiosk, "Space", "x")
    assert kiosk.events == []
    tap(kiosk, "Join")
    assert kiosk.events == [Typed("paSs42# x")]


def test_a_key_acts_when_the_finger_lifts_and_not_when_it_slides_off(kiosk: Kiosk) -> None:
    kiosk.show(PASSWORD)
    view, finger = kiosk.window.view, QTest.createTouchDevice()
    where = buttons(view)["g"].centre
    QTest.touchEvent(view, finger).press(0, where, view).commit()
    assert field(kiosk) == "Password: empty"
    QTest.touchEvent(view, finger).release(0, where, view).commit()
    assert field(kiosk) == "Password: 1 characters, hidden"


def test_a_secret_is_dots_to_the_eye_and_a_number_to_the_ear_unless_it_is_asked_for(kiosk: Kiosk) -> None:
    kiosk.show(PASSWORD)
    tap(kiosk, "q", "w", "e")
    assert field(kiosk) == "Password: 3 characters, hidden"
    assert "qwe" not in everything_said(kiosk)
    tap(kiosk, "Show")
    assert field(kiosk) == "Password: qwe"
    tap(kiosk, "Hide")
    assert "qwe" not in everything_said(kiosk)


def test_nothing_of_it_is_left_when_another_screen_was_shown(kiosk: Kiosk) -> None:
    kiosk.show(PASSWORD)
    tap(kiosk, "q", "w", "e", "Show")
    kiosk.show(SOMEWHERE_ELSE)
    kiosk.show(PASSWORD)
    assert field(kiosk) == "Password: empty"
    tap(kiosk, "r")
    assert field(kiosk) == "Password: 1 characters, hidden"


def test_what_cannot_be_enough_is_not_sent_and_is_told_what_is_lacking(kiosk: Kiosk) -> None:
    kiosk.show(PASSWORD)
    for _ in range(PASSPHRASE[0] - 1):
        tap(kiosk, "q")
    press(kiosk, Qt.Key.Key_Return)
    assert kiosk.events == []
    assert "8 characters or more" in names(kiosk)
    tap(kiosk, "q")
    assert "8 characters or more" not in names(kiosk)
    press(kiosk, Qt.Key.Key_Return)
    assert kiosk.events == [Typed("q" * PASSPHRASE[0])]


def test_no_more_is_taken_than_fits(kiosk: Kiosk) -> None:
    kiosk.show(PASSWORD)
    press(kiosk, *[Qt.Key.Key_A] * (PASSPHRASE[1] + 5))
    assert field(kiosk) == f"Password: {PASSPHRASE[1]} characters, hidden"


def test_whoever_has_a_keyboard_types_on_it(kiosk: Kiosk) -> None:
    kiosk.show(PASSWORD)
    press(kiosk, Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_X, Qt.Key.Key_Backspace, *[Qt.Key.Key_B] * 6)
    press(kiosk, Qt.Key.Key_Return)
    assert kiosk.events == [Typed("a bbbbbb")]


def test_the_keys_on_the_screen_are_reached_by_tab_and_pressed_by_enter_and_space(kiosk: Kiosk) -> None:
    kiosk.show(POSTAL_CODE)
    press(kiosk, Qt.Key.Key_Tab, Qt.Key.Key_Return)  # shows what is typed
    press(kiosk, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Space)
    press(kiosk, Qt.Key.Key_Tab, Qt.Key.Key_Return)
    assert field(kiosk) == "ZIP Code: 112"


@pytest.mark.requirement("ACT-014")
def test_a_postal_code_of_digits_is_typed_on_a_keypad_with_large_keys(start_kiosk: Start) -> None:
    kiosk = start_kiosk(simulated=False)
    kiosk.show(POSTAL_CODE)
    found = buttons(kiosk.window.view)
    for digit in "0123456789":
        assert found[digit].rect.width() >= 105, "20 mm"
        assert found[digit].rect.height() >= 84, "16 mm"
    tap(kiosk, "9", "8", "1", "0", "0", "Delete", "9")
    tap(kiosk, "Next")
    assert kiosk.events == [Typed("98109")]


def test_letters_are_a_key_away_and_come_first_where_postal_codes_have_them(kiosk: Kiosk) -> None:
    kiosk.show(POSTAL_CODE)
    assert "q" not in buttons(kiosk.window.view)
    tap(kiosk, "Letters")
    assert "q" in buttons(kiosk.window.view)
    kiosk.show(SOMEWHERE_ELSE)
    kiosk.show(SETUP.view(Setup.POSTAL_CODE, Installation(site=SiteAsked("Head office", "GB", 5))))
    assert "q" in buttons(kiosk.window.view)


def test_the_tries_that_are_left_are_told_where_they_are_used(kiosk: Kiosk) -> None:
    kiosk.show(SETUP.view(Setup.POSTAL_CODE, Installation(site=SiteAsked("Head office", "US", 2))))
    assert "Tries left: 2" in names(kiosk)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_key_has_a_name_that_can_be_said_and_no_two_are_called_alike(language: str) -> None:
    for layout in LAYOUTS:
        said = [str(key["said"]) for key in key_faces(layout, Texts(language))]
        assert all(len(name) > 1 or name.isalnum() for name in said), layout
        assert len(said) == len(set(said)), layout


def test_every_character_that_a_password_may_have_is_on_some_key() -> None:
    typed = {key for rows in LAYOUTS.values() for row in rows for key in row if len(key) == 1}
    assert {chr(code) for code in range(0x21, 0x7F)} <= typed | {key.upper() for key in typed}
    assert {key for key in typed if not key.isalnum()} == set(SYMBOLS)


@pytest.mark.requirement("ACT-003")
def test_a_network_is_chosen_from_a_list_that_says_its_signal_and_its_lock(kiosk: Kiosk) -> None:
    kiosk.show(SETUP.view(Setup.CHOOSE_NETWORK, KNOWN))
    kiosk.window.view.grabWindow()  # a list has its lines once it was drawn
    tap(kiosk, "Guests, No password, signal weak")
    assert kiosk.events == [NetworkChosen(AIR[3])]


@pytest.mark.parametrize("networks", [AIR, ()])
def test_a_code_may_be_scanned_in_place_of_typing(kiosk: Kiosk, networks: tuple[WifiNetwork, ...]) -> None:
    kiosk.show(SETUP.view(Setup.CHOOSE_NETWORK, replace(KNOWN, networks=networks)))
    tap(kiosk, "Scan a Wi-Fi code")
    assert kiosk.events == [Tapped(Choice.WIFI_CODE)]


def test_the_network_of_a_code_is_shown_as_it_is_written_and_how_it_is_protected(kiosk: Kiosk) -> None:
    hostile = WifiNetwork("<b>Office</b><img src='x'>", 0, Security.OPEN)
    kiosk.show(SETUP.view(Setup.CONFIRM_NETWORK, replace(KNOWN, network=hostile)))
    assert f"{hostile.ssid}, No password" in names(kiosk)
    tap(kiosk, "Join")
    assert kiosk.events == [Tapped(Choice.JOIN)]


def test_a_list_longer_than_the_screen_is_gone_through_with_the_arrows(kiosk: Kiosk) -> None:
    kiosk.show(SETUP.view(Setup.CHOOSE_NETWORK, KNOWN))
    kiosk.window.view.grabWindow()  # a list has its lines once it was drawn
    last = "Loading bay, Password, WPA2, signal very weak"
    assert last not in names(kiosk)
    press(kiosk, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    for _ in range(len(AIR)):
        press(kiosk, Qt.Key.Key_Down)
    assert last in names(kiosk)
    press(kiosk, Qt.Key.Key_Return)
    assert kiosk.events == [NetworkChosen(AIR[-1])]


def test_how_a_network_is_protected_is_chosen_by_its_words(kiosk: Kiosk) -> None:
    kiosk.show(SETUP.view(Setup.NETWORK_SECURITY, KNOWN))
    tap(kiosk, "Password, WPA3")
    assert kiosk.events == [SecurityChosen(AIR[0].security)]


@pytest.mark.requirement("ACT-001")
def test_a_tap_anywhere_begins(kiosk: Kiosk) -> None:
    kiosk.show(SETUP.view(Setup.TAP_TO_START, Installation()))
    ring = next(found for found in find_all(kiosk.window.view) if found.role is Role.Indicator)
    QTest.mouseClick(kiosk.window.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, ring.centre)
    assert kiosk.events == [Tapped(Choice.GET_STARTED)]


def test_back_and_cancel_are_two_buttons_that_stay_where_they_are(kiosk: Kiosk) -> None:
    places = set()
    for state in (Setup.CHOOSE_NETWORK, Setup.NETWORK_PASSWORD, Setup.CONNECTING, Setup.SCAN_CODE):
        kiosk.show(SETUP.view(state, KNOWN))
        found = buttons(kiosk.window.view)
        places.add((found["Cancel"].rect.getRect(), found["Back"].rect.getRect()))
    assert len(places) == 1
    tap(kiosk, "Back", "Cancel")
    assert kiosk.events == [Tapped(Choice.BACK), Tapped(Choice.CANCEL)]


@pytest.mark.requirement("ACT-015")
def test_the_place_is_shown_and_read_out_before_it_is_confirmed(kiosk: Kiosk) -> None:
    kiosk.show(SETUP.view(Setup.CONFIRM_SETTINGS, KNOWN))
    said = everything_said(kiosk)
    for part in ("Head office", "1 Harbour Street", "Seattle WA 98109", "North door", "Opening a door"):
        assert part in said
    tap(kiosk, "Confirm Settings")
    assert kiosk.events == [Tapped(Choice.CONFIRM_SETTINGS)]
