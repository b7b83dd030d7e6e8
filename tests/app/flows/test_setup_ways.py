"""Ways through set-up, step by step: the guide's, and what each refusal and each restart leads to."""

from dataclasses import replace

import pytest

from app.domain.codes import OneCode, Unread
from app.domain.faults import Fault
from app.domain.network import Joined, Security, WifiLogin, WifiNetwork
from app.domain.setting_up import TryNumber
from app.domain.updates import Fetched
from app.flows import events as on
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Choice, Tapped
from app.flows.installation import Installation
from app.flows.setup import SETUP, Setup
from tests.app.flows.exploration import offered
from tests.app.flows.installing import (
    AIR,
    CARD,
    DOMAIN,
    GUESTS,
    NAMELESS,
    OFFICE,
    PASSWORD,
    PLACE,
    POSTAL_CODE,
    SITE,
    STAFF,
    STAFF_CODE,
    USER,
    WEP_CODE,
    WIFI_CODE,
)


def walk(known: Installation, state: Setup, *events: on.Event) -> tuple[Setup, Installation]:
    """Answers are given to the question under way."""
    for event in events:
        now = replace(event, attempt=known.attempt) if isinstance(event, told.Answer) else event
        after = SETUP.step(state, known, now)
        state, known = after.state, after.context
    return state, known


NOW = TryNumber(0)
ONLINE = (Tapped(Choice.GET_STARTED), Tapped(Choice.ETHERNET), told.NetworkJoined(NOW, Joined.OK))
SCANNED = (
    *(told.SoftwareFetched(NOW, Fetched.CURRENT), Tapped(Choice.OK), Tapped(Choice.QR_CODE)),
    told.CodeSeen(NOW, OneCode(CARD.text)),
)
ASKED = (*ONLINE, *SCANNED, told.CodeRedeemed(NOW, SITE))


@pytest.mark.requirement("ACT-001", "ACT-002", "ACT-005", "ACT-006", "ACT-014", "ACT-015", "ACT-017")
def test_the_whole_way_by_cable_is_the_guides() -> None:
    way = (
        (told.Booted(), Setup.TAP_TO_START),
        (Tapped(Choice.GET_STARTED), Setup.CHOOSE_CONNECTION),
        (Tapped(Choice.ETHERNET), Setup.CONNECTING),
        (told.NetworkJoined(NOW, Joined.OK), Setup.DOWNLOADING),
        (told.SoftwareArrived(NOW, 0.5), Setup.DOWNLOADING),
        (told.SoftwareFetched(NOW, Fetched.CURRENT), Setup.DOWNLOADED),
        (Tapped(Choice.OK), Setup.CHOOSE_CODE),
        (Tapped(Choice.QR_CODE), Setup.SCAN_CODE),
        (told.CodeSeen(NOW, OneCode(CARD.text)), Setup.CHECKING_CODE),
        (told.CodeRedeemed(NOW, SITE), Setup.POSTAL_CODE),
        (told.Typed(POSTAL_CODE), Setup.CHECKING_POSTAL_CODE),
        (told.PlaceShown(NOW, PLACE), Setup.CONFIRM_SETTINGS),
        (Tapped(Choice.CONFIRM_SETTINGS), Setup.CONFIGURING),
        (told.Activated(NOW), Setup.ACTIVATED),
    )
    state, known = SETUP.start, SETUP.fresh
    for event, target in way:
        state, known = walk(known, state, event)
        assert state is target


WIFI = (Tapped(Choice.GET_STARTED), Tapped(Choice.WIFI), told.NetworksFound(NOW, AIR))
SIGNED_IN = (told.Typed(USER), told.Typed(DOMAIN), told.Typed(PASSWORD))


