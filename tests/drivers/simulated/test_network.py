"""The simulated network keeps the contract, and its air is what an installer meets."""

from dataclasses import replace

import pytest

from app.domain.network import DISCONNECTED, Joined, Link, NetworkState, Reach, Security, WifiLogin, WifiNetwork
from app.ports.network import Goal
from drivers.simulated.clock import SteppedClock
from drivers.simulated.network import SimulatedNetwork
from drivers.simulated.networks import AccessPoint, LocalNetworks, Uplink
from drivers.simulated.world import World
from tests.contracts.network_contract import NetworkContract, NetworkRig

OFFICE = WifiLogin("Office", Security.WPA2, "correct horse")
TERMINALS = WifiLogin("Terminals", Security.ENTERPRISE, identity="door", domain="example.org")
GUESTS = WifiLogin("Guests", Security.OPEN)
WIFI = NetworkState(Link.WIFI, Reach.ONLINE)


class TestSimulatedNetwork(NetworkContract):
    @pytest.fixture
    def rig(self) -> NetworkRig:
        world = World(SteppedClock())
        network = SimulatedNetwork(world)
        where = [Uplink.INTERNET]

        def lead(name: str) -> None:
            where[0] = Uplink[name]
            if world.networks.state().link is Link.ETHERNET:  # else it is what the next cable leads to
                world.networks.plug_cable(where[0])

        def await_state(state: NetworkState) -> None:
            assert network.state() == state

        return NetworkRig(
            network,
            pull_cable=lambda: world.networks.plug_cable(None),
            plug_cable=lambda: world.networks.plug_cable(where[0]),
            lead=lead,
            await_state=await_state,
            server=lambda device: True,
        )


@pytest.fixture
def world() -> World:
    """No cable; an office, its guests, a newer network and one that hides."""
    world = World(SteppedClock())
    world.networks.plug_cable(None)
    for station in (
        AccessPoint("Office", "correct horse", signal=80),
        AccessPoint("Guests", security=Security.OPEN, uplink=Uplink.PORTAL, signal=60),
        AccessPoint("Newer", "correct horse", Security.WPA3, signal=40),
        AccessPoint("Cellar", "correct horse", hidden=True, signal=90),
        AccessPoint("Terminals", "", Security.ENTERPRISE, identity="door", signal=10, by_certificate=True),
        AccessPoint("Campus", "correct horse", Security.ENTERPRISE, identity="door", signal=20),
    ):
        world.networks.put(station)
    return world


def test_a_network_without_the_proof_is_left_for_the_one_before(world: World) -> None:
    network = SimulatedNetwork(world)
    assert network.join(OFFICE) is Joined.OK
    world.networks.put(AccessPoint("Annexe", "correct horse"))
    annexe = WifiLogin("Annexe", Security.WPA2, "correct horse")
    assert network.join(annexe, Goal(lambda device: False, enough=frozenset())) is Joined.LIMITED
    assert world.networks.kept() == OFFICE
    assert network.join(annexe, Goal(lambda device: world.networks.kept() == annexe)) is Joined.OK


def test_a_scan_lists_the_strongest_first_and_no_hidden_name(world: World) -> None:
    found = SimulatedNetwork(world).scan()
    assert found[0] == WifiNetwork("", 90, Security.WPA2)
    assert [network.ssid for network in found] == ["", "Office", "Guests", "Newer", "Campus", "Terminals"]


@pytest.mark.parametrize(
    ("login", "joined"),
    [
        (OFFICE, Joined.OK),
        (WifiLogin("Office", Security.WPA2, "wrong horse"), Joined.WRONG_PASSWORD),
        (WifiLogin("Newer", Security.WPA3, "wrong horse"), Joined.PASSWORD_OR_RANGE),
        (WifiLogin("Cellar", Security.WPA2, "correct horse"), Joined.NOT_FOUND),
        (WifiLogin("Cellar", Security.WPA2, "correct horse", hidden=True), Joined.OK),
        (
            WifiLogin("Campus", Security.ENTERPRISE, "correct horse", identity="door", domain="example.org"),
            Joined.OK,
        ),
        (
            WifiLogin("Campus", Security.ENTERPRISE, "correct horse", identity="me", domain="example.org"),
            Joined.WRONG_PASSWORD,
        ),
        (GUESTS, Joined.PORTAL),
        (replace(TERMINALS, certificate="/wifi.pem", key="/wifi.key"), Joined.OK),
        (replace(TERMINALS, password="correct horse"), Joined.WRONG_PASSWORD),
        (replace(TERMINALS, ssid="Campus", certificate="/wifi.pem", key="/wifi.key"), Joined.WRONG_PASSWORD),
    ],
)
def test_every_way_that_joining_can_end(world: World, login: WifiLogin, joined: Joined) -> None:
    network = SimulatedNetwork(world)
    assert network.join(login) is joined
    assert network.state() == (WIFI if joined is Joined.OK else DISCONNECTED)


@pytest.mark.requirement("DIM-013")
def test_the_network_before_stays_when_the_new_one_fails(world: World) -> None:
    network = SimulatedNetwork(world)
    network.join(OFFICE)
    for login in (GUESTS, WifiLogin("Newer", Security.WPA3, "wrong horse"), WifiLogin("Gone", Security.OPEN)):
        assert network.join(login) is not Joined.OK
        assert network.state() == WIFI
        assert world.networks.kept() == OFFICE


@pytest.mark.requirement("DEV-007")
def test_a_network_that_was_cut_comes_back_by_itself(world: World) -> None:
    network = SimulatedNetwork(world)
    network.join(OFFICE)
    world.cut_network()
    assert network.state() == DISCONNECTED
    assert network.scan() == ()
    world.restore_network()
    assert network.state() == WIFI


def test_the_air_is_taken_where_the_cable_leads_nowhere(world: World) -> None:
    network = SimulatedNetwork(world)
    network.join(OFFICE)
    world.networks.plug_cable(Uplink.INTERNET)
    assert network.state().link is Link.ETHERNET
    world.networks.plug_cable(Uplink.LIMITED)
    assert network.state() == WIFI
    world.networks.lead("Office", Uplink.LIMITED)
    assert network.state() == NetworkState(Link.ETHERNET, Reach.LIMITED)


def test_a_terminal_without_a_radio_hears_and_joins_nothing() -> None:
    networks = LocalNetworks(wifi_device=False)
    networks.put(AccessPoint("Guests", security=Security.OPEN))
    assert networks.links == {Link.ETHERNET}
    assert networks.scan() == ()
    assert networks.join(GUESTS) is Joined.FAILED


def test_no_repr_holds_a_password(world: World) -> None:
    assert "horse" not in repr(OFFICE)
    assert "horse" not in repr(AccessPoint("Office", "correct horse"))
