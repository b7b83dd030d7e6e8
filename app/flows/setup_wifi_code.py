"""The way round typing a Wi-Fi password: a code that a telephone, a router or a wall shows.

Rules it keeps: its text is parsed before anything is done with it; the name that it says is shown, and joined only when
somebody says so; the password is in no state: it waits with whoever joins networks. A code that is meant for another
step is told as such.
"""

from dataclasses import replace

from app.domain.activation import read_card
from app.domain.codes import CodesSeen, OneCode, Unread
from app.domain.faults import Fault
from app.domain.network import Security, WifiLogin, WifiNetwork
from app.domain.wifi_codes import is_wifi_code, read_wifi_code
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Choice, Event
from app.flows.installation import Installation, Setup
from app.flows.machine import Row
from app.flows.setup_network import listed, nameless
from app.flows.setup_steps import SetupRow, To, answer, asking, problem


def watch_for_wifi(known: Installation, event: Event) -> To:
    watching = nameless(asking(known))
    return To(Setup.SCAN_WIFI_CODE, watching, (ask.WatchForCodes(watching.attempt),))


def _see(known: Installation, event: told.CodeSeen) -> To:
    login = read_wifi_code(event.codes.text) if isinstance(event.codes, OneCode) else None
    if login is None:
        return replace(problem(Setup.WIFI_CODE_PROBLEM, known, _misread(event.codes)), effects=(ask.StopWatching(),))
    login = replace(login, security=_heard(known, login))
    network = WifiNetwork(login.ssid, 0, login.security)
    seen = replace(asking(known), network=network, hidden=login.hidden, user=login.identity, scanned=True)
    return To(Setup.CONFIRM_NETWORK, seen, (ask.StopWatching(), ask.HoldLogin(login)))


def _misread(codes: CodesSeen) -> Fault:
    match codes:
        case OneCode(text=text) if read_card(text) is not None:
            return Fault.CODE_TOO_EARLY
        case OneCode(text=text):
            return Fault.WIFI_CODE_UNFIT if is_wifi_code(text) else Fault.WIFI_CODE_FOREIGN
        case Unread.SEVERAL:
            return Fault.CODES_SEVERAL
        case _:
            return Fault.CODE_UNREADABLE


def _heard(known: Installation, login: WifiLogin) -> Security:
    """Codes of networks that speak WPA3 alone say WPA all the same, as telephones write them: the air knows better."""
    heard = {network.security for network in known.networks if network.ssid == login.ssid}
    return Security.WPA3 if login.security is Security.WPA2 and heard == {Security.WPA3} else login.security


def _join(known: Installation, event: Event) -> To:
    """A code does not say whose certificate may ask for a password of one's own."""
    if known.network is not None and known.network.security is Security.ENTERPRISE:
        return To(Setup.NETWORK_DOMAIN, asking(known))
    trying = replace(asking(known), scanned=False)
    return To(Setup.CONNECTING, trying, (ask.JoinHeld(trying.attempt),))


def _fail(known: Installation, event: told.Failed) -> To:
    """Without a camera there is still the keyboard."""
    return replace(problem(Setup.WIFI_CODE_PROBLEM, known, event.fault), effects=(ask.StopWatching(),))


def _back(known: Installation, event: Event) -> To:
    return replace(listed(known, event), effects=(ask.StopWatching(),))


WIFI_CODE_ROWS: list[SetupRow] = [
    Row(Setup.CHOOSE_NETWORK, Choice.WIFI_CODE, (Setup.SCAN_WIFI_CODE,), watch_for_wifi),
    answer(Setup.SCAN_WIFI_CODE, told.CodeSeen, (Setup.CONFIRM_NETWORK, Setup.WIFI_CODE_PROBLEM), _see),
    answer(Setup.SCAN_WIFI_CODE, told.Failed, (Setup.WIFI_CODE_PROBLEM,), _fail),
    Row(Setup.SCAN_WIFI_CODE, Choice.BACK, (Setup.CHOOSE_NETWORK,), _back),
    Row(Setup.CONFIRM_NETWORK, Choice.JOIN, (Setup.CONNECTING, Setup.NETWORK_DOMAIN), _join),
    Row(Setup.CONFIRM_NETWORK, Choice.BACK, (Setup.CHOOSE_NETWORK,), listed),
    Row(Setup.WIFI_CODE_PROBLEM, Choice.TRY_AGAIN, (Setup.SCAN_WIFI_CODE,), watch_for_wifi),
    Row(Setup.WIFI_CODE_PROBLEM, Choice.BACK, (Setup.CHOOSE_NETWORK,), listed),
]