@pytest.mark.requirement("ACT-003", "OVR-003")
@pytest.mark.parametrize(
    "way",
    [
        (told.NetworkChosen(GUESTS),),
        (told.NetworkChosen(OFFICE), told.Typed(PASSWORD)),
        (told.NetworkChosen(STAFF), *SIGNED_IN),
        (told.NetworkChosen(NAMELESS), told.Typed("Cellar"), told.SecurityChosen(Security.WPA3), told.Typed(PASSWORD)),
        (Tapped(Choice.HIDDEN_NETWORK), told.Typed("Cellar"), told.SecurityChosen(Security.OPEN)),
        (Tapped(Choice.HIDDEN_NETWORK), told.Typed("C"), told.SecurityChosen(Security.ENTERPRISE), *SIGNED_IN),
    ],
)
def test_each_kind_of_network_asks_for_what_it_needs_and_is_joined(way: tuple[on.Event, ...]) -> None:
    assert walk(Installation(), Setup.TAP_TO_START, *WIFI, *way)[0] is Setup.CONNECTING


CERTIFIED = (*WIFI[:2], told.NetworksFound(NOW, AIR, certificate=True), told.NetworkChosen(STAFF))


def test_a_terminal_with_a_certificate_signs_in_as_itself_and_types_nothing_but_the_servers_name() -> None:
    state, known = walk(Installation(), Setup.TAP_TO_START, *CERTIFIED)
    assert state is Setup.NETWORK_SIGN_IN
    named = (Tapped(Choice.TERMINAL_CERTIFICATE), told.Typed(""))
    state, known = walk(known, state, *named)
    assert state is Setup.NETWORK_DOMAIN, "anybody could ask it to sign in"
    after = SETUP.step(state, known, told.Typed(DOMAIN))
    login = WifiLogin("Staff", Security.ENTERPRISE, domain=DOMAIN)
    assert after.effects == (ask.JoinWifi(after.context.attempt, login),)
    refused = told.NetworkJoined(NOW, Joined.WRONG_PASSWORD)
    state, known = walk(after.context, after.state, refused)
    assert (state, known.fault) == (Setup.NETWORK_PROBLEM, Fault.WIFI_CERTIFICATE_REFUSED)
    assert walk(known, state, Tapped(Choice.TRY_AGAIN))[0] is Setup.FINDING_NETWORKS


def test_who_has_a_name_and_a_password_may_use_them_all_the_same() -> None:
    way = (*CERTIFIED, Tapped(Choice.TERMINAL_CERTIFICATE), Tapped(Choice.BACK), Tapped(Choice.USER_NAME), *SIGNED_IN)
    state, known = walk(Installation(), Setup.TAP_TO_START, *way[:-1])
    after = SETUP.step(state, known, way[-1])
    login = WifiLogin("Staff", Security.ENTERPRISE, PASSWORD, identity=USER, domain=DOMAIN)
    assert after.effects == (ask.JoinWifi(after.context.attempt, login),)
    refused = told.NetworkJoined(NOW, Joined.WRONG_PASSWORD)
    assert walk(after.context, after.state, refused)[1].fault is Fault.WIFI_PASSWORD_WRONG


def test_without_a_certificate_nobody_is_asked_who_signs_in() -> None:
    assert walk(Installation(), Setup.TAP_TO_START, *WIFI, told.NetworkChosen(STAFF))[0] is Setup.NETWORK_USER


LOOKED = (*WIFI, Tapped(Choice.WIFI_CODE))


def test_a_wifi_code_shows_the_networks_name_and_joins_it_without_typing() -> None:
    state, known = walk(Installation(), Setup.TAP_TO_START, *LOOKED, told.CodeSeen(NOW, OneCode(WIFI_CODE)))
    view = SETUP.view(state, known)
    assert (view.screen, view.network, view.security) == ("confirm_network", "Office", Security.WPA2)
    assert PASSWORD not in repr(view)
    after = SETUP.step(state, known, Tapped(Choice.JOIN))
    assert (after.state, after.effects) == (Setup.CONNECTING, (ask.JoinHeld(after.context.attempt),))
    wrong = told.NetworkJoined(NOW, Joined.WRONG_PASSWORD)
    assert walk(after.context, after.state, wrong, Tapped(Choice.TRY_AGAIN))[0] is Setup.NETWORK_PASSWORD


