"""A terminal of a control plane, from its activation to its end: it is what it is told to be, or says why it cannot."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.biometrics.observation import Observation
from app.domain.access import DoorAnswer, Grant
from app.domain.badge_formats import FORMATS, BadgeFormat
from app.domain.badges import Badge
from app.domain.device_configuration import ControlPanel, DeviceConfiguration, Language, WifiCredentials
from app.domain.faults import Fault
from app.domain.network import Security, WifiLogin
from app.flows.events import Choice
from app.flows.setup_events import Typed
from app.operations.writing import whole
from app.ports.door import Door
from app.storage.opening import open_store
from drivers.door_lines import door_line, door_over
from drivers.simulated.door import SimulatedDoor
from drivers.simulated.networks import AccessPoint
from drivers.simulated.world import Device, World
from tests.app.domain.test_badge_layouts import STANDARD
from tests.app.domain.test_device_configuration import DESK, DOOR, WIFI
from tests.app.runtime.sights import nobody
from tests.contracts.store_contract import add
from tests.journeys.managed import ManagedHouse, Running, new_instance
from tests.journeys.server_process import ServerProcess, server_process, set_up
from tests.journeys.visit import PATIENCE_S
from tests.peers.panel import eventually

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

ENTRY = replace(DOOR, badge_format=STANDARD)
OTHER = WifiCredentials("annexe", password="battery staple")


def blind(pixels: object, want: object, previous: object) -> Observation:
    """Recognition that sees nobody: these visits are by badge."""
    return nobody()


@dataclass
class Site:
    """The running server, somebody who is signed in to it, and a house with one terminal."""

    client: Any
    """Any: boto3's."""
    house: ManagedHouse
    instance: str = ""

    def instance_for(self, configuration: DeviceConfiguration | None, name: str = "North door") -> None:
        self.instance = new_instance(self.client, None if configuration is None else whole(configuration), name)

    def code(self) -> str:
        code: str = self.client.create_device_activation_qr_code(deviceInstanceId=self.instance)["qrCode"]
        return code

    def told_to_be(self, configuration: DeviceConfiguration) -> None:
        self.client.create_device_instance_configuration(
            deviceInstanceId=self.instance, configuration=whole(configuration)
        )

    def shown(self) -> dict[str, Any]:
        """What the console shows of the device. Any: boto3's."""
        detail: dict[str, Any] = self.client.get_device_instance(deviceInstanceId=self.instance)
        return detail

    def command(self, command: str) -> str:
        state: str = self.client.get_device_command(deviceInstanceId=self.instance, commandId=command)["state"]
        return state

    def in_force(self, version: int) -> bool:
        return eventually(lambda: self.shown()["status"].get("configurationVersion") == version, PATIENCE_S)

    def refused(self) -> tuple[int, str]:
        assert eventually(lambda: "refusedConfiguration" in self.shown()["status"], PATIENCE_S)
        refused = self.shown()["status"]["refusedConfiguration"]
        return refused["version"], refused["reason"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    (tmp_path / "server").mkdir()
    set_up(tmp_path / "server")
    with server_process(tmp_path / "server") as server:
        yield server


@pytest.fixture
def site(server: ServerProcess, tmp_path: Path) -> Iterator[Site]:
    client = server.signed_in()
    house = ManagedHouse(tmp_path / "terminal", blind)
    for wifi in (WIFI, OTHER):
        house.world.networks.put(AccessPoint(wifi.ssid, wifi.password or ""))
    yield Site(client, house)
    client.close()


def activated(site: Site, terminal: Running, configuration: DeviceConfiguration, name: str = "North door") -> None:
    site.instance_for(configuration, name)
    terminal.until("setting_up")
    terminal.activate(site.code())


@pytest.mark.requirement("HOW-002", "HOW-014", "ACT-018", "ACT-019", "ACT-020", "ACT-021", "DIM-003", "DIM-005")
def test_a_terminal_is_what_its_configuration_says(site: Site) -> None:
    badge = Badge(17, 4242)
    site.house.world.allow(badge)
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("configuration_awaited")
        terminal.until("idle")
        assert site.in_force(1)
        shown = site.shown()
        assert (shown["state"], shown["operationMode"], shown["name"]) == ("ACTIVE", "ENTRY", "North door")
        status = shown["status"]
        assert (status["connectivity"], status["health"], status["softwareVersion"]) == (
            "CONNECTED",
            "HEALTHY",
            "0.1.0",
        )
        assert eventually(lambda: site.house.world.present_badge(badge.number), PATIENCE_S)
        terminal.until("granted")
        (entry,) = site.house.world.state().bus
        assert entry.bits == FORMATS["H10301"].encode(badge), "in the format that the configuration spells out"
        assert site.house.world.networks.kept() is not None
    with site.house.switched_on() as terminal:
        terminal.until("idle")
        assert "setting_up" not in terminal.screens, "it knows who it is"


@pytest.mark.requirement("HOW-002", "ACT-011", "ACT-014", "ACT-015", "ACT-016", "ACT-017", "ACT-019", "MNT-001")
def test_from_the_box_to_the_desk_by_its_own_screens(site: Site) -> None:
    site.house.by_hand = True
    site.instance_for(DESK)
    with site.house.switched_on() as terminal:
        for screen, choice in (
            ("tap_to_start", Choice.GET_STARTED),
            ("choose_connection", Choice.ETHERNET),
            ("downloaded", Choice.OK),
            ("choose_code", Choice.QR_CODE),
        ):
            terminal.until(screen)
            terminal.tap(choice)
        terminal.until("scan_code")
        site.house.phone.code = site.code()
        terminal.until("postal_code")
        terminal.post(Typed("PO1 3AX"))
        terminal.until("confirm_settings")
        terminal.tap(Choice.CONFIRM_SETTINGS)
        terminal.until("activated")
        assert terminal.memory.identity() is not None
        assert terminal.turns == 1, "it says that it is complete before it goes on"
        terminal.tap(Choice.FINISH)
        terminal.until("start")
        assert site.in_force(1)
        assert site.shown()["assetTagId"] == "0000195169"
        assert not site.house.world.state().open_devices & {Device.CAMERA}


@pytest.mark.requirement("DIM-008", "DIM-010", "HOW-014", "MNT-002")
def test_a_new_version_takes_effect_while_it_works_and_after_it_was_off(site: Site) -> None:
    wider = replace(ENTRY, badge_format=replace(STANDARD, bit_length=32), language=Language.ES)
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        before = terminal.turns
        site.told_to_be(wider)
        terminal.beat()
        assert site.in_force(2)
        assert eventually(lambda: terminal.turns > before, PATIENCE_S)
        terminal.until("idle", lambda view: view.language == "es")
        badge = Badge(17, 4242)
        assert eventually(lambda: site.house.world.present_badge(badge.number), PATIENCE_S)
        terminal.until("denied")
        assert [entry.bits.length for entry in site.house.world.state().bus] == [32]
    site.told_to_be(ENTRY)
    with site.house.switched_on():
        assert site.in_force(3)


LYING_OVER = replace(STANDARD, card_number=replace(STANDARD.card_number, start=8))


@pytest.mark.requirement("DIM-005")
def test_what_it_cannot_be_is_refused_with_a_reason_and_the_one_before_stays(site: Site) -> None:
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        site.told_to_be(replace(ENTRY, badge_format=LYING_OVER))
        terminal.beat()
        assert site.refused() == (2, "BADGE_FORMAT")
        assert site.shown()["status"]["configurationVersion"] == 1
        assert terminal.screens[-1] == "idle"
    with site.house.switched_on() as terminal:
        terminal.until("idle")
        assert (site.refused(), site.shown()["status"]["configurationVersion"]) == ((2, "BADGE_FORMAT"), 1)
        site.told_to_be(ENTRY)
        terminal.beat()
        assert site.in_force(3)
        assert "refusedConfiguration" not in site.shown()["status"]


def test_a_terminal_whose_line_is_not_there_waits_for_another_configuration(site: Site, tmp_path: Path) -> None:
    """And a simulated camera never drives a real door."""
    lines = [door_line(f"osdp:{tmp_path}/ttyUSB0")]
    site.house.doors = lambda panel, badge_format: door_over(lines, panel, badge_format, site.house.clock)
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("configuration_awaited")
        assert site.refused() == (1, "LINE_MISSING")
        (tmp_path / "ttyUSB0").touch()
        site.told_to_be(ENTRY)
        terminal.beat()
        assert eventually(lambda: site.refused() == (2, "SIMULATED_MIXED"), PATIENCE_S)
        assert "idle" not in terminal.screens


@pytest.mark.requirement("DIM-011", "DIM-012", "DIM-013")
def test_another_network_is_joined_and_one_that_does_not_take_it_in_is_left(site: Site) -> None:
    networks = site.house.world.networks
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        site.told_to_be(replace(ENTRY, wifi=OTHER))
        terminal.beat()
        assert site.in_force(2)
        assert networks.kept() == login(OTHER)
        site.told_to_be(replace(ENTRY, wifi=replace(WIFI, password="not the one it has")))
        terminal.beat()
        assert site.refused() == (3, "WIFI_PASSWORD")
        assert (networks.kept(), site.shown()["status"]["configurationVersion"]) == (login(OTHER), 2)


def login(wifi: WifiCredentials) -> WifiLogin:
    return WifiLogin(wifi.ssid, Security.WPA2, wifi.password or "")


@pytest.mark.requirement("DIM-006", "DIM-007", "MNT-002", "DEV-004")
def test_a_reboot_is_done_once_and_reported_when_the_machine_is_back(site: Site) -> None:
    machine = site.house.world.machine
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        order = site.client.reboot_device(deviceInstanceId=site.instance)["commandId"]
        assert eventually(lambda: machine.state().runs == 2, PATIENCE_S)
        assert site.command(order) == "ACKED"
    for _ in range(2):
        with site.house.switched_on() as terminal:
            terminal.until("idle")
            assert eventually(lambda: site.command(order) == "DONE", PATIENCE_S)
    assert machine.state().runs == 2, "once"
    assert machine.state().pats > 0, "whoever watches over it heard that it is well"


@pytest.mark.requirement("DIM-009", "DIM-016", "MNT-002")
def test_a_deactivated_terminal_has_nothing_left_and_is_a_desk_after_its_next_activation(site: Site) -> None:
    house = site.house
    with house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        enrol_somebody(house)
        site.client.delete_associated_device(deviceInstanceId=site.instance)
        terminal.beat()
        terminal.until("setting_up")
        assert [path for path in house.place.state.folder.rglob("*") if path.is_file()] == []
        assert (site.shown()["state"], site.shown()["name"]) == ("READY_FOR_ACTIVATION", "North door")
        site.told_to_be(DESK)
        terminal.activate(site.code())
        terminal.until("start")
        assert site.in_force(2)


def enrol_somebody(house: ManagedHouse) -> None:
    """As whoever brings the site's people does: a second program on the same store."""
    with open_store(house.place.state) as store:
        add(store)


@pytest.mark.requirement("MNT-003", "MNT-004", "REQ-007", "DEV-005", "DEV-006", "DEV-007")
def test_without_its_server_it_says_so_serves_on_and_comes_back_by_itself(server: ServerProcess, site: Site) -> None:
    badge = Badge(17, 4242)
    site.house.world.allow(badge)
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        assert site.in_force(1)
        server.process.send_signal(signal.SIGSTOP)
        try:
            site.house.world.networks.cut()
            assert eventually(lambda: noticed(terminal), PATIENCE_S)
            assert eventually(lambda: site.house.world.present_badge(badge.number), PATIENCE_S)
            terminal.until("granted")
        finally:
            server.process.send_signal(signal.SIGCONT)
        site.house.world.networks.restore()
        terminal.until("idle", lambda view: view.notice is None)
        assert eventually(lambda: site.shown()["status"]["connectivity"] == "CONNECTED", PATIENCE_S)


def noticed(terminal: Running) -> bool:
    """Whether the screen says by now that the network is lost. A second passes."""
    terminal.clock.leap(1.0)
    return terminal.views[-1].notice is Fault.NETWORK_LOST


class SlowDoor(SimulatedDoor):
    """Whose controller thinks until somebody lets it answer."""

    def __init__(self, world: World, badge_format: BadgeFormat) -> None:
        super().__init__(world, badge_format)
        self.asked, self.may_answer = Event(), Event()

    def release(self, grant: Grant) -> DoorAnswer:
        self.asked.set()
        assert self.may_answer.wait(PATIENCE_S)
        return super().release(grant)


@pytest.mark.requirement("DEV-028", "DEV-029")
def test_a_door_that_answers_when_the_terminal_is_held_opens_no_screen_of_the_next_flow(site: Site) -> None:
    badge, doors = Badge(17, 4242), list[SlowDoor]()
    site.house.world.allow(badge)

    def door(panel: ControlPanel, badge_format: BadgeFormat) -> Door:
        doors.append(SlowDoor(site.house.world, badge_format))
        return doors[-1]

    site.house.doors = door
    with site.house.switched_on() as terminal:
        activated(site, terminal, ENTRY)
        terminal.until("idle")
        assert eventually(lambda: site.house.world.present_badge(badge.number), PATIENCE_S)
        assert doors[-1].asked.wait(PATIENCE_S)
        terminal.until("asking_door")
        site.client.update_device_service(deviceInstanceId=site.instance, inService=False)
        assert eventually(lambda: terminal.held() is Fault.OUT_OF_SERVICE, PATIENCE_S)
        doors[-1].may_answer.set()
        terminal.until("out_of_service")
        assert terminal.views[-1].screen == "out_of_service"
        site.client.update_device_service(deviceInstanceId=site.instance, inService=True)
        terminal.until("idle")
        assert "granted" not in terminal.screens[terminal.screens.index("out_of_service") :]
        assert eventually(lambda: Device.CAMERA in site.house.world.state().open_devices, PATIENCE_S), "it looks again"
