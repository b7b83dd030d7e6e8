"""The first part of setting up: by cable or through the air, until something beyond answers.

Rules it keeps: a password goes from the event that brings it into the login and no further; a network is only joined
with a form that has no flaw; how joining ended is shown by its own fault, and leads back to what can be put right.
"""

from dataclasses import replace

from app.domain.faults import Fault
from app.domain.network import Joined, Link, Security, WifiLogin, WifiNetwork, flaw_of
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Choice, Event
from app.flows.installation import Installation, Setup
from app.flows.machine import Row
from app.flows.setup_software import fetch
from app.flows.setup_steps import SetupRow, To, answer, asking, break_down, give_up, problem

_PASSWORD_FAULTS = (Fault.WIFI_PASSWORD_WRONG, Fault.WIFI_PASSWORD_OR_RANGE)
_NAMED = (Setup.NETWORK_SIGN_IN, Setup.NETWORK_USER, Setup.NETWORK_PASSWORD, Setup.CONNECTING)
"""Where a network leads whose name and kind are known."""


def choose_connection(known: Installation, event: Event) -> To:
    """Nothing of an earlier choice stays, nor of a code that was read over it; a download stops."""
    afresh = replace(nameless(asking(known)), link=None, networks=(), certificate=False, site=None, place=None)
    return To(Setup.CHOOSE_CONNECTION, afresh, (ask.ForgetInstaller(),))


def nameless(known: Installation) -> Installation:
    return replace(known, network=None, hidden=False, by_certificate=False, scanned=False, user="", domain="")


def _use_cable(known: Installation, event: Event) -> To:
    chosen = replace(nameless(asking(known)), link=Link.ETHERNET, networks=())
    return To(Setup.CONNECTING, chosen, (ask.UseEthernet(chosen.attempt),))


def _find(known: Installation, event: Event) -> To:
    chosen = replace(nameless(asking(known)), link=Link.WIFI, networks=())
    return To(Setup.FINDING_NETWORKS, chosen, (ask.FindNetworks(chosen.attempt),))


def _found(known: Installation, event: told.NetworksFound) -> To:
    return To(Setup.CHOOSE_NETWORK, replace(known, networks=event.networks, certificate=event.certificate))


def listed(known: Installation, event: Event) -> To:
    return To(Setup.CHOOSE_NETWORK, nameless(asking(known)))


def _choose(known: Installation, event: told.NetworkChosen) -> To:
    """One whose name the list does not tell has to be named."""
    if event.network not in known.networks:
        return To(Setup.CHOOSE_NETWORK, known)
    if not event.network.ssid:
        return _name_again(known, event)
    return _named(replace(known, network=event.network))


def _named(known: Installation) -> To:
    """On to what this kind of network asks for."""
    network = _network(known)
    if network.security is Security.OPEN:
        return _join(known, "")
    if network.security is Security.ENTERPRISE:
        return To(Setup.NETWORK_SIGN_IN if known.certificate else Setup.NETWORK_USER, asking(known))
    return To(Setup.NETWORK_PASSWORD, asking(known))


def _name(known: Installation, event: told.Typed) -> To:
    named = WifiNetwork(event.text, 0, Security.OPEN)
    if flaw_of(WifiLogin(named.ssid, named.security)):
        return To(Setup.NETWORK_NAME, known)
    return To(Setup.NETWORK_SECURITY, replace(asking(known), network=named, hidden=True))


def _secure(known: Installation, event: told.SecurityChosen) -> To:
    return _named(replace(known, network=replace(_network(known), security=event.security)))


def _sign_in_by_certificate(known: Installation, event: Event) -> To:
    return To(Setup.NETWORK_DOMAIN, replace(asking(known), by_certificate=True))


def _sign_in_by_name(known: Installation, event: Event) -> To:
    return To(Setup.NETWORK_USER, replace(asking(known), by_certificate=False))


def _user(known: Installation, event: told.Typed) -> To:
    if not event.text:
        return To(Setup.NETWORK_USER, known)
    return To(Setup.NETWORK_DOMAIN, replace(asking(known), user=event.text, scanned=False))


