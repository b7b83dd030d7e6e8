"""A site's whole way: terminals from their boxes to work, a person who enrols at one and enters at another, and what
operators do to terminals afterwards. The server is a process over TLS, the software is signed and served by it, codes
and palms are seen by the cameras of simulated worlds; everything but the hardware is real.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.access import DoorAnswer
from app.domain.badge_formats import FORMATS
from app.domain.device_configuration import DeviceConfiguration
from app.domain.faults import Fault
from app.domain.people import Hand, PersonId
from app.entrypoints.assembly import eyes
from app.flows.events import Choice
from app.flows.setup_events import NetworkChosen, Typed
from app.gateway.update_fetcher import update_client
from app.operations.writing import whole
from app.runtime.capture import Observe
from app.runtime.software_updates import Place, SoftwareUpdates
from app.services.control.common import moment
from app.storage.opening import open_store
from drivers.qr_code.reader import QrCodeReader
from drivers.simulated.attacks import Hold
from drivers.simulated.codes import ShownCode
from drivers.simulated.networks import AccessPoint
from drivers.simulated.palms import Lens
from drivers.simulated.world import Device
from tests.app.domain.test_badge_layouts import STANDARD
from tests.app.domain.test_device_configuration import DESK, DOOR, WIFI
from tests.journeys.managed import ADDRESS, ManagedHouse, Running
from tests.journeys.people import BADGES, NOTICE_S, STRANGER
from tests.journeys.pictures import Pictures
from tests.journeys.publisher import AGAIN, Launched, Publisher
from tests.journeys.server_process import ServerProcess, server_process, set_up
from tests.journeys.visit import PATIENCE_S
from tests.peers.panel import eventually

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

ENTRY = replace(DOOR, badge_format=STANDARD)
WIDER = replace(ENTRY, badge_format=replace(STANDARD, bit_length=32))
OLD, NEW = "0.1.0", "0.2.0"
ANNA = 1
"""Of the simulated world's people."""
IN_A_HAND = ShownCode((), Hold(x=0.04, roll_deg=14, tilt_deg=18, turn_deg=-28), glare=0.4)
DUSK = Lens(blur_px=1.2, noise=9.0)
"""A sensor in poor light: four times its noise by day."""


@dataclass
class Placed:
    """A terminal in its box, and the instance that it is to be. Any: boto3's client."""

    client: Any
    instance: str
    name: str
    house: ManagedHouse
    launched: Launched

    def code(self) -> str:
        code: str = self.client.create_device_activation_qr_code(deviceInstanceId=self.instance)["qrCode"]
        return code

    def shown(self) -> dict[str, Any]:
        """What the console shows of it. Any: boto3's."""
        detail: dict[str, Any] = self.client.get_device_instance(deviceInstanceId=self.instance)
        return detail

    def in_force(self, version: int) -> bool:
        return eventually(lambda: self.shown()["status"].get("configurationVersion") == version, PATIENCE_S)

    def people(self) -> frozenset[str]:
        with open_store(self.house.place.state) as store:
            return frozenset(store.people())

    def end_of(self, person: str) -> datetime | None:
        with open_store(self.house.place.state) as store:
            return store.end_of(PersonId(person))


