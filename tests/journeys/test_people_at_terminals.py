"""People reach terminals through the running server, and leave them: two terminals of one site, over TLS."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.biometrics.gallery import Gallery
from app.biometrics.observation import Observation
from app.domain.access import AttemptNumber, Grant
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.device_configuration import DeviceConfiguration
from app.domain.people import PersonId
from app.domain.sites import DEFAULT_SITE
from app.operations.writing import whole
from app.services.enrol import Candidate, enrol_person
from app.services.identify import identify
from app.services.load_gallery import keep_current
from app.services.logbook import Logbook
from app.storage.opening import open_store
from app.storage.store import SqlStore
from drivers.simulated.networks import AccessPoint
from tests.app.domain.test_badge_layouts import STANDARD
from tests.app.domain.test_device_configuration import DESK, DOOR, WIFI
from tests.app.runtime.sights import nobody
from tests.app.services.palms import PROFILE, hands, palm, presented
from tests.contracts.store_contract import RECEIPT
from tests.journeys.managed import ADDRESS, ManagedHouse, Running
from tests.journeys.server_process import ServerProcess, server_process, set_up
from tests.journeys.visit import PATIENCE_S
from tests.peers.panel import eventually

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

ENTRY = replace(DOOR, badge_format=STANDARD)
ATTEMPT = AttemptNumber(7)


def blind(pixels: object, want: object, previous: object) -> Observation:
    """Recognition that sees nobody: palms are told to the terminals' services."""
    return nobody()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    (tmp_path / "server").mkdir()
    set_up(tmp_path / "server")
    with server_process(tmp_path / "server") as server:
        yield server


@dataclass
class Place:
    """One terminal's house, and a second program on its store, as a palm over the glass would be."""

    house: ManagedHouse
    instance: str
    store: SqlStore
    gallery: Gallery
    logbook: Logbook

    def enrols(self, owner: int, card: int) -> PersonId:
        keep_current(self.store, self.gallery, [DEFAULT_SITE])
        candidate = Candidate(Badge(17, card), RECEIPT, hands(owner))
        enrolled = enrol_person(self.store, self.gallery, candidate, PROFILE, self.logbook)
        assert isinstance(enrolled, str), enrolled
        return PersonId(enrolled)

    def admits(self, owner: int) -> bool:
        keep_current(self.store, self.gallery, [DEFAULT_SITE])
        return isinstance(
            identify(self.gallery, self.store, presented(palm(owner, sight=5)), ATTEMPT, PROFILE, self.logbook), Grant
        )

    @property
    def people(self) -> frozenset[PersonId]:
        return self.store.people()


@dataclass
class Office:
    """A site of the running server. Any: boto3's client."""

    client: Any
    folder: Path
    site: str

    def terminal(self, name: str, configuration: DeviceConfiguration) -> tuple[ManagedHouse, str]:
        made = self.client.create_device_instance(siteId=self.site, name=name)["deviceInstanceId"]
        self.client.create_device_instance_configuration(deviceInstanceId=made, configuration=whole(configuration))
        house = ManagedHouse(self.folder / name, blind)
        house.world.networks.put(AccessPoint(WIFI.ssid, WIFI.password or ""))
        return house, made

    def activate(self, running: Running, instance: str) -> None:
        running.until("setting_up")
        running.activate(self.client.create_device_activation_qr_code(deviceInstanceId=instance)["qrCode"])

    def users(self) -> dict[str, str]:
        """Badges by person."""
        return {each["userId"]: each["badgeId"] for each in self.client.list_users()["users"]}


@pytest.fixture
def office(server: ServerProcess, tmp_path: Path) -> Iterator[Office]:
    client = server.signed_in()
    yield Office(client, tmp_path, client.create_site(name="Head office", address=ADDRESS)["siteId"])
    client.close()


def place_of(house: ManagedHouse, instance: str, store: SqlStore) -> Place:
    return Place(house, instance, store, Gallery(), Logbook(house.clock, TerminalId(instance), simulated=True))


@pytest.mark.requirement("HOW-003", "HOW-004", "HOW-005", "HOW-006", "HOW-010", "ENT-001", "ENR-009", "ENR-002")
def test_whoever_enrols_at_one_terminal_enters_at_another_until_deleted(office: Office, server: ServerProcess) -> None:
    (desk_house, desk_id), (door_house, door_id) = office.terminal("desk", DESK), office.terminal("door", ENTRY)
    with desk_house.switched_on() as desk_runs, door_house.switched_on() as door_runs:
        office.activate(desk_runs, desk_id)
        desk_runs.until("start")  # one after the other: migrations take one store of a process at a time
        office.activate(door_runs, door_id)
        door_runs.until("idle")
        with open_store(desk_house.place.state) as desk_store, open_store(door_house.place.state) as door_store:
            desk, door = place_of(desk_house, desk_id, desk_store), place_of(door_house, door_id, door_store)
            anna = desk.enrols(1, 4201)
            assert eventually(lambda: door.people == {anna}, PATIENCE_S)
            assert door.admits(1)
            assert not door.admits(2)
            assert office.users() == {anna: "17-4201"}
            (user,) = office.client.list_users()["users"]
            assert user["enrollmentSource"] == desk_id
            ben = while_the_server_is_away(server, desk, door)
            assert eventually(lambda: door.people == {anna, ben}, PATIENCE_S)
            assert door.admits(2)
            office.client.delete_user_v1(userId=anna)
            assert eventually(lambda: door.people == desk.people == {ben}, PATIENCE_S)
            assert not door.admits(1)
            assert door.admits(2)


def while_the_server_is_away(server: ServerProcess, desk: Place, door: Place) -> PersonId:
    """Doors and desk work on; what they did is brought afterwards."""
    server.process.send_signal(signal.SIGSTOP)
    try:
        assert door.admits(1)
        return desk.enrols(2, 4202)
    finally:
        server.process.send_signal(signal.SIGCONT)