def _domain(known: Installation, event: told.Typed) -> To:
    if not event.text:
        return To(Setup.NETWORK_DOMAIN, known)
    if known.by_certificate:
        return _join(replace(known, domain=event.text), "")
    if known.scanned:
        trying = replace(asking(known), domain=event.text, scanned=False)
        return To(Setup.CONNECTING, trying, (ask.JoinHeld(trying.attempt, event.text),))
    return To(Setup.NETWORK_PASSWORD, replace(asking(known), domain=event.text))


def _password(known: Installation, event: told.Typed) -> To:
    if flaw_of(_login(known, event.text)):
        return To(Setup.NETWORK_PASSWORD, known)
    return _join(known, event.text)


def _join(known: Installation, password: str) -> To:
    trying = asking(known)
    return To(Setup.CONNECTING, trying, (ask.JoinWifi(trying.attempt, _login(trying, password)),))


def _login(known: Installation, password: str) -> WifiLogin:
    network = _network(known)
    return WifiLogin(network.ssid, network.security, password, known.hidden, known.user, known.domain)


def _network(known: Installation) -> WifiNetwork:
    if known.network is None:
        raise AssertionError("no network is joined that was not named")
    return known.network


def _joined(known: Installation, event: told.NetworkJoined) -> To:
    if event.outcome is Joined.OK:
        return fetch(replace(nameless(known), networks=(), certificate=False, failures=0), event)
    if known.by_certificate and event.outcome is Joined.WRONG_PASSWORD:
        return problem(Setup.NETWORK_PROBLEM, known, Fault.WIFI_CERTIFICATE_REFUSED)
    return problem(Setup.NETWORK_PROBLEM, known, event.outcome.fault or Fault.NETWORK_LOST)


def _go_on(known: Installation, event: Event) -> To:
    """Only a site whose server nobody has named needs somebody's word for it."""
    if known.fault is not Fault.NETWORK_NO_INTERNET:
        return To(Setup.NETWORK_PROBLEM, known)
    trying = asking(known)
    return To(Setup.CONNECTING, trying, (ask.JoinWithoutInternet(trying.attempt),))


def _try_again(known: Installation, event: Event) -> To:
    """Where the fault can be put right. A connection that was lost on the way to activation is tried where it was."""
    if known.place is not None:
        return To(Setup.CONFIRM_SETTINGS, asking(known))
    if known.site is not None:
        return To(Setup.POSTAL_CODE, asking(known))
    if known.link is Link.ETHERNET:
        return _use_cable(known, event)
    if known.network is not None and known.fault in _PASSWORD_FAULTS:
        return To(Setup.NETWORK_PASSWORD, asking(known))
    return _find(known, event)


def _before_password(known: Installation, event: Event) -> To:
    if _network(known).security is Security.ENTERPRISE:
        return To(Setup.NETWORK_DOMAIN, asking(known))
    return _before_user(known, event)


def _before_domain(known: Installation, event: Event) -> To:
    return To(Setup.NETWORK_SIGN_IN if known.by_certificate else Setup.NETWORK_USER, asking(known))


def _before_sign_in(known: Installation, event: Event) -> To:
    if known.certificate:
        return To(Setup.NETWORK_SIGN_IN, replace(asking(known), user="", domain=""))
    return _before_user(known, event)


def _before_user(known: Installation, event: Event) -> To:
    """Who signs in is asked again: it may be another kind of network now."""
    if not known.hidden:
        return listed(known, event)
    anybody = replace(asking(known), user="", domain="", by_certificate=False, scanned=False)
    return To(Setup.NETWORK_SECURITY, anybody)


def _name_again(known: Installation, event: Event) -> To:
    return To(Setup.NETWORK_NAME, nameless(asking(known)))


_TRIED_AGAIN = (
    Setup.CONNECTING,
    Setup.FINDING_NETWORKS,
    Setup.NETWORK_PASSWORD,
    Setup.POSTAL_CODE,
    Setup.CONFIRM_SETTINGS,
)

