"""Setting a terminal up: boot, a network, the latest software, a code, the site's postal code, active.

Rules it keeps: every question to the world has a number, and a late answer acts nowhere; every screen can be cancelled
but the one on which the server is making the terminal active; what was typed is in no state; nothing of the installer's
is left at the start. Each part of the journey is a table of its own in a module beside this one.

>>> from app.flows.machine import check
>>> check(SETUP)
[]
"""

from dataclasses import replace

from app.domain.faults import Fault
from app.flows import events as on
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Choice
from app.flows.installation import ATTENDED, LOOKING, TIMEOUTS_S, Installation, Setup
from app.flows.machine import Flow, Row
from app.flows.misses import IN_VAIN
from app.flows.setup_activation import ACTIVATION_ROWS, become_active, watch
from app.flows.setup_network import NETWORK_ROWS, choose_connection
from app.flows.setup_software import SOFTWARE_ROWS, downloaded
from app.flows.setup_steps import SetupRow, To, boot_again, give_up, home, restart, stop
from app.flows.setup_view import view
from app.flows.setup_wifi_code import WIFI_CODE_ROWS, watch_for_wifi

__all__ = ["SETUP", "TIMEOUTS_S", "Installation", "Setup"]

_UNCANCELLED = frozenset(
    {Setup.BOOTING, Setup.TAP_TO_START, Setup.INSTALLING, Setup.CONFIGURING, Setup.ACTIVATED, Setup.FAULT}
)
"""Before anything has begun, while it may be too late, and when it is done; a fault leads through the boot."""
_AFTER_BOOT = (Setup.TAP_TO_START, Setup.DOWNLOADED, Setup.BOOTING)


def _booted(known: Installation, event: told.Booted) -> To:
    seen = replace(known, restarts=min(event.restarts, IN_VAIN))
    if event.active:
        return become_active(seen, event)
    return downloaded(seen, event) if event.updated else home(seen, event)


def _ask(state: Setup) -> SetupRow:
    """The camera does not stay open for nobody."""

    def ask_whether_there(known: Installation, event: on.TimeUp) -> To:
        asked = replace(known, resume=state)
        return To(Setup.STILL_THERE, asked, (ask.StopWatching(),) if state in LOOKING else ())

    return Row(state, on.TimeUp, (Setup.STILL_THERE,), ask_whether_there)


def _resume(known: Installation, event: on.Event) -> To:
    there = replace(known, resume=Setup.TAP_TO_START)
    look = {Setup.SCAN_CODE: watch, Setup.SCAN_WIFI_CODE: watch_for_wifi}.get(known.resume)
    return To(known.resume, there) if look is None else look(there, event)


def _fail(state: Setup) -> SetupRow:
    """Nobody needs a badge reader to set a terminal up."""

    def fail(known: Installation, event: on.FaultRaised) -> To:
        return To(state, known) if event.fault is Fault.BADGE_READER_MISSING else stop(known, event.fault)

    return Row(state, on.FaultRaised, tuple({state: None, Setup.FAULT: None}), fail)


def _clear(known: Installation, event: on.FaultCleared) -> To:
    return boot_again(known, event) if event.fault is known.fault else To(Setup.FAULT, known)


def _recover(known: Installation, event: told.Booted) -> To:
    """It was slow, and here it is."""
    return _booted(known, event) if known.fault is Fault.BOOT_STALLED else To(Setup.FAULT, known)


def _speak(state: Setup) -> SetupRow:
    def choose(known: Installation, event: on.LanguageChosen) -> To:
        return To(state, replace(known, language=event.language))

    return Row(state, on.LanguageChosen, (state,), choose)


ROWS: list[SetupRow] = [
    Row(Setup.BOOTING, told.Booted, _AFTER_BOOT, _booted),
    give_up(Setup.BOOTING, Setup.FAULT, Fault.BOOT_STALLED),
    Row(Setup.TAP_TO_START, Choice.GET_STARTED, (Setup.CHOOSE_CONNECTION,), choose_connection),
    Row(Setup.TAP_TO_START, on.TimeUp, (Setup.TAP_TO_START,), home),
    *NETWORK_ROWS,
    *WIFI_CODE_ROWS,
    *SOFTWARE_ROWS,
    *(
        Row(state, Choice.BACK, (Setup.CHOOSE_CONNECTION,), choose_connection)
        for state in (Setup.DOWNLOADING, Setup.CHOOSE_CODE)
    ),
    *ACTIVATION_ROWS,
    *(_ask(state) for state in ATTENDED),
    Row(Setup.STILL_THERE, Choice.YES, ATTENDED, _resume),
    Row(Setup.STILL_THERE, on.TimeUp, (Setup.TAP_TO_START,), home),
    *(Row(state, Choice.CANCEL, (Setup.TAP_TO_START,), home) for state in Setup if state not in _UNCANCELLED),
    *(_fail(state) for state in Setup),
    Row(Setup.FAULT, told.Booted, (Setup.FAULT, *_AFTER_BOOT), _recover),
    Row(Setup.FAULT, on.FaultCleared, (Setup.FAULT, Setup.BOOTING), _clear),
    Row(Setup.FAULT, Choice.RESTART, (Setup.BOOTING,), restart),
    Row(Setup.FAULT, Choice.CANCEL, (Setup.BOOTING,), boot_again),
    Row(Setup.FAULT, on.TimeUp, (Setup.BOOTING,), boot_again),
    *(_speak(state) for state in (Setup.TAP_TO_START, Setup.CHOOSE_CONNECTION, Setup.DOWNLOADED)),
]

SETUP = Flow("setup", Setup.BOOTING, Installation(), ROWS, TIMEOUTS_S, view, opening=(ask.Boot(),))
