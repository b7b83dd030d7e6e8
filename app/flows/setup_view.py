"""What a terminal shows while it is set up. Decides nothing: a state and an installation in, a view out."""

from app.domain.faults import Fault
from app.domain.network import ENTERPRISE_PASSWORD_MOST, IDENTITY_MOST, PASSPHRASE, SSID_OCTETS_MOST, Security
from app.domain.signals import Signal
from app.flows.events import Choice
from app.flows.installation import LOOKING, POSTAL_CODE_MOST, PROBLEMS, STILL_THERE_S, Installation, Setup
from app.flows.view import Entry, Typing, View

_PRIMARY = {
    Setup.TAP_TO_START: Choice.GET_STARTED,
    Setup.CHOOSE_CONNECTION: Choice.WIFI,
    Setup.CHOOSE_NETWORK: Choice.SEARCH_AGAIN,
    Setup.CONFIRM_NETWORK: Choice.JOIN,
    Setup.NETWORK_SIGN_IN: Choice.TERMINAL_CERTIFICATE,
    Setup.DOWNLOADED: Choice.OK,
    Setup.CHOOSE_CODE: Choice.QR_CODE,
    Setup.CONFIRM_SETTINGS: Choice.CONFIRM_SETTINGS,
    Setup.ACTIVATED: Choice.FINISH,
    Setup.STILL_THERE: Choice.YES,
    Setup.FAULT: Choice.RESTART,
} | dict.fromkeys(PROBLEMS, Choice.TRY_AGAIN)

_BACK_AND_CANCEL = (Choice.BACK, Choice.CANCEL)
_WITHOUT = (Choice.WITHOUT_INTERNET, *_BACK_AND_CANCEL)
"""Of a network without the internet: "back" leads to the other networks."""

_SECONDARY = {
    Setup.CHOOSE_CONNECTION: (Choice.ETHERNET, Choice.CANCEL),
    Setup.FINDING_NETWORKS: _BACK_AND_CANCEL,
    Setup.CHOOSE_NETWORK: (Choice.HIDDEN_NETWORK, Choice.WIFI_CODE, *_BACK_AND_CANCEL),
    Setup.SCAN_WIFI_CODE: _BACK_AND_CANCEL,
    Setup.CONFIRM_NETWORK: _BACK_AND_CANCEL,
    Setup.WIFI_CODE_PROBLEM: _BACK_AND_CANCEL,
    Setup.NETWORK_NAME: _BACK_AND_CANCEL,
    Setup.NETWORK_SECURITY: _BACK_AND_CANCEL,
    Setup.NETWORK_SIGN_IN: (Choice.USER_NAME, *_BACK_AND_CANCEL),
    Setup.NETWORK_USER: _BACK_AND_CANCEL,
    Setup.NETWORK_DOMAIN: _BACK_AND_CANCEL,
    Setup.NETWORK_PASSWORD: _BACK_AND_CANCEL,
    Setup.CONNECTING: _BACK_AND_CANCEL,
    Setup.NETWORK_PROBLEM: (Choice.OTHER_NETWORK, Choice.CANCEL),
    Setup.DOWNLOADING: _BACK_AND_CANCEL,
    Setup.DOWNLOAD_PROBLEM: (Choice.OTHER_NETWORK, Choice.CANCEL),
    Setup.CHOOSE_CODE: _BACK_AND_CANCEL,
    Setup.SCAN_CODE: _BACK_AND_CANCEL,
    Setup.CONFIRM_SETTINGS: (Choice.OTHER_SITE, Choice.CANCEL),
} | dict.fromkeys(
    (
        Setup.DOWNLOADED,
        Setup.CHECKING_CODE,
        Setup.CODE_PROBLEM,
        Setup.POSTAL_CODE,
        Setup.CHECKING_POSTAL_CODE,
        Setup.POSTAL_CODE_PROBLEM,
        Setup.STILL_THERE,
        Setup.FAULT,
    ),
    (Choice.CANCEL,),
)

_SIGNALS = (
    dict.fromkeys(
        (
            Setup.BOOTING,
            Setup.FINDING_NETWORKS,
            Setup.CONNECTING,
            Setup.DOWNLOADING,
            Setup.INSTALLING,
            Setup.CHECKING_CODE,
            Setup.CHECKING_POSTAL_CODE,
            Setup.CONFIGURING,
        ),
        Signal.WORKING,
    )
    | dict.fromkeys((Setup.DOWNLOADED, Setup.ACTIVATED), Signal.GRANTED)
    | dict.fromkeys((*PROBLEMS, Setup.FAULT), Signal.DENIED)
    | dict.fromkeys(LOOKING, Signal.SEARCHING)
)

_PLACED = (Setup.CONFIRM_SETTINGS, Setup.CONFIGURING, Setup.ACTIVATED)
_ASKED = (Setup.POSTAL_CODE, Setup.CHECKING_POSTAL_CODE, Setup.POSTAL_CODE_PROBLEM)
_JOINED = (
    Setup.CONFIRM_NETWORK,
    Setup.NETWORK_SECURITY,
    Setup.NETWORK_SIGN_IN,
    Setup.NETWORK_USER,
    Setup.NETWORK_DOMAIN,
    Setup.NETWORK_PASSWORD,
    Setup.CONNECTING,
)


def view(state: Setup, known: Installation) -> View:
    broken = state in (*PROBLEMS, Setup.FAULT)
    return View(
        screen=state.value,
        signal=_SIGNALS.get(state, Signal.QUIET),
        language=known.language,
        primary=_PRIMARY.get(state),
        secondary=_WITHOUT if known.fault is Fault.NETWORK_NO_INTERNET and broken else _SECONDARY.get(state, ()),
        progress=known.share if state is Setup.DOWNLOADING else 0.0,
        measured=state is Setup.DOWNLOADING,
        preview=state in LOOKING,
        fault=known.fault if broken else None,
        to_support=broken and known.to_support,
        countdown_s=STILL_THERE_S if state is Setup.STILL_THERE else 0,
        networks=known.networks if state is Setup.CHOOSE_NETWORK else (),
        network=known.network.ssid if known.network and state in _JOINED else "",
        security=known.network.security if known.network and state is Setup.CONFIRM_NETWORK else None,
        entry=_entry(state, known),
        answers_left=known.site.answers_left if known.site and state in _ASKED else 0,
        place=known.place if state in _PLACED else None,
    )


def _entry(state: Setup, known: Installation) -> Entry | None:
    match state:
        case Setup.NETWORK_NAME:
            return Entry(Typing.NETWORK_NAME, most=SSID_OCTETS_MOST)
        case Setup.NETWORK_USER:
            return Entry(Typing.NETWORK_USER, most=IDENTITY_MOST)
        case Setup.NETWORK_DOMAIN:
            return Entry(Typing.NETWORK_DOMAIN, most=IDENTITY_MOST)
        case Setup.NETWORK_PASSWORD:
            of_his_own = known.network is not None and known.network.security is Security.ENTERPRISE
            least, most = (1, ENTERPRISE_PASSWORD_MOST) if of_his_own else PASSPHRASE
            return Entry(Typing.NETWORK_PASSWORD, least, most, secret=True)
        case Setup.POSTAL_CODE:
            digits = known.site is not None and known.site.in_digits
            return Entry(Typing.POSTAL_CODE, most=POSTAL_CODE_MOST, secret=True, digits=digits)
        case _:
            return None
