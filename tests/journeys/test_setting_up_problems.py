"""Each thing that can go wrong with a code, caused for real: its own screen and code, a way on, nothing half done."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from segno.helpers import make_wifi_data

from app.config.paths import State
from app.credentials.certificates import pin_of
from app.domain.activation import LIFE, ActivationCard
from app.domain.faults import Fault
from app.domain.network import Security, WifiLogin
from app.flows.events import Choice
from app.flows.setup_events import Typed
from app.gateway.routes import api
from app.operations.instances import DELETE_INSTANCE, DeleteDeviceInstance
from app.operations.sites import DELETE_SITE, DeleteSite
from app.services.control.activation import open_activation
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from drivers.simulated.attacks import Hold
from drivers.simulated.codes import ShownCode
from drivers.simulated.networks import Uplink
from tests.app.control import Plane
from tests.app.gateway.keys import OneKey
from tests.app.gateway.running import Running, running
from tests.app.services.control.test_activation import POSTAL_CODE, shown, start
from tests.app.services.control.test_instances import configured, got
from tests.journeys.installing import PASSWORD, Box, Installing
from tests.journeys.visit import LeapingClock

TORN = ShownCode((), Hold(), damage=0.35)
"""More than level M repairs."""


@dataclass
class Site:
    """A control plane behind TLS, and a box that stands there."""

    plane: Plane
    server: Running
    box: Box
    instance: str
    clock: LeapingClock
    """The server's."""
    outside: ExitStack

    def card(self) -> ActivationCard:
        """As the running server would show it: the plane does not know its port."""
        certificate = x509.load_pem_x509_certificate(self.server.certificate.read_bytes())
        card = shown(self.plane, self.instance)
        return replace(card, address=f"localhost:{self.server.port}", pin=pin_of(certificate))

    def stops(self) -> None:
        self.outside.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_store(State(tmp_path, simulated=True)) as people, ExitStack() as outside:
        plane = Plane(SqlControlStore(people))
        plane.now = datetime.now(UTC)
        clock = LeapingClock()
        gateway = replace(plane.gateway(OneKey()), open=open_activation(plane.performer), clock=clock)
        server = outside.enter_context(running(api(gateway, 1), tmp_path))
        yield Site(plane, server, Box(tmp_path / "terminal"), configured(plane), clock, outside)


def spent(site: Site) -> str:
    card = site.card()
    start(site.plane, card)
    return card.text


def expired(site: Site) -> str:
    card = site.card()
    site.clock.leap(LIFE.total_seconds())
    return card.text


def unknown(site: Site) -> str:
    return replace(site.card(), reference=bytes(20)).text


def of_another_server(site: Site) -> str:
    return replace(site.card(), pin=bytes(32)).text


def of_a_deleted_instance(site: Site) -> str:
    card = site.card()
    site.plane.call(DELETE_INSTANCE, DeleteDeviceInstance(site.instance))
    return card.text


def of_a_deleted_site(site: Site) -> str:
    card, at = site.card(), got(site.plane, site.instance).site_id
    site.plane.call(DELETE_INSTANCE, DeleteDeviceInstance(site.instance))
    site.plane.call(DELETE_SITE, DeleteSite(at))
    return card.text


def of_a_server_that_has_gone(site: Site) -> str:
    card = site.card()
    site.stops()
    return card.text


def foreign(site: Site) -> str:
    return "https://example.org/menu"


def scanned(site: Site, terminal: Installing, text: str) -> None:
    terminal.takes_the_cable()
    site.box.show(text)
    terminal.scans()


@pytest.mark.requirement("DEV-010", "DEV-015", "DEV-016", "DEV-022")
@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (foreign, Fault.CODE_FOREIGN),
        (unknown, Fault.CODE_UNKNOWN),
        (spent, Fault.CODE_SPENT),
        (expired, Fault.CODE_EXPIRED),
        (of_another_server, Fault.SERVER_NOT_TRUSTED),
        (of_a_deleted_instance, Fault.INSTANCE_GONE),
        (of_a_deleted_site, Fault.SITE_GONE),
    ],
)
def test_a_code_that_leads_nowhere_says_why_and_is_tried_again(
    site: Site, code: Callable[[Site], str], fault: Fault
) -> None:
    with site.box.switched_on() as terminal:
        scanned(site, terminal, code(site))
        assert terminal.until("code_problem").fault is fault
        site.box.world.take_palm_away()
        terminal.tap(Choice.TRY_AGAIN)
        terminal.until("scan_code")
        terminal.tap(Choice.CANCEL)
        terminal.until("tap_to_start")
    assert site.box.memory.identity() is None


@pytest.mark.requirement("DEV-012", "DEV-014")
@pytest.mark.parametrize(
    ("codes", "shown_as", "fault"),
    [(1, TORN, Fault.CODE_UNREADABLE), (2, ShownCode((), share=0.4), Fault.CODES_SEVERAL)],
)
def test_a_code_that_cannot_be_read_and_two_at_once_are_told_apart(
    site: Site, codes: int, shown_as: ShownCode, fault: Fault
) -> None:
    with site.box.switched_on() as terminal:
        terminal.takes_the_cable()
        site.box.show(*(site.card().text for _ in range(codes)), shown=shown_as)
        terminal.scans()
        assert terminal.until("code_problem").fault is fault
        site.box.show(site.card().text)
        terminal.scans()
        terminal.until("postal_code")