def test_a_code_for_a_name_of_ones_own_asks_for_the_server_that_may_have_the_password() -> None:
    seen = (*LOOKED, told.CodeSeen(NOW, OneCode(STAFF_CODE)), Tapped(Choice.JOIN))
    state, known = walk(Installation(), Setup.TAP_TO_START, *seen)
    assert (state, known.user) == (Setup.NETWORK_DOMAIN, USER)
    after = SETUP.step(state, known, told.Typed(DOMAIN))
    assert (after.state, after.effects) == (Setup.CONNECTING, (ask.JoinHeld(after.context.attempt, DOMAIN),))
    back = (Tapped(Choice.BACK), told.Typed("somebody else"), told.Typed(DOMAIN))
    assert walk(known, state, *back)[0] is Setup.NETWORK_PASSWORD, "it is not the code's login any more"


@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        (OneCode("https://example.org"), Fault.WIFI_CODE_FOREIGN),
        (OneCode(WEP_CODE), Fault.WIFI_CODE_UNFIT),
        (OneCode(CARD.text), Fault.CODE_TOO_EARLY),
        (Unread.UNREADABLE, Fault.CODE_UNREADABLE),
        (Unread.SEVERAL, Fault.CODES_SEVERAL),
    ],
)
def test_what_is_no_wifi_code_has_its_screen_and_leads_back_to_looking_or_typing(
    codes: OneCode | Unread, fault: Fault
) -> None:
    state, known = walk(Installation(), Setup.TAP_TO_START, *LOOKED, told.CodeSeen(NOW, codes))
    assert (state, known.fault) == (Setup.WIFI_CODE_PROBLEM, fault)
    assert walk(known, state, Tapped(Choice.TRY_AGAIN))[0] is Setup.SCAN_WIFI_CODE
    assert walk(known, state, Tapped(Choice.BACK))[0] is Setup.CHOOSE_NETWORK


def test_without_a_camera_a_network_can_still_be_typed() -> None:
    missing = told.Failed(NOW, Fault.CAMERA_MISSING)
    state, known = walk(Installation(), Setup.TAP_TO_START, *LOOKED, missing)
    assert (state, known.fault) == (Setup.WIFI_CODE_PROBLEM, Fault.CAMERA_MISSING)
    assert walk(known, state, Tapped(Choice.BACK), told.NetworkChosen(OFFICE))[0] is Setup.NETWORK_PASSWORD


@pytest.mark.parametrize(("heard", "joined"), [(Security.WPA3, Security.WPA3), (Security.ENTERPRISE, Security.WPA2)])
def test_a_code_that_says_wpa_of_a_network_that_speaks_wpa3_alone_is_joined_as_that(
    heard: Security, joined: Security
) -> None:
    air = told.NetworksFound(NOW, (replace(OFFICE, security=heard),))
    seen = (Tapped(Choice.WIFI_CODE), told.CodeSeen(NOW, OneCode(WIFI_CODE)))
    assert walk(Installation(), Setup.TAP_TO_START, *WIFI[:2], air, *seen)[1].network == WifiNetwork(
        "Office", 0, joined
    )


def test_a_password_that_cannot_be_one_is_not_tried() -> None:
    state, known = walk(Installation(), Setup.TAP_TO_START, *WIFI, told.NetworkChosen(OFFICE))
    for text in ("", "seven77", "x" * 64, "contraseña"):
        assert walk(known, state, told.Typed(text))[0] is Setup.NETWORK_PASSWORD


BY_AIR = (*WIFI, told.NetworkChosen(OFFICE), told.Typed(PASSWORD))
BY_CABLE = (Tapped(Choice.GET_STARTED), Tapped(Choice.ETHERNET))


