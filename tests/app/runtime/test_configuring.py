"""A configuration is in force whole or not at all, and a network that leads away from the server is left again."""

import resource
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.domain.configuration_refusal import Unfit
from app.domain.device_configuration import DeviceConfiguration, WifiCredentials
from app.domain.network import Joined, Security, WifiLogin
from app.runtime.configuring import PERSISTENCE, Configuring, Joining
from app.storage.terminal_memory import Kept, NetworkAttempt, TerminalMemory
from drivers.simulated.clock import SteppedClock
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.networks import AccessPoint, Uplink
from drivers.simulated.world import World
from tests.app.domain.test_device_configuration import DESK, DOOR, WIFI
from tests.app.runtime.fakes import ToldClock
from tests.app.runtime.test_life import IDENTITY

OTHER = WifiCredentials("annexe", password="battery staple")
OTHER_LOGIN = WifiLogin("annexe", Security.WPA2, "battery staple")


@dataclass
class Site:
    """A terminal, and the networks around it."""

    memory: TerminalMemory
    world: World = field(default_factory=lambda: World(SteppedClock()))
    unfit: Unfit | None = None
    reached: Callable[[], bool] = lambda: True
    asked: int = 0

    def __post_init__(self) -> None:
        self.memory.become(IDENTITY, "PRIVATE KEY")
        for wifi in (WIFI, OTHER):
            self.world.networks.put(AccessPoint(wifi.ssid, wifi.password or ""))

    @property
    def configuring(self) -> Configuring:
        joining = Joining(SimulatedNetwork(self.world), self._reaches, ToldClock())
        return Configuring(self.memory, lambda configuration: self.unfit, joining)

    @property
    def on(self) -> str | None:
        kept = self.world.networks.kept()
        return None if kept is None else kept.ssid

    def told(self, version: int, configuration: DeviceConfiguration) -> Unfit | None:
        return self.configuring.apply(Kept(version, configuration))

    def _reaches(self, device: str) -> bool:
        self.asked += 1
        return self.reached()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(TerminalMemory(tmp_path))


@pytest.mark.requirement("ACT-019", "DIM-012")
def test_a_sound_configuration_is_on_the_disk_and_the_terminal_on_its_network(site: Site) -> None:
    assert site.told(1, DOOR) is None
    assert site.memory.configuration() == Kept(1, DOOR)
    assert (site.on, site.memory.attempted()) == (WIFI.ssid, None)


@pytest.mark.requirement("DIM-009")
def test_the_mode_of_a_terminal_at_work_stays_until_it_is_deactivated(site: Site) -> None:
    site.told(1, DOOR)
    assert site.told(2, DESK) is Unfit.MODE_IS_FIXED
    assert site.memory.configuration() == Kept(1, DOOR)


def test_what_the_devices_cannot_do_changes_nothing_not_even_the_network(site: Site) -> None:
    site.told(1, DOOR)
    site.unfit = Unfit.NO_SUCH_LINE
    assert site.told(2, replace(DOOR, wifi=OTHER)) is Unfit.NO_SUCH_LINE
    assert (site.memory.configuration(), site.on) == (Kept(1, DOOR), WIFI.ssid)


REFUSED = [
    (AccessPoint(OTHER.ssid, "another password"), Unfit.WIFI_PASSWORD),
    (AccessPoint(OTHER.ssid, OTHER.password or "", uplink=Uplink.PORTAL), Unfit.WIFI_PORTAL),
    (AccessPoint(OTHER.ssid, OTHER.password or "", uplink=Uplink.NO_ADDRESS), Unfit.WIFI_NO_ADDRESS),
    (AccessPoint(OTHER.ssid, OTHER.password or "", uplink=Uplink.LIMITED), Unfit.WIFI_NO_SERVER),
]


@pytest.mark.requirement("DIM-013")
@pytest.mark.parametrize(("station", "unfit"), REFUSED)
def test_a_network_that_does_not_take_it_in_is_refused_and_the_one_before_is_back(
    site: Site, station: AccessPoint, unfit: Unfit
) -> None:
    site.told(1, DOOR)
    site.world.networks.put(station)
    assert site.told(2, replace(DOOR, wifi=OTHER)) is unfit
    assert (site.memory.configuration(), site.on, site.memory.attempted()) == (Kept(1, DOOR), WIFI.ssid, None)


