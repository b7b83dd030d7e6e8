"""The driver with the real NetworkManager, on a cable of its own."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.faults import Fault, FaultError
from app.domain.network import DISCONNECTED, Joined, Link, NetworkState, Reach, Security, WifiLogin
from drivers.networkmanager.attempt import SETTINGS, Patience, look
from drivers.networkmanager.bus import Bus, Refused
from drivers.networkmanager.network import NetworkManagerNetwork
from drivers.networkmanager.profile import Profile, cable, profile
from drivers.networkmanager.snapshot import MANAGER, NOTHING
from tests.contracts.network_contract import WIRED, NetworkContract, NetworkRig
from tests.drivers.networkmanager.bed import Bed, bed, forbidden
from tests.drivers.networkmanager.provider import ADDRESS

FORBIDDEN = forbidden()
pytestmark = [pytest.mark.skipif(FORBIDDEN is not None, reason=str(FORBIDDEN)), pytest.mark.peer]

SETTINGS_PATH = "/org/freedesktop/NetworkManager/Settings"
HASTY = Patience(reach_s=0.0)
"""The page is on the same machine: its first answer counts."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bed]:
    with bed(tmp_path) as running:
        yield running


class TestNetworkManager(NetworkContract):
    @pytest.fixture
    def rig(self, running: Bed) -> NetworkRig:
        network = NetworkManagerNetwork(running.bus, HASTY)

        def await_state(state: NetworkState) -> None:
            running.wait_until(lambda: network.state() == state, str(state))

        def plug() -> None:
            running.provider.plug()
            running.wait_until(lambda: network.state() != DISCONNECTED, "that the cable is noticed")

        await_state(WIRED)
        return NetworkRig(network, running.provider.pull, plug, running.provider.lead, await_state, running.server)


def test_where_no_profile_is_there_the_cable_gets_one_that_is_kept(tmp_path: Path) -> None:
    with bed(tmp_path, profile=False) as running:
        network = NetworkManagerNetwork(running.bus, HASTY)
        running.wait_until(lambda: network.links() == {Link.ETHERNET}, "the device")
        assert network.state() == DISCONNECTED
        assert network.use_ethernet() is Joined.OK
        assert network.state() == WIRED
        (kept,) = running.profiles
        assert "autoconnect-retries=0" in kept.read_text()
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_new_profile_that_leads_nowhere_is_forgotten(tmp_path: Path) -> None:
    with bed(tmp_path, profile=False) as running:
        running.provider.lead("LIMITED")
        network = NetworkManagerNetwork(running.bus, HASTY)
        running.wait_until(lambda: network.links() == {Link.ETHERNET}, "the device")
        assert network.use_ethernet() is Joined.NO_INTERNET
        assert running.profiles == []
        running.wait_until(lambda: network.state() == DISCONNECTED, "that the cable is let go")
        running.provider.lead("INTERNET")
        assert network.use_ethernet() is Joined.OK


def test_a_profile_with_a_fixed_address_that_an_administrator_made_is_used(tmp_path: Path) -> None:
    fixed: Profile = {
        **cable(),
        "ipv4": {
            "method": ("s", "manual"),
            "address-data": ("aa{sv}", [{"address": ("s", "10.7.9.5"), "prefix": ("u", 24)}]),
            "gateway": ("s", ADDRESS),
        },
    }
    with bed(tmp_path, profile=False) as running:
        network = NetworkManagerNetwork(running.bus, HASTY)
        with Bus(running.bus) as bus:
            bus.call(SETTINGS_PATH, f"{MANAGER}.Settings", "AddConnection", "a{sa{sv}}", (fixed,))
        running.wait_until(lambda: network.links() == {Link.ETHERNET}, "the device")
        assert network.use_ethernet() is Joined.OK
        assert network.address() == "10.7.9.5"
        assert len(running.profiles) == 1


def test_where_nobody_looks_a_way_out_is_enough(tmp_path: Path) -> None:
    with bed(tmp_path, checks=False) as running:
        running.provider.lead("LIMITED")
        network = NetworkManagerNetwork(running.bus, HASTY)
        running.wait_until(lambda: network.state() == WIRED, "an address")
        assert network.use_ethernet() is Joined.OK
        assert network.check() == NetworkState(Link.ETHERNET, Reach.ONLINE)


