"""What can happen while a terminal is set up: every event there is, made to fit the context."""

from collections.abc import Hashable, Iterable
from dataclasses import replace

from app.domain.activation import ActivationCard
from app.domain.codes import OneCode, Unread
from app.domain.device_configuration import OperationMode
from app.domain.faults import Fault
from app.domain.network import Joined, Security, WifiNetwork
from app.domain.setting_up import Place, SiteAsked, TryNumber
from app.domain.sites import Address
from app.domain.updates import Fetched
from app.flows import events as on
from app.flows import setup_events as told
from app.flows.installation import Installation
from tests.app.flows.exploration import PLAIN_EVENTS

CARD = ActivationCard("door.example:8443", bytes(range(20)), bytes(32))
PASSWORD = "correct horse"
USER, DOMAIN = "door-7", "example.org"
POSTAL_CODE = "98109"

OFFICE = WifiNetwork("Office", 81, Security.WPA2)
GUESTS = WifiNetwork("Guests", 40, Security.OPEN)
STAFF = WifiNetwork("Staff", 55, Security.ENTERPRISE)
NAMELESS = WifiNetwork("", 20, Security.WPA2)
ELSEWHERE = WifiNetwork("Elsewhere", 1, Security.OPEN)
"""Not in the list."""
AIR = (OFFICE, STAFF, GUESTS, NAMELESS)

WIFI_CODE = f"WIFI:T:WPA;S:Office;P:{PASSWORD};;"
STAFF_CODE = f"WIFI:T:WPA2-EAP;S:Staff;E:PEAP;PH2:MSCHAPV2;I:{USER};P:{PASSWORD};;"
WEP_CODE = "WIFI:T:WEP;S:Cellar;P:12345;;"
WIFI_CODES = (WIFI_CODE, STAFF_CODE, WEP_CODE)

SITE = SiteAsked("Head office", "US", 5)
PLACE = Place(
    "North door",
    "Head office",
    Address("1 Harbour Street", "Seattle", POSTAL_CODE, "US", state_or_region="WA"),
    OperationMode.ENTRY,
)

EVENTS: tuple[on.Event, ...] = (
    *PLAIN_EVENTS,
    told.Booted(),
    told.Booted(updated=True),
    told.Booted(active=True),
    told.Booted(restarts=1),
    told.Booted(restarts=3),
    *(told.NetworkChosen(network) for network in (*AIR, ELSEWHERE)),
    *(told.SecurityChosen(security) for security in Security),
    *(told.Typed(text) for text in ("", PASSWORD)),
    on.FaultCleared(Fault.BOOT_STALLED),
)


FAULTS = (
    *(fault for fault in Fault if fault.row.code.startswith(("TH-60", "TH-61"))),
    *(Fault.POSTAL_CODE_WRONG, Fault.NETWORK_LOST, Fault.NETWORK_MANAGER_SILENT, Fault.CAMERA_MISSING),
    *(Fault.GATEWAY_TIMED_OUT, Fault.CONFIGURATION_NOT_SAVED, Fault.STORE_FULL, Fault.SYSTEM_ERROR),
)
"""What a step may fail with."""


def answers(attempt: TryNumber) -> Iterable[told.Answer]:
    """Every answer to one question."""
    yield from one_of_each(attempt)
    yield told.NetworksFound(attempt, ())
    yield told.NetworksFound(attempt, AIR, certificate=True)
    yield from (told.NetworkJoined(attempt, outcome) for outcome in Joined)
    yield from (told.SoftwareFetched(attempt, outcome) for outcome in Fetched)
    yield from (told.CodeSeen(attempt, codes) for codes in (Unread.UNREADABLE, Unread.SEVERAL))
    yield from (told.CodeSeen(attempt, OneCode(text)) for text in ("https://example.org", "", *WIFI_CODES))
    yield from (told.Failed(attempt, fault, answers_left=3) for fault in FAULTS)


def one_of_each(attempt: TryNumber) -> Iterable[told.Answer]:
    """One answer of each kind: enough for a question that is over."""
    yield told.NetworksFound(attempt, AIR)
    yield told.NetworkJoined(attempt, Joined.OK)
    yield told.SoftwareArrived(attempt, 0.5)
    yield told.SoftwareFetched(attempt, Fetched.NEWER)
    yield told.SoftwareInstalled(attempt)
    yield told.CodeSeen(attempt, OneCode(CARD.text))
    yield told.CodeRedeemed(attempt, SITE)
    yield told.PlaceShown(attempt, PLACE)
    yield told.Activated(attempt)
    yield told.Failed(attempt, Fault.SYSTEM_ERROR)


def events_for(known: Installation) -> Iterable[on.Event]:
    yield from EVENTS
    yield from answers(known.attempt)
    for other in (known.attempt - 1, known.attempt + 1):
        yield from one_of_each(TryNumber(other))


def but_for_the_attempt(known: Installation) -> Hashable:
    """No action looks at the language or at the restarts: it hands them on."""
    return replace(known, attempt=TryNumber(0), language="en", restarts=0)