def test_a_network_without_the_internet_is_kept_when_the_server_answers_in_it(site: Site) -> None:
    site.told(1, DOOR)
    site.world.networks.put(AccessPoint(OTHER.ssid, OTHER.password or "", uplink=Uplink.SERVER))
    assert site.told(2, replace(DOOR, wifi=OTHER)) is None
    assert (site.memory.configuration(), site.on) == (Kept(2, replace(DOOR, wifi=OTHER)), OTHER.ssid)


def test_the_network_before_is_gone_back_to_though_nobody_answers_in_it(site: Site) -> None:
    site.told(1, DOOR)
    site.memory.attempt(NetworkAttempt(2, WIFI))
    assert SimulatedNetwork(site.world).join(OTHER_LOGIN) is Joined.OK
    site.world.networks.put(AccessPoint(WIFI.ssid, WIFI.password or "", uplink=Uplink.LIMITED))
    site.configuring.recover()
    assert site.on == WIFI.ssid


@pytest.mark.requirement("DIM-013")
def test_a_network_that_is_not_there_is_refused(site: Site) -> None:
    site.told(1, DOOR)
    site.world.networks.take_away(OTHER.ssid)
    assert site.told(2, replace(DOOR, wifi=OTHER)) is Unfit.WIFI_OUT_OF_RANGE
    assert site.on == WIFI.ssid


@pytest.mark.requirement("DIM-013")
def test_a_network_on_which_the_server_is_not_to_be_reached_is_left_again(site: Site) -> None:
    site.told(1, DOOR)
    site.asked, site.reached = 0, lambda: False
    assert site.told(2, replace(DOOR, wifi=OTHER)) is Unfit.WIFI_NO_SERVER
    assert (site.asked, site.on) == (PERSISTENCE.tries, WIFI.ssid)


def test_a_server_that_is_reached_at_the_third_try_is_reached(site: Site) -> None:
    site.told(1, DOOR)
    site.asked, site.reached = 0, lambda: site.asked >= 3
    assert site.told(2, replace(DOOR, wifi=OTHER)) is None
    assert site.on == OTHER.ssid


class FullDisk:
    """No file may grow any more, for this process: the system refuses every write with an error of its own."""

    def __enter__(self) -> "FullDisk":
        self.limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        return self

    def fills_up(self) -> bool:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, self.limits[1]))
        return True

    def __exit__(self, *raised: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self.limits)


@pytest.mark.requirement("DEV-020")
def test_a_disk_that_is_full_before_anything_was_tried_leaves_everything_as_it_was(site: Site) -> None:
    site.told(1, DOOR)
    configuring = site.configuring
    with FullDisk() as disk:
        disk.fills_up()
        assert configuring.apply(Kept(2, replace(DOOR, wifi=OTHER))) is Unfit.NOT_SAVED
    assert configuring.unsaved
    assert (site.memory.configuration(), site.on, site.memory.attempted()) == (Kept(1, DOOR), WIFI.ssid, None)
    assert configuring.apply(Kept(2, replace(DOOR, wifi=OTHER))) is None
    assert not configuring.unsaved


@pytest.mark.requirement("DEV-020", "DIM-013")
def test_a_disk_that_fills_up_while_a_network_is_tried_takes_the_terminal_back_to_the_one_before(site: Site) -> None:
    site.told(1, DOOR)
    with FullDisk() as disk:
        site.reached = disk.fills_up
        assert site.told(2, replace(DOOR, wifi=OTHER)) is Unfit.NOT_SAVED
    assert (site.memory.configuration(), site.on, site.memory.attempted()) == (Kept(1, DOOR), WIFI.ssid, None)


@pytest.mark.requirement("DIM-013")
def test_one_that_was_killed_while_it_tried_a_network_goes_back_to_the_one_before(site: Site) -> None:
    site.told(1, DOOR)
    site.memory.attempt(NetworkAttempt(2, WIFI))
    assert SimulatedNetwork(site.world).join(OTHER_LOGIN) is Joined.OK
    site.configuring.recover()
    assert (site.on, site.memory.attempted(), site.memory.configuration()) == (WIFI.ssid, None, Kept(1, DOOR))


def test_one_that_was_killed_when_the_new_configuration_counted_stays_on_its_network(site: Site) -> None:
    site.told(1, DOOR)
    moved = Kept(2, replace(DOOR, wifi=OTHER))
    site.memory.attempt(NetworkAttempt(2, WIFI))
    SimulatedNetwork(site.world).join(OTHER_LOGIN)
    site.memory.configure(moved)
    site.configuring.recover()
    assert (site.on, site.memory.attempted(), site.memory.configuration()) == (OTHER.ssid, None, moved)
