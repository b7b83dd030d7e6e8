"""What the driver makes of Wi-Fi as NetworkManager tells of it. The radio is a stand-in: these show what is asked of
NetworkManager and what is made of its words, not that a network is joined."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from jeepney import DBusAddress, new_signal

from app.domain.network import Joined, Link, NetworkState, Reach, Security, WifiLogin, WifiNetwork
from app.ports.network import Goal
from drivers.networkmanager.attempt import Patience
from drivers.networkmanager.bus import Bus
from drivers.networkmanager.network import NetworkManagerNetwork
from tests.drivers.networkmanager.mocked_air import BEFORE, DEVICE, MANAGER, NAME, TRIED, MockedAir, mocked_air
from tests.drivers.networkmanager.test_real import BY_CERTIFICATE

pytestmark = pytest.mark.peer

OFFICE = WifiLogin("Office", Security.WPA2, "correct horse")
NEWER = WifiLogin("Newer", Security.WPA3, "correct horse")
ABSENT = WifiLogin("Absent", Security.WPA3, "correct horse")
UP = ((40, 0), (50, 0), (70, 0), (100, 0))


@pytest.fixture
def air(tmp_path: Path) -> Iterator[MockedAir]:
    """An office with two stations, a newer network, guests, and one that hides."""
    with mocked_air(tmp_path) as air:
        for station in (
            ("Office", 40, 0x100),
            ("Office", 75, 0x100),
            ("Newer", 60, 0x400),
            ("Guests", 50, 0),
            ("", 90, 0x100),
        ):
            air.station(*station)
        yield air


def network_of(air: MockedAir) -> NetworkManagerNetwork:
    return NetworkManagerNetwork(air.bus, Patience(attempt_s=10.0, reach_s=0.0, scan_s=10.0))


def test_a_scan_has_one_row_a_name_strongest_first(air: MockedAir) -> None:
    network = network_of(air)
    assert network.links() == {Link.WIFI}
    assert network.scan() == (
        WifiNetwork("", 90, Security.WPA2),
        WifiNetwork("Office", 75, Security.WPA2),
        WifiNetwork("Newer", 60, Security.WPA3),
        WifiNetwork("Guests", 50, Security.OPEN),
    )
    assert len(air.calls(DEVICE, "RequestScan")) == 1


def test_a_network_that_leads_all_the_way_is_saved(air: MockedAir) -> None:
    air.on_joining(*UP)
    network = network_of(air)
    assert network.join(OFFICE) is Joined.OK
    assert network.state() == NetworkState(Link.WIFI, Reach.LIMITED)  # the template leaves no way out
    ((_, device, station, options),) = air.calls(MANAGER, "AddAndActivateConnection2")
    assert (device, options) == (DEVICE, {"persist": ("s", "volatile")})
    assert station == air.stations()[1], "the stronger of the two"
    assert len(air.calls(TRIED, "Save")) == 1
    assert air.calls(TRIED, "Delete") == []


@pytest.mark.parametrize(
    ("login", "told", "joined"),
    [
        (OFFICE, ((50, 0), (60, 8), (120, 7)), Joined.WRONG_PASSWORD),
        (NEWER, ((50, 0), (120, 53)), Joined.PASSWORD_OR_RANGE),
        (ABSENT, ((50, 0), (120, 53)), Joined.NOT_FOUND),
        (OFFICE, ((70, 0), (120, 5)), Joined.NO_ADDRESS),
        (OFFICE, ((110, 60), (30, 60), (40, 0), (120, 7)), Joined.WRONG_PASSWORD),
        (WifiLogin("Guests", Security.OPEN), ((40, 0), (120, 7)), Joined.FAILED),
        (OFFICE, ((40, 0), (120, 99)), Joined.FAILED),
    ],
)
def test_how_an_attempt_ended_is_read_from_the_signals(
    air: MockedAir, login: WifiLogin, told: tuple[tuple[int, int], ...], joined: Joined
) -> None:
    air.on_joining(*told)
    assert network_of(air).join(login) is joined
    assert air.calls(TRIED, "Save") == []
    assert len(air.calls(TRIED, "Delete")) == 1


def test_what_an_older_attempt_still_told_is_not_taken_for_this_ones_end(air: MockedAir) -> None:
    air.on_joining(*UP, stale=((50, 0), (120, 7)))
    assert network_of(air).join(OFFICE) is Joined.OK


def test_a_signal_that_somebody_else_sends_is_not_believed(air: MockedAir) -> None:
    told = ("StateChanged", "uuu", (120, 50, 7))
    with Bus(air.bus) as bus, bus.listen(DEVICE, f"{NAME}.Device", "StateChanged") as heard:
        air.connection.send(new_signal(DBusAddress(DEVICE, interface=f"{NAME}.Device"), *told))
        air.emit(100, 0)
        assert heard.next(monotonic() + 10) == (100, 0, 0)


def test_an_attempt_that_nobody_ends_ends_by_itself(air: MockedAir) -> None:
    air.on_joining((40, 0), (50, 0))
    network = NetworkManagerNetwork(air.bus, Patience(attempt_s=0.3, reach_s=0.0, scan_s=1.0))
    assert network.join(OFFICE) is Joined.FAILED
    assert len(air.calls(TRIED, "Delete")) == 1


@pytest.mark.requirement("DIM-013")
def test_the_network_before_is_connected_again_when_the_new_one_fails(air: MockedAir) -> None:
    air.connected_before(*UP)
    air.on_joining((110, 60), (30, 60), (50, 0), (120, 7))
    assert network_of(air).join(OFFICE) is Joined.WRONG_PASSWORD
    ((profile, device, _),) = air.calls(MANAGER, "ActivateConnection")
    assert (profile, device) == (BEFORE, DEVICE)
    assert len(air.calls(TRIED, "Delete")) == 1


@pytest.mark.requirement("DIM-013")
def test_a_network_without_the_proof_is_not_kept_and_the_one_before_is_connected_again(air: MockedAir) -> None:
    air.connected_before(*UP)
    air.on_joining(*UP)
    asked: list[tuple[str, int]] = []

    def server(device: str) -> bool:
        asked.append((device, len(air.calls(TRIED, "Save"))))
        return False

    assert network_of(air).join(OFFICE, Goal(server, enough=frozenset())) is Joined.LIMITED
    assert asked == [("wlan0", 0)], "over that radio, once, before anything is kept"
    assert air.calls(TRIED, "Save") == []
    assert [profile for profile, _, _ in air.calls(MANAGER, "ActivateConnection")] == [BEFORE]


def test_no_proof_is_asked_for_over_a_device_without_a_name(air: MockedAir) -> None:
    """No name is whichever device leads to the server, and not the one that was tried."""
    air.unnamed()
    air.on_joining(*UP)
    assert network_of(air).join(OFFICE, Goal(lambda device: True, enough=frozenset())) is Joined.LIMITED
    assert air.calls(TRIED, "Save") == []


def test_an_older_profile_of_the_same_network_goes_and_others_stay(air: MockedAir) -> None:
    same, other = air.profile("Office"), air.profile("Guests")
    air.on_joining(*UP)
    assert network_of(air).join(OFFICE) is Joined.OK
    assert same not in air.profiles()
    assert other in air.profiles()


def test_a_name_that_is_no_utf_8_is_joined_as_it_is_in_the_air(air: MockedAir) -> None:
    raw = "Küche".encode("latin-1")
    air.raw_ssid(3, raw)
    air.on_joining(*UP)
    network = network_of(air)
    assert "Küche" in [each.ssid for each in network.scan()]
    network.join(WifiLogin("Küche", Security.OPEN))
    ((made, *_),) = air.calls(MANAGER, "AddAndActivateConnection2")
    assert isinstance(made, dict)
    assert bytes(made["802-11-wireless"]["ssid"][1]) == raw


@pytest.mark.parametrize(("reason", "joined"), [(0, Joined.OK), (7, Joined.WRONG_PASSWORD), (17, Joined.NO_ADDRESS)])
def test_an_enterprise_network_is_joined_with_the_terminals_certificate_and_tells_how_it_ended(
    air: MockedAir, reason: int, joined: Joined
) -> None:
    air.on_joining(*(UP if reason == 0 else ((50, 0), (120, reason))))
    assert network_of(air).join(BY_CERTIFICATE) is joined
    ((made, *_),) = air.calls(MANAGER, "AddAndActivateConnection2")
    assert isinstance(made, dict)
    assert made["802-11-wireless-security"]["key-mgmt"][1] == "wpa-eap"
    assert made["802-1x"]["eap"][1] == ["tls"]
    assert "password" not in made["802-1x"]
    assert bytes(made["802-1x"]["private-key"][1]) == b"file:///etc/thenar/wifi.key\0"
