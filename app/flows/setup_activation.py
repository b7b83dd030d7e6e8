"""The third part of setting up: a code, the site's postal code, a look at what it will be, and then it is so.

Rules it keeps: a code's text is parsed before anything is done with it; the camera is closed as soon as something was
seen; a postal code goes from the event that brings it into the question and no further; nobody becomes active whom the
server has not told so. Once the last step is asked there is no cancelling: the server may have done it already.
"""

from dataclasses import replace

from app.domain.activation import read_card
from app.domain.codes import OneCode, Unread
from app.domain.faults import Fault
from app.domain.wifi_codes import is_wifi_code
from app.flows import setup_effects as ask
from app.flows import setup_events as told
from app.flows.events import Choice, Event, TimeUp
from app.flows.installation import POSTAL_CODE_MOST, Installation, Setup
from app.flows.machine import Row
from app.flows.setup_steps import SetupRow, To, answer, asking, break_down, fresh, give_up, problem, stop

_CODE_FAULTS = frozenset(
    {
        Fault.CODE_FOREIGN,
        Fault.CODE_UNKNOWN,
        Fault.CODE_EXPIRED,
        Fault.CODE_SPENT,
        Fault.CODE_BURNT,
        Fault.INSTANCE_GONE,
        Fault.INSTANCE_TAKEN,
        Fault.INSTANCE_UNCONFIGURED,
        Fault.SITE_GONE,
        Fault.SERVER_NOT_TRUSTED,
    }
)
"""What another code may put right. Everything else only a restart."""


def choose_code(known: Installation, event: Event) -> To:
    """What an earlier code led to is forgotten."""
    return To(Setup.CHOOSE_CODE, replace(asking(known), site=None, place=None), (ask.ForgetInstaller(),))


def watch(known: Installation, event: Event) -> To:
    watching = replace(asking(known), site=None, place=None)
    return To(Setup.SCAN_CODE, watching, (ask.WatchForCodes(watching.attempt),))


def _see(known: Installation, event: told.CodeSeen) -> To:
    """One code of ours is asked about; of anything else the screen says what it was."""
    card = read_card(event.codes.text) if isinstance(event.codes, OneCode) else None
    if card is not None:
        trying = asking(known)
        return To(Setup.CHECKING_CODE, trying, (ask.StopWatching(), ask.RedeemCode(trying.attempt, card)))
    after = problem(Setup.CODE_PROBLEM, known, _misread(event))
    return replace(after, effects=(ask.StopWatching(),))


def _misread(event: told.CodeSeen) -> Fault:
    if event.codes is Unread.SEVERAL:
        return Fault.CODES_SEVERAL
    if isinstance(event.codes, OneCode):
        return Fault.CODE_OF_NETWORK if is_wifi_code(event.codes.text) else Fault.CODE_FOREIGN
    return Fault.CODE_UNREADABLE


def _redeemed(known: Installation, event: told.CodeRedeemed) -> To:
    return To(Setup.POSTAL_CODE, replace(asking(known), site=event.site, failures=0))


def _submit(known: Installation, event: told.Typed) -> To:
    if not 0 < len(event.text) <= POSTAL_CODE_MOST:
        return To(Setup.POSTAL_CODE, known)
    trying = asking(known)
    return To(Setup.CHECKING_POSTAL_CODE, trying, (ask.SubmitPostalCode(trying.attempt, event.text),))


def _show(known: Installation, event: told.PlaceShown) -> To:
    return To(Setup.CONFIRM_SETTINGS, replace(asking(known), place=event.place, failures=0))


def _confirm(known: Installation, event: Event) -> To:
    trying = asking(known)
    return To(Setup.CONFIGURING, trying, (ask.Activate(trying.attempt),))


def _type_again(known: Installation, event: Event) -> To:
    return To(Setup.POSTAL_CODE, asking(known))


def _activated(known: Installation, event: told.Activated) -> To:
    """The name is what the screen greets with; nothing else is needed any more."""
    return To(Setup.ACTIVATED, replace(fresh(known), restarts=0, place=known.place), (ask.ForgetInstaller(),))


def become_active(known: Installation, event: Event) -> To:
    return To(Setup.BOOTING, fresh(known), (ask.BecomeActive(),))


def _refuse(known: Installation, event: told.Failed) -> To:
    """Each fault on its screen. A new code makes everything that the old one led to void."""
    if event.fault in _CODE_FAULTS:
        after = problem(Setup.CODE_PROBLEM, replace(known, site=None, place=None), event.fault)
        return replace(after, effects=(ask.ForgetInstaller(),))
    if event.fault is Fault.NETWORK_LOST:
        return problem(Setup.NETWORK_PROBLEM, known, event.fault)
    if event.fault is Fault.POSTAL_CODE_WRONG and known.site is not None and known.place is None:
        left = replace(known.site, answers_left=event.answers_left)
        return problem(Setup.POSTAL_CODE_PROBLEM, replace(known, site=left), event.fault)
    return stop(known, event.fault)


_REFUSED = (Setup.CODE_PROBLEM, Setup.NETWORK_PROBLEM, Setup.FAULT)

ACTIVATION_ROWS: list[SetupRow] = [
    Row(Setup.CHOOSE_CODE, Choice.QR_CODE, (Setup.SCAN_CODE,), watch),
    answer(Setup.SCAN_CODE, told.CodeSeen, (Setup.CHECKING_CODE, Setup.CODE_PROBLEM), _see),
    break_down(Setup.SCAN_CODE, Setup.FAULT),
    Row(Setup.SCAN_CODE, Choice.BACK, (Setup.CHOOSE_CODE,), choose_code),
    answer(Setup.CHECKING_CODE, told.CodeRedeemed, (Setup.POSTAL_CODE,), _redeemed),
    answer(Setup.CHECKING_CODE, told.Failed, _REFUSED, _refuse),
    give_up(Setup.CHECKING_CODE, Setup.FAULT, Fault.GATEWAY_TIMED_OUT),
    Row(Setup.CODE_PROBLEM, Choice.TRY_AGAIN, (Setup.SCAN_CODE,), watch),
    Row(Setup.POSTAL_CODE, told.Typed, (Setup.POSTAL_CODE, Setup.CHECKING_POSTAL_CODE), _submit),
    answer(Setup.CHECKING_POSTAL_CODE, told.PlaceShown, (Setup.CONFIRM_SETTINGS,), _show),
    answer(Setup.CHECKING_POSTAL_CODE, told.Failed, (Setup.POSTAL_CODE_PROBLEM, *_REFUSED), _refuse),
    give_up(Setup.CHECKING_POSTAL_CODE, Setup.FAULT, Fault.GATEWAY_TIMED_OUT),
    Row(Setup.POSTAL_CODE_PROBLEM, Choice.TRY_AGAIN, (Setup.POSTAL_CODE,), _type_again),
    Row(Setup.CONFIRM_SETTINGS, Choice.CONFIRM_SETTINGS, (Setup.CONFIGURING,), _confirm),
    Row(Setup.CONFIRM_SETTINGS, Choice.OTHER_SITE, (Setup.CHOOSE_CODE,), choose_code),
    answer(Setup.CONFIGURING, told.Activated, (Setup.ACTIVATED,), _activated),
    answer(Setup.CONFIGURING, told.Failed, _REFUSED, _refuse),
    give_up(Setup.CONFIGURING, Setup.FAULT, Fault.GATEWAY_TIMED_OUT),
    Row(Setup.ACTIVATED, Choice.FINISH, (Setup.BOOTING,), become_active),
    Row(Setup.ACTIVATED, TimeUp, (Setup.BOOTING,), become_active),
]
