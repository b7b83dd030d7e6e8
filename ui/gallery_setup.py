"""The screens of setting up, for the gallery: every state and problem, and how long each can get."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtGui import QColor, QImage, QPainter

from app.domain.device_configuration import OperationMode
from app.domain.faults import Fault
from app.domain.network import Joined, Link, Security, WifiNetwork
from app.domain.setting_up import Place, SiteAsked
from app.domain.sites import Address
from app.domain.updates import Fetched
from app.flows.installation import PROBLEMS, Installation
from app.flows.setup import SETUP, Setup
from ui.gallery_shot import LONG_SUPPORT, Shot

AIR = (
    WifiNetwork("Harbour Office", 91, Security.WPA3),
    WifiNetwork("Harbour Staff", 66, Security.ENTERPRISE),
    WifiNetwork("", 58, Security.WPA2),
    WifiNetwork("Guests", 44, Security.OPEN),
    WifiNetwork("The bakery next door, first floor", 21, Security.WPA2),
    WifiNetwork("printer-7f3a", 9, Security.WPA2),
    WifiNetwork("Loading bay", 4, Security.WPA2),
)
PLACE = Place(
    "North door",
    "Head office",
    Address("1 Harbour Street", "Seattle", "98109", "US", state_or_region="WA"),
    OperationMode.ENTRY,
)
LONG_PLACE = Place(
    "Entrance of the underground car park",
    "Southern distribution centre and offices",
    Address("114 Old Victoria Harbour Road", "Portsmouth", "PO1 3AX", "GB", "Third building on the left", "Hampshire"),
    OperationMode.ENROLLMENT,
)
KNOWN = Installation(
    networks=AIR,
    network=AIR[0],
    link=Link.WIFI,
    share=0.42,
    site=SiteAsked("Head office", "US", 5),
    place=PLACE,
    fault=Fault.SYSTEM_ERROR,
)
TYPED = {
    Setup.NETWORK_NAME: "Harbour Offi",
    Setup.NETWORK_USER: "door-7@harbour.example",
    Setup.NETWORK_DOMAIN: "harbour.example",
    Setup.NETWORK_PASSWORD: "correct horse",
    Setup.POSTAL_CODE: "9810",
}
_WIFI_CODES = (
    *(Fault.WIFI_CODE_FOREIGN, Fault.WIFI_CODE_UNFIT, Fault.CODE_TOO_EARLY),
    *(Fault.CODE_UNREADABLE, Fault.CODES_SEVERAL, Fault.CAMERA_MISSING),
)


def setup_shots() -> Iterator[Shot]:
    for state in Setup:
        if state not in (*PROBLEMS, Setup.FAULT):
            yield Shot(f"setup-{state.value}", SETUP.view(state, KNOWN), typed=TYPED.get(state, ""))
    yield from _variants()
    for joined in Joined:
        if joined.fault is not None:
            yield from _problem(Setup.NETWORK_PROBLEM, joined.fault)
    yield from _problem(Setup.NETWORK_PROBLEM, Fault.WIFI_CERTIFICATE_REFUSED)
    for fault in _WIFI_CODES:
        yield from _problem(Setup.WIFI_CODE_PROBLEM, fault)
    for fault in {fetched.fault: None for fetched in Fetched if fetched.fault and not fetched.goes_on}:
        yield from _problem(Setup.DOWNLOAD_PROBLEM, fault)
    for fault in Fault:
        if fault.row.code.startswith(("TH-60", "TH-61")):
            yield from _problem(Setup.CODE_PROBLEM, fault)
    yield from _problem(Setup.POSTAL_CODE_PROBLEM, Fault.POSTAL_CODE_WRONG, left=3)
    for fault in (Fault.GATEWAY_TIMED_OUT, Fault.CONFIGURATION_NOT_SAVED, Fault.BOOT_STALLED):
        yield from _problem(Setup.FAULT, fault)


def _variants() -> Iterator[Shot]:
    yield Shot("setup-choose_network-none", SETUP.view(Setup.CHOOSE_NETWORK, replace(KNOWN, networks=())))
    longest = WifiNetwork("W" * 32, 0, Security.OPEN)
    yield Shot("setup-confirm_network-long", SETUP.view(Setup.CONFIRM_NETWORK, replace(KNOWN, network=longest)))
    yield Shot("setup-network_password-empty", SETUP.view(Setup.NETWORK_PASSWORD, KNOWN))
    yield Shot("setup-network_password-short", SETUP.view(Setup.NETWORK_PASSWORD, KNOWN), typed="corr")
    yield Shot("setup-downloading-begun", SETUP.view(Setup.DOWNLOADING, replace(KNOWN, share=0.0)))
    british = replace(KNOWN, site=SiteAsked("Southern distribution centre and offices", "GB", 5))
    yield Shot("setup-postal_code-letters", SETUP.view(Setup.POSTAL_CODE, british), typed="PO1 3A")
    left = replace(KNOWN, site=SiteAsked("Head office", "US", 2))
    yield Shot("setup-postal_code-left", SETUP.view(Setup.POSTAL_CODE, left))
    yield Shot("setup-confirm_settings-long", SETUP.view(Setup.CONFIRM_SETTINGS, replace(KNOWN, place=LONG_PLACE)))


def _problem(state: Setup, fault: Fault, left: int = 0) -> Iterator[Shot]:
    """Sent to support, to nobody in particular and to the one with the longest name."""
    site = SiteAsked("Head office", "US", left)
    view = SETUP.view(state, replace(KNOWN, fault=fault, failures=3, site=site))
    yield Shot(f"setup-{state.value}-{fault.key}", view)
    yield Shot(f"setup-{state.value}-{fault.key}-named", replace(view, contact=LONG_SUPPORT))


def example_code(side: int = 56) -> tuple[bytes, int, int]:
    """A telephone with a code on it, as coarse as the terminal shows it: BGRA, width, height."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("#3A3A3A"))
    painter = QPainter(image)
    painter.fillRect(14, 6, 28, 46, QColor("#101010"))
    painter.fillRect(16, 14, 24, 24, QColor("#E8E8E8"))
    for cell in range(18 * 18):
        if cell * cell % 7 in (1, 2):
            painter.fillRect(19 + cell % 18, 17 + cell // 18, 1, 1, QColor("#8A8A8A"))
    painter.end()
    return bytes(image.constBits()), side, side