@dataclass
class Office:
    """A site of the running server, and who makes its software. Any: boto3's client."""

    client: Any
    server: ServerProcess
    publisher: Publisher
    folder: Path
    site: str
    stack: ExitStack
    pictures: Pictures

    def terminal(self, name: str, configuration: DeviceConfiguration, observe: Observe) -> Placed:
        made = self.client.create_device_instance(siteId=self.site, name=name)["deviceInstanceId"]
        self.client.create_device_instance_configuration(deviceInstanceId=made, configuration=whole(configuration))
        launched = self.stack.enter_context(self.publisher.planted(self.folder / f"{name} software"))
        house = ManagedHouse(self.folder / name, observe, by_hand=True)
        house.code_reader = QrCodeReader(house.clock)
        house.world.networks.put(AccessPoint(WIFI.ssid, WIFI.password or ""))
        house.world.networks.put(AccessPoint("Cafe next door", "not ours at all", signal=30))
        house.world.set_lens(DUSK)
        return Placed(self.client, made, name, house, launched)

    @contextmanager
    def switched_on(self, placed: Placed) -> Iterator[Running]:
        """As the version that the launcher has started."""
        place = Place(placed.launched.software, f"{self.server.url}/updates")
        with update_client(self.server.certificate_context()) as client:
            placed.house.updates = SoftwareUpdates(place, client, placed.house.clock, placed.launched.release)
            with placed.house.switched_on() as running:
                try:
                    yield running
                finally:
                    self.pictures.add(placed.name, list(running.views))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    (tmp_path / "server").mkdir()
    set_up(tmp_path / "server")
    publisher = Publisher(tmp_path)
    publisher.adds(OLD)
    with (
        server_process(tmp_path / "server", "--updates", str(publisher.repository)) as server,
        ExitStack() as stack,
    ):
        client = server.signed_in()
        stack.callback(client.close)
        site = client.create_site(name="Head office", address=ADDRESS)["siteId"]
        yield Office(client, server, publisher, tmp_path, site, stack, Pictures.where_asked(tmp_path / "pictures"))


@pytest.mark.requirement("HOW-012", "HOW-003", "HOW-009", "HOW-010", "HOW-011", "HOW-014", "OVR-001", "OVR-002")
@pytest.mark.requirement("ACT-001", "ACT-002", "ACT-003", "ACT-004", "ACT-005", "ACT-006", "ACT-011", "ACT-013")
@pytest.mark.requirement("DIM-006", "DIM-007", "DIM-008", "DIM-010", "DIM-016", "MNT-001", "MNT-002")
def test_from_the_box_to_the_door_and_back_into_the_box(office: Office, qapp: QApplication) -> None:
    with eyes() as at_desk, eyes() as at_door:
        desk = office.terminal("Enrolment desk", DESK, at_desk)
        outside = office.terminal("North door, outside", ENTRY, at_door)
        office.publisher.adds(NEW)
        inside = office.terminal("North door, inside", ENTRY, at_door)
        gets_new_software_by_cable(office, desk)
        with office.switched_on(desk) as running:
            goes_on_with_the_new_software(desk, running)
            spent = is_activated(desk, running, "ENROLLMENT")
            enrols_anna(desk, running)
        for door in (outside, inside):
            door.house.world.allow(BADGES[ANNA])
        gets_new_software_by_cable(office, outside)
        with office.switched_on(outside) as running:
            goes_on_with_the_new_software(outside, running)
            is_activated(outside, running, "ENTRY", spent)
            admits_anna_and_no_stranger(outside, running)
        with office.switched_on(inside) as running:
            finds_itself_current_over_the_air(running)
            is_activated(inside, running, "ENTRY")
            admits_anna_and_no_stranger(inside, running)
        order = is_rebooted(office, outside)
        outside.house.clock.set_by = timedelta(days=3)
        outside.house.world.machine.set_synchronised(False)
        with office.switched_on(outside) as running:
            running.until("idle")
            assert eventually(lambda: state_of(outside, order) == "DONE", PATIENCE_S)
            keeps_annas_last_day_by_the_servers_time(outside, running)
            is_told_to_be(outside, running, WIDER)
            goes_back_into_the_box(outside, running)
        assert outside.house.world.machine.state().runs == 2, "once"
    screens = {view.screen for _, view in office.pictures.shown}
    assert screens >= {"tap_to_start", "downloaded", "scan_code", "activated", "enrolled", "granted", "not_recognised"}
    assert len(office.pictures.draw()) == len(office.pictures.shown)