@pytest.mark.parametrize(
    ("way", "outcome", "again"),
    [
        (BY_AIR, Joined.WRONG_PASSWORD, Setup.NETWORK_PASSWORD),
        (BY_AIR, Joined.PASSWORD_OR_RANGE, Setup.NETWORK_PASSWORD),
        (BY_AIR, Joined.NOT_FOUND, Setup.FINDING_NETWORKS),
        (BY_AIR, Joined.NO_ADDRESS, Setup.FINDING_NETWORKS),
        (BY_AIR, Joined.PORTAL, Setup.FINDING_NETWORKS),
        (BY_AIR, Joined.LIMITED, Setup.FINDING_NETWORKS),
        (BY_AIR, Joined.FAILED, Setup.FINDING_NETWORKS),
        (BY_CABLE, Joined.NO_CABLE, Setup.CONNECTING),
        (BY_CABLE, Joined.NO_ADDRESS, Setup.CONNECTING),
    ],
)
def test_how_joining_ended_has_its_fault_and_leads_to_where_it_can_be_put_right(
    way: tuple[on.Event, ...], outcome: Joined, again: Setup
) -> None:
    state, known = walk(Installation(), Setup.TAP_TO_START, *way, told.NetworkJoined(NOW, outcome))
    assert (state, known.fault) == (Setup.NETWORK_PROBLEM, outcome.fault)
    assert walk(known, state, Tapped(Choice.TRY_AGAIN))[0] is again
    assert walk(known, state, Tapped(Choice.OTHER_NETWORK))[0] is Setup.CHOOSE_CONNECTION


@pytest.mark.parametrize("way", [BY_AIR, BY_CABLE])
def test_where_nobody_has_named_a_server_the_installer_may_say_that_it_is_there(way: tuple[on.Event, ...]) -> None:
    no_internet = told.NetworkJoined(NOW, Joined.NO_INTERNET)
    state, known = walk(Installation(), Setup.TAP_TO_START, *way, no_internet)
    assert (state, known.fault) == (Setup.NETWORK_PROBLEM, Fault.NETWORK_NO_INTERNET)
    assert Choice.WITHOUT_INTERNET in offered(SETUP, state, known)
    assert walk(known, state, Tapped(Choice.BACK))[0] is Setup.CHOOSE_CONNECTION
    after = SETUP.step(state, known, Tapped(Choice.WITHOUT_INTERNET))
    assert after.effects == (ask.JoinWithoutInternet(after.context.attempt),)
    assert walk(after.context, after.state, told.NetworkJoined(NOW, Joined.OK))[0] is Setup.DOWNLOADING


@pytest.mark.parametrize("outcome", [Joined.LIMITED, Joined.PORTAL])
def test_where_a_server_is_known_or_a_page_is_in_its_way_nobodys_word_helps(outcome: Joined) -> None:
    state, known = walk(Installation(), Setup.TAP_TO_START, *BY_CABLE, told.NetworkJoined(NOW, outcome))
    assert Choice.WITHOUT_INTERNET not in offered(SETUP, state, known)
    assert walk(known, state, Tapped(Choice.WITHOUT_INTERNET)) == (state, known)


@pytest.mark.parametrize("outcome", [outcome for outcome in Fetched if not outcome.goes_on])
def test_each_refusal_of_software_has_its_fault_and_can_be_tried_again(outcome: Fetched) -> None:
    refused = told.SoftwareFetched(NOW, outcome)
    state, known = walk(Installation(), Setup.TAP_TO_START, *ONLINE, refused)
    assert (state, known.fault) == (Setup.DOWNLOAD_PROBLEM, outcome.fault)
    assert walk(known, state, Tapped(Choice.TRY_AGAIN))[0] is Setup.DOWNLOADING


def test_newer_software_is_installed_and_the_journey_goes_on_behind_the_restart() -> None:
    newer = (*ONLINE, told.SoftwareFetched(NOW, Fetched.NEWER))
    state, known = walk(Installation(), Setup.TAP_TO_START, *newer)
    after = SETUP.step(state, known, told.SoftwareInstalled(known.attempt))
    assert ask.StartNewSoftware() in after.effects
    assert walk(SETUP.fresh, SETUP.start, told.Booted(updated=True))[0] is Setup.DOWNLOADED