@pytest.mark.requirement("DEV-019")
def test_a_server_that_does_not_answer_wants_a_restart_and_after_two_of_them_support(site: Site) -> None:
    text = of_a_server_that_has_gone(site)
    sent = []
    for _ in range(3):
        with site.box.switched_on() as terminal:
            scanned(site, terminal, text)
            fault = terminal.until("fault")
            assert (fault.fault, fault.primary) == (Fault.GATEWAY_TIMED_OUT, Choice.RESTART)
            sent.append(fault.to_support)
            terminal.tap(Choice.RESTART)
            terminal.until("booting")
    assert sent == [False, False, True]
    assert site.box.restarts == 3


@pytest.mark.requirement("DEV-005", "DEV-007")
def test_a_network_that_is_cut_is_told_as_such_and_the_journey_goes_on_where_it_was(site: Site) -> None:
    with site.box.switched_on() as terminal:
        scanned(site, terminal, site.card().text)
        terminal.until("postal_code")
        site.stops()
        site.box.world.cut_network()
        terminal.post(Typed(POSTAL_CODE))
        assert terminal.until("network_problem").fault is Fault.NETWORK_LOST
        site.box.world.restore_network()
        terminal.tap(Choice.TRY_AGAIN)
        terminal.until("postal_code")


def test_a_wifi_code_is_held_up_in_place_of_typing_and_each_code_has_its_time(site: Site) -> None:
    wifi, activation = make_wifi_data("Office", PASSWORD, "WPA"), site.card().text
    with site.box.switched_on() as terminal:
        terminal.begins()
        terminal.tap(Choice.WIFI)
        terminal.until("choose_network")
        site.box.show(activation)
        terminal.tap(Choice.WIFI_CODE)
        assert terminal.until("wifi_code_problem").fault is Fault.CODE_TOO_EARLY
        site.box.show(wifi)
        terminal.tap(Choice.TRY_AGAIN)
        assert terminal.until("confirm_network").network == "Office"
        assert site.box.world.networks.kept() is None
        terminal.tap(Choice.JOIN)
        terminal.until("downloaded")
        assert site.box.world.networks.kept() == WifiLogin("Office", Security.WPA2, PASSWORD)
        terminal.tap(Choice.OK)
        terminal.until("choose_code")
        terminal.scans()
        assert terminal.until("code_problem").fault is Fault.CODE_OF_NETWORK
        site.box.show(activation)
        terminal.scans()
        terminal.until("postal_code")


def test_a_site_without_the_internet_is_gone_on_with_as_far_as_its_own_server(site: Site) -> None:
    site.box.world.networks.plug_cable(Uplink.SERVER)
    with site.box.switched_on() as terminal:
        terminal.begins()
        terminal.tap(Choice.ETHERNET)
        assert terminal.until("network_problem").fault is Fault.NETWORK_NO_INTERNET
        terminal.tap(Choice.WITHOUT_INTERNET)
        terminal.until("downloaded")
        terminal.tap(Choice.OK)
        terminal.until("choose_code")
        site.box.show(site.card().text)
        terminal.scans()
        terminal.until("postal_code")


@pytest.mark.requirement("DEV-020")
def test_a_disk_that_takes_nothing_leaves_the_instance_ready_for_another_try(site: Site) -> None:
    folder = site.box.folder / "device"
    with site.box.switched_on() as terminal:
        scanned(site, terminal, site.card().text)
        terminal.types(POSTAL_CODE)
        terminal.until("confirm_settings")
        folder.parent.mkdir(parents=True)
        folder.write_text("a file where the folder should be")
        terminal.tap(Choice.CONFIRM_SETTINGS)
        fault = terminal.until("fault")
        assert (fault.fault, fault.primary) == (Fault.CONFIGURATION_NOT_SAVED, Choice.RESTART)
        assert not got(site.plane, site.instance).state.activated
        folder.unlink()
        terminal.tap(Choice.CANCEL)
        scanned(site, terminal, site.card().text)
        terminal.types(POSTAL_CODE)
        terminal.until("confirm_settings")
        terminal.tap(Choice.CONFIRM_SETTINGS)
        terminal.until("activated")
    assert got(site.plane, site.instance).state.activated


@pytest.mark.requirement("DEV-017")
def test_five_wrong_postal_codes_burn_the_code_and_another_one_begins_afresh(site: Site) -> None:
    with site.box.switched_on() as terminal:
        scanned(site, terminal, site.card().text)
        for left in (4, 3, 2, 1):
            terminal.types("XX1 1XX")
            assert terminal.until("postal_code_problem").answers_left == left
            terminal.tap(Choice.TRY_AGAIN)
        terminal.types("XX1 1XX")
        assert terminal.until("code_problem").fault is Fault.CODE_BURNT
        site.box.show(site.card().text)
        terminal.scans()
        terminal.types(POSTAL_CODE)
        terminal.until("confirm_settings")