def gets_new_software_by_cable(office: Office, placed: Placed) -> None:
    assert placed.launched.release.startswith(OLD)
    with office.switched_on(placed) as running:
        for screen, choice in (("tap_to_start", Choice.GET_STARTED), ("choose_connection", Choice.ETHERNET)):
            running.until(screen)
            running.tap(choice)
        running.until("installing")
        assert eventually(lambda: placed.house.world.machine.state().restarts == 1, PATIENCE_S)
        shares = [view.progress for view in running.views if view.screen == "downloading"]
        assert shares == sorted(shares)
        assert len(set(shares)) > 2, "it moves"
    placed.launched.ends(AGAIN)
    assert placed.launched.release.startswith(NEW)


def goes_on_with_the_new_software(placed: Placed, running: Running) -> None:
    running.until("downloaded")
    assert (placed.launched.software / "current").readlink().name == placed.launched.release, "it has been kept"
    running.tap(Choice.OK)


def finds_itself_current_over_the_air(running: Running) -> None:
    for screen, choice in (("tap_to_start", Choice.GET_STARTED), ("choose_connection", Choice.WIFI)):
        running.until(screen)
        running.tap(choice)
    found = running.until("choose_network").networks
    assert [network.ssid for network in found] == [WIFI.ssid, "Cafe next door"], "the strongest first"
    running.post(NetworkChosen(found[0]))
    running.until("network_password")
    running.post(Typed(WIFI.password or ""))
    running.until("downloaded")
    running.tap(Choice.OK)


def is_activated(placed: Placed, running: Running, mode: str, spent: str = "") -> str:
    """By a code in a hand, seen at dusk; after one that was used before, if there is one. Returns what it was."""
    world, code = placed.house.world, placed.code()
    running.until("choose_code")
    running.tap(Choice.QR_CODE)
    running.until("scan_code")
    if spent:
        world.show_code(spent, shown=IN_A_HAND)
        assert running.until("code_problem").fault is Fault.CODE_SPENT
        world.take_palm_away()
        running.tap(Choice.TRY_AGAIN)
        running.until("scan_code")
    world.show_code(code, shown=IN_A_HAND)
    running.until("postal_code")
    world.take_palm_away()
    running.post(Typed(ADDRESS["postalCode"]))
    place = running.until("confirm_settings").place
    assert place is not None
    assert (place.site_name, place.mode.value) == ("Head office", mode)
    running.tap(Choice.CONFIRM_SETTINGS)
    running.until("activated")
    running.tap(Choice.FINISH)
    running.until("start" if mode == "ENROLLMENT" else "idle")
    assert placed.in_force(1)
    shown = placed.shown()
    assert (shown["state"], shown["operationMode"]) == ("ACTIVE", mode)
    status = shown["status"]
    assert (status["connectivity"], status["health"], status["softwareVersion"]) == ("CONNECTED", "HEALTHY", NEW)
    return code


def enrols_anna(desk: Placed, running: Running) -> None:
    world = desk.house.world
    running.tap(Choice.GET_STARTED)
    running.until("scan_badge")
    assert Device.CAMERA not in world.state().open_devices
    assert world.present_badge(BADGES[ANNA].number)
    running.until("badge_scanned")
    running.clock.leap(NOTICE_S)
    running.until("terms")
    running.tap(Choice.OK)
    running.until("consent")
    running.tap(Choice.AGREE)
    running.until("capture_left")
    world.set_lens(Lens())
    world.show_palm(ANNA, Hand.LEFT)
    running.until("capture_right")
    world.show_palm(ANNA, Hand.RIGHT)
    running.until("enrolled")
    world.take_palm_away()
    running.tap(Choice.FINISH)
    assert eventually(lambda: len(desk.client.list_users()["users"]) == 1, PATIENCE_S)
    (user,) = desk.client.list_users()["users"]
    assert (user["badgeId"], user["enrollmentSource"]) == (BADGES[ANNA].number, desk.instance)