@pytest.mark.requirement("DEV-010", "DEV-012", "DEV-014")
@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        (OneCode("https://example.org"), Fault.CODE_FOREIGN),
        (OneCode(CARD.text + "X"), Fault.CODE_FOREIGN),
        (OneCode(WIFI_CODE), Fault.CODE_OF_NETWORK),
        (Unread.UNREADABLE, Fault.CODE_UNREADABLE),
        (Unread.SEVERAL, Fault.CODES_SEVERAL),
    ],
)
def test_what_is_no_code_of_ours_has_its_screen_and_can_be_tried_again(codes: OneCode | Unread, fault: Fault) -> None:
    seen = (*ONLINE, *SCANNED[:-1], told.CodeSeen(NOW, codes))
    state, known = walk(Installation(), Setup.TAP_TO_START, *seen)
    assert (state, known.fault) == (Setup.CODE_PROBLEM, fault)
    assert walk(known, state, Tapped(Choice.TRY_AGAIN))[0] is Setup.SCAN_CODE


@pytest.mark.requirement("DEV-010", "DEV-015", "DEV-016", "DEV-019")
@pytest.mark.parametrize(
    ("fault", "screen", "choice", "then"),
    [
        *(
            (fault, Setup.CODE_PROBLEM, Choice.TRY_AGAIN, Setup.SCAN_CODE)
            for fault in (Fault.CODE_UNKNOWN, Fault.CODE_EXPIRED, Fault.CODE_SPENT, Fault.SERVER_NOT_TRUSTED)
        ),
        (Fault.INSTANCE_GONE, Setup.CODE_PROBLEM, Choice.TRY_AGAIN, Setup.SCAN_CODE),
        (Fault.SITE_GONE, Setup.CODE_PROBLEM, Choice.TRY_AGAIN, Setup.SCAN_CODE),
        (Fault.GATEWAY_TIMED_OUT, Setup.FAULT, Choice.RESTART, Setup.BOOTING),
        (Fault.NETWORK_LOST, Setup.NETWORK_PROBLEM, Choice.OTHER_NETWORK, Setup.CHOOSE_CONNECTION),
    ],
)
def test_what_the_server_says_of_a_code_has_its_screen_and_a_way_on(
    fault: Fault, screen: Setup, choice: Choice, then: Setup
) -> None:
    state, known = walk(Installation(), Setup.TAP_TO_START, *ONLINE, *SCANNED, told.Failed(NOW, fault))
    assert (state, known.fault) == (screen, fault)
    assert choice in offered(SETUP, state, known)
    assert walk(known, state, Tapped(choice))[0] is then


@pytest.mark.requirement("DEV-017")
def test_a_wrong_postal_code_can_be_typed_again_as_often_as_the_server_allows() -> None:
    wrong = told.Failed(NOW, Fault.POSTAL_CODE_WRONG, answers_left=3)
    state, known = walk(Installation(), Setup.TAP_TO_START, *ASKED, told.Typed("10115"), wrong)
    view = SETUP.view(state, known)
    assert (view.screen, view.fault, view.answers_left) == ("postal_code_problem", Fault.POSTAL_CODE_WRONG, 3)
    state, known = walk(known, state, Tapped(Choice.TRY_AGAIN))
    assert state is Setup.POSTAL_CODE
    state, known = walk(known, state, told.Typed("10115"), told.Failed(NOW, Fault.CODE_BURNT))
    assert (state, known.fault, known.site) == (Setup.CODE_PROBLEM, Fault.CODE_BURNT, None)


@pytest.mark.requirement("DEV-020")
def test_a_terminal_that_cannot_keep_what_it_became_says_so() -> None:
    way = (*ASKED, told.Typed(POSTAL_CODE), told.PlaceShown(NOW, PLACE), Tapped(Choice.CONFIRM_SETTINGS))
    unsaved = told.Failed(NOW, Fault.CONFIGURATION_NOT_SAVED)
    state, known = walk(Installation(), Setup.TAP_TO_START, *way, unsaved)
    view = SETUP.view(state, known)
    assert (view.screen, view.fault, view.primary) == ("fault", Fault.CONFIGURATION_NOT_SAVED, Choice.RESTART)