NETWORK_ROWS: list[SetupRow] = [
    Row(Setup.CHOOSE_CONNECTION, Choice.ETHERNET, (Setup.CONNECTING,), _use_cable),
    Row(Setup.CHOOSE_CONNECTION, Choice.WIFI, (Setup.FINDING_NETWORKS,), _find),
    answer(Setup.FINDING_NETWORKS, told.NetworksFound, (Setup.CHOOSE_NETWORK,), _found),
    break_down(Setup.FINDING_NETWORKS, Setup.FAULT),
    give_up(Setup.FINDING_NETWORKS, Setup.NETWORK_PROBLEM, Fault.NETWORK_LOST),
    Row(Setup.CHOOSE_NETWORK, told.NetworkChosen, (Setup.CHOOSE_NETWORK, Setup.NETWORK_NAME, *_NAMED), _choose),
    Row(Setup.CHOOSE_NETWORK, Choice.SEARCH_AGAIN, (Setup.FINDING_NETWORKS,), _find),
    Row(Setup.CHOOSE_NETWORK, Choice.HIDDEN_NETWORK, (Setup.NETWORK_NAME,), _name_again),
    Row(Setup.NETWORK_NAME, told.Typed, (Setup.NETWORK_NAME, Setup.NETWORK_SECURITY), _name),
    Row(Setup.NETWORK_SECURITY, told.SecurityChosen, _NAMED, _secure),
    Row(Setup.NETWORK_SIGN_IN, Choice.TERMINAL_CERTIFICATE, (Setup.NETWORK_DOMAIN,), _sign_in_by_certificate),
    Row(Setup.NETWORK_SIGN_IN, Choice.USER_NAME, (Setup.NETWORK_USER,), _sign_in_by_name),
    Row(Setup.NETWORK_USER, told.Typed, (Setup.NETWORK_USER, Setup.NETWORK_DOMAIN), _user),
    Row(Setup.NETWORK_DOMAIN, told.Typed, (Setup.NETWORK_DOMAIN, Setup.NETWORK_PASSWORD, Setup.CONNECTING), _domain),
    Row(Setup.NETWORK_PASSWORD, told.Typed, (Setup.NETWORK_PASSWORD, Setup.CONNECTING), _password),
    answer(Setup.CONNECTING, told.NetworkJoined, (Setup.DOWNLOADING, Setup.NETWORK_PROBLEM), _joined),
    break_down(Setup.CONNECTING, Setup.FAULT),
    give_up(Setup.CONNECTING, Setup.NETWORK_PROBLEM, Fault.NETWORK_LOST),
    Row(Setup.NETWORK_PROBLEM, Choice.TRY_AGAIN, _TRIED_AGAIN, _try_again),
    Row(Setup.NETWORK_PROBLEM, Choice.WITHOUT_INTERNET, (Setup.NETWORK_PROBLEM, Setup.CONNECTING), _go_on),
    *(
        Row(state, Choice.BACK, (Setup.CHOOSE_CONNECTION,), choose_connection)
        for state in (Setup.FINDING_NETWORKS, Setup.CHOOSE_NETWORK, Setup.CONNECTING, Setup.NETWORK_PROBLEM)
    ),
    Row(Setup.NETWORK_NAME, Choice.BACK, (Setup.CHOOSE_NETWORK,), listed),
    Row(Setup.NETWORK_SECURITY, Choice.BACK, (Setup.NETWORK_NAME,), _name_again),
    Row(Setup.NETWORK_SIGN_IN, Choice.BACK, (Setup.CHOOSE_NETWORK, Setup.NETWORK_SECURITY), _before_user),
    Row(
        Setup.NETWORK_USER,
        Choice.BACK,
        (Setup.CHOOSE_NETWORK, Setup.NETWORK_SECURITY, Setup.NETWORK_SIGN_IN),
        _before_sign_in,
    ),
    Row(Setup.NETWORK_DOMAIN, Choice.BACK, (Setup.NETWORK_SIGN_IN, Setup.NETWORK_USER), _before_domain),
    Row(
        Setup.NETWORK_PASSWORD,
        Choice.BACK,
        (Setup.CHOOSE_NETWORK, Setup.NETWORK_SECURITY, Setup.NETWORK_DOMAIN),
        _before_password,
    ),
    *(
        Row(state, Choice.OTHER_NETWORK, (Setup.CHOOSE_CONNECTION,), choose_connection)
        for state in (Setup.NETWORK_PROBLEM, Setup.DOWNLOAD_PROBLEM)
    ),
]