def admits_anna_and_no_stranger(door: Placed, running: Running) -> None:
    world = door.house.world
    world.set_lens(Lens())
    assert eventually(lambda: len(door.people()) == 1, PATIENCE_S)
    world.show_palm(STRANGER, Hand.LEFT)
    running.until("not_recognised")
    assert world.state().bus == ()
    passes_with(door, running, Hand.LEFT)
    passes_with(door, running, Hand.RIGHT)
    answers = [(entry.badge, entry.answer) for entry in world.state().bus]
    assert answers == [(BADGES[ANNA], DoorAnswer.GRANTED)] * 2
    assert world.state().bus[0].bits == FORMATS["H10301"].encode(BADGES[ANNA]), "as its configuration spells it out"


def passes_with(door: Placed, running: Running, hand: Hand) -> None:
    door.house.world.take_palm_away()
    running.until("idle")
    door.house.world.show_palm(ANNA, hand)
    running.until("granted")
    door.house.world.take_palm_away()


def keeps_annas_last_day_by_the_servers_time(door: Placed, running: Running) -> None:
    """Though the door started with a clock three days ahead, which is then set back by six."""
    world, (anna,) = door.house.world, door.people()
    tomorrow, now = (datetime.now(UTC) + timedelta(days=days) for days in (1, 0))
    is_told_annas_end(door, anna, tomorrow)
    passes_with(door, running, Hand.LEFT)
    before = world.state().bus
    door.house.clock.set_by = -timedelta(days=3)
    is_told_annas_end(door, anna, now)
    running.until("idle")
    world.show_palm(ANNA, Hand.LEFT)
    running.until("not_recognised")
    assert world.state().bus == before
    door.client.delete_user_access_end(userId=anna)
    assert eventually(lambda: door.end_of(anna) is None, PATIENCE_S)
    passes_with(door, running, Hand.LEFT)
    door.house.clock.set_by = timedelta()


def is_told_annas_end(door: Placed, anna: str, ends_at: datetime) -> None:
    millis = int(ends_at.timestamp() * 1000)
    door.client.put_user_access_end(userId=anna, accessEndsAtInMillis=millis)
    assert eventually(lambda: door.end_of(anna) == moment(millis), PATIENCE_S)
    assert door.client.list_users()["users"][0]["accessEndsAtInMillis"] == millis


def is_rebooted(office: Office, door: Placed) -> str:
    """Returns the order, which the terminal has heard of and not reported as done."""
    machine = door.house.world.machine
    with office.switched_on(door) as running:
        running.until("idle")
        order: str = door.client.reboot_device(deviceInstanceId=door.instance)["commandId"]
        assert eventually(lambda: machine.state().runs == 2, PATIENCE_S)
        assert state_of(door, order) == "ACKED"
    return order


def state_of(placed: Placed, order: str) -> str:
    state: str = placed.client.get_device_command(deviceInstanceId=placed.instance, commandId=order)["state"]
    return state


def is_told_to_be(door: Placed, running: Running, configuration: DeviceConfiguration) -> None:
    before = running.turns
    door.client.create_device_instance_configuration(deviceInstanceId=door.instance, configuration=whole(configuration))
    running.beat()
    assert door.in_force(2)
    assert eventually(lambda: running.turns > before, PATIENCE_S)
    passes_with(door, running, Hand.LEFT)
    assert door.house.world.state().bus[-1].bits.length == 32


def goes_back_into_the_box(door: Placed, running: Running) -> None:
    """Of Anna nothing stays there; the desk and the server still know her."""
    door.client.delete_associated_device(deviceInstanceId=door.instance)
    running.beat()
    running.until("tap_to_start")
    assert [path for path in door.house.place.state.folder.rglob("*") if path.is_file()] == []
    assert (door.shown()["state"], door.shown()["name"]) == ("READY_FOR_ACTIVATION", "North door, outside")
    assert len(door.client.list_users()["users"]) == 1