def test_a_connection_that_was_lost_is_tried_again_where_it_was_lost() -> None:
    lost = told.Failed(NOW, Fault.NETWORK_LOST)
    typed = (*ASKED, told.Typed(POSTAL_CODE))
    shown = (*typed, told.PlaceShown(NOW, PLACE), Tapped(Choice.CONFIRM_SETTINGS))
    for way, again in ((typed, Setup.POSTAL_CODE), (shown, Setup.CONFIRM_SETTINGS)):
        assert walk(Installation(), Setup.TAP_TO_START, *way, lost, Tapped(Choice.TRY_AGAIN))[0] is again


def test_after_two_tries_in_vain_the_screen_sends_to_support_and_success_forgets_them() -> None:
    misread = (told.CodeSeen(NOW, Unread.UNREADABLE), Tapped(Choice.TRY_AGAIN))
    state, known = walk(Installation(), Setup.TAP_TO_START, *ONLINE, *SCANNED[:-1])
    sent = []
    for _ in range(4):
        state, known = walk(known, state, misread[0])
        sent.append(SETUP.view(state, known).to_support)
        state, known = walk(known, state, misread[1])
    assert sent == [False, False, True, True]
    assert walk(known, state, SCANNED[-1], told.CodeRedeemed(NOW, SITE))[1].failures == 0


@pytest.mark.requirement("DEV-019", "DEV-020")
@pytest.mark.parametrize(("restarts", "sent"), [(0, False), (1, False), (2, True), (7, True)])
def test_after_two_restarts_in_vain_a_fault_sends_to_support(restarts: int, sent: bool) -> None:
    state, known = walk(SETUP.fresh, SETUP.start, told.Booted(restarts=restarts), on.FaultRaised(Fault.SYSTEM_ERROR))
    assert SETUP.view(state, known).to_support == sent


@pytest.mark.requirement("DEV-023")
def test_a_start_that_does_not_end_is_told_within_half_a_minute_and_may_still_recover() -> None:
    assert SETUP.timeouts[Setup.BOOTING] <= 30
    state, known = walk(SETUP.fresh, SETUP.start, on.TimeUp())
    assert (state, known.fault) == (Setup.FAULT, Fault.BOOT_STALLED)
    assert walk(known, state, told.Booted())[0] is Setup.TAP_TO_START


def test_a_terminal_that_was_activated_without_hearing_of_it_becomes_active_when_it_starts_again() -> None:
    after = SETUP.step(Setup.BOOTING, Installation(), told.Booted(active=True))
    assert after.effects == (ask.BecomeActive(),)
    given_up = SETUP.step(Setup.FAULT, Installation(fault=Fault.GATEWAY_TIMED_OUT), Tapped(Choice.CANCEL))
    assert ask.Boot() in given_up.effects


def test_whoever_chooses_another_kind_of_hidden_network_signs_in_with_no_certificate_any_more() -> None:
    hidden = (Tapped(Choice.HIDDEN_NETWORK), told.Typed("Cellar"))
    certified = (told.SecurityChosen(Security.ENTERPRISE), Tapped(Choice.TERMINAL_CERTIFICATE))
    back = (Tapped(Choice.BACK), Tapped(Choice.BACK))
    way = (*CERTIFIED[:3], *hidden, *certified, *back, told.SecurityChosen(Security.WPA2), told.Typed(PASSWORD))
    state, known = walk(Installation(), Setup.TAP_TO_START, *way)
    assert state is Setup.CONNECTING
    refused = told.NetworkJoined(NOW, Joined.WRONG_PASSWORD)
    state, known = walk(known, state, refused)
    assert known.fault is Fault.WIFI_PASSWORD_WRONG
    assert walk(known, state, Tapped(Choice.TRY_AGAIN))[0] is Setup.NETWORK_PASSWORD