BY_CERTIFICATE = WifiLogin(
    "Campus",
    Security.ENTERPRISE,
    identity="door-7",
    domain="example.org",
    authority="/etc/thenar/wifi-root.pem",
    certificate="/etc/thenar/wifi.pem",
    key="/etc/thenar/wifi.key",
)
LOGINS = [
    WifiLogin("Guests", Security.OPEN),
    WifiLogin("Office", Security.WPA2, "correct horse"),
    WifiLogin("Cellar", Security.WPA2, "x" * 63, hidden=True),
    WifiLogin("Newer", Security.WPA3, "correct horse"),
    WifiLogin("Campus", Security.ENTERPRISE, "secret", identity="door@example.org", domain="example.org"),
    BY_CERTIFICATE,
]


def test_the_real_one_takes_every_profile_and_gives_back_no_secret_unasked(running: Bed, tmp_path: Path) -> None:
    for login in LOGINS:
        with Bus(running.bus) as bus:
            (path,) = bus.call(
                SETTINGS_PATH,
                f"{MANAGER}.Settings",
                "AddConnectionUnsaved",
                "a{sa{sv}}",
                (profile(login, login.ssid.encode()),),
            )
            (told,) = bus.call(str(path), SETTINGS, "GetSettings")
        assert isinstance(told, dict)
        assert bytes(told["802-11-wireless"]["ssid"][1]) == login.ssid.encode()
        assert told["connection"].get("autoconnect", ("b", True)) == ("b", True)
        assert login.password == "" or login.password not in str(told)


def test_the_real_one_keeps_a_certificate_as_the_files_that_were_named(running: Bed) -> None:
    """And takes no EAP-TLS without a key: what is asked here is what it checks."""
    made = profile(BY_CERTIFICATE, b"Campus")
    add = (SETTINGS_PATH, f"{MANAGER}.Settings", "AddConnection", "a{sa{sv}}")
    with Bus(running.bus) as bus:
        bus.call(*add, (made,))
        without = {**made, "802-1x": {name: each for name, each in made["802-1x"].items() if name != "private-key"}}
        with pytest.raises(Refused) as refused:
            bus.call(*add, (without,))
    assert refused.value.name.endswith(("MissingProperty", "InvalidProperty"))
    (kept,) = (each.read_text() for each in running.profiles if "Campus" in each.name)
    for line in (
        *("eap=tls;", "identity=door-7", "domain-suffix-match=example.org", "private-key-password-flags=4"),
        *("client-cert=/etc/thenar/wifi.pem", "private-key=/etc/thenar/wifi.key", "ca-cert=/etc/thenar/wifi-root.pem"),
    ):
        assert line in kept.splitlines()


def test_the_real_one_refuses_what_the_form_would_have_refused(running: Bed) -> None:
    """So the form's rule is NetworkManager's own."""
    made = profile(WifiLogin("Office", Security.WPA2, "1234567"), b"Office")
    with Bus(running.bus) as bus, pytest.raises(Refused) as refused:
        bus.call(
            SETTINGS_PATH,
            f"{MANAGER}.Settings",
            "AddConnectionUnsaved",
            "a{sa{sv}}",
            (made,),
        )
    assert refused.value.name.endswith("InvalidProperty")
    assert "1234567" not in str(refused.value)


def test_a_manager_that_has_ended_is_a_fault_and_no_outcome(running: Bed) -> None:
    network = NetworkManagerNetwork(running.bus, HASTY)
    running.manager.terminate()
    running.manager.wait(20)
    for ask in (network.state, network.check, network.scan, network.use_ethernet, network.address, network.links):
        with pytest.raises(FaultError) as raised:
            ask()
        assert raised.value.fault is Fault.NETWORK_MANAGER_SILENT


def test_no_bus_at_all_is_the_same_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultError) as raised:
        NetworkManagerNetwork(f"unix:path={tmp_path / 'nowhere'}").state()
    assert raised.value.fault is Fault.NETWORK_MANAGER_SILENT


def test_what_is_seen_of_the_cable_is_what_the_kernel_gave(running: Bed) -> None:
    network = NetworkManagerNetwork(running.bus, HASTY)
    running.wait_until(lambda: network.state() == WIRED, "an address")
    with Bus(running.bus) as bus:
        device = look(bus).device(Link.ETHERNET)
    assert device is not None
    assert device.carrier
    assert device.profile != NOTHING
    assert network.address() == device.address
    assert str(device.address).startswith("10.7.9.")
