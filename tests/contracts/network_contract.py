"""What every network keeps to. A driver's test inherits `NetworkContract` and says how its rig is built:

class TestSimulatedNetwork(NetworkContract):
    @pytest.fixture
    def rig(self) -> NetworkRig: ...

The rig's world begins with a cable that leads all the way, and with nothing in the air.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.network import DISCONNECTED, Joined, Link, NetworkState, Reach, Security, WifiLogin
from app.ports.network import WITHOUT_INTERNET, Goal, Network, Proof

WIRED = NetworkState(Link.ETHERNET, Reach.ONLINE)


@dataclass(frozen=True)
class NetworkRig:
    """`lead` changes where the cable leads: INTERNET, SERVER, LIMITED, PORTAL or NO_ADDRESS by name. `await_state`
    waits until the network says so, and fails when it never does. `server` asks ours."""

    network: Network
    pull_cable: Callable[[], None]
    plug_cable: Callable[[], None]
    lead: Callable[[str], None]
    await_state: Callable[[NetworkState], None]
    server: Proof


class NetworkContract:
    @pytest.fixture
    def rig(self) -> object:
        raise NotImplementedError("a driver's test builds its rig here")

    def test_a_cable_that_leads_all_the_way_is_online_and_has_an_address(self, rig: NetworkRig) -> None:
        assert rig.network.use_ethernet() is Joined.OK
        assert rig.network.state() == WIRED
        assert ipaddress.ip_address(rig.network.address() or "")
        assert Link.ETHERNET in rig.network.links()

    def test_connecting_what_is_connected_does_nothing(self, rig: NetworkRig) -> None:
        assert rig.network.use_ethernet() is Joined.OK
        address = rig.network.address()
        assert rig.network.use_ethernet() is Joined.OK
        assert rig.network.address() == address

    @pytest.mark.requirement("DEV-007")
    def test_a_pulled_cable_is_noticed_and_comes_back_by_itself(self, rig: NetworkRig) -> None:
        assert rig.network.use_ethernet() is Joined.OK
        rig.pull_cable()
        rig.await_state(DISCONNECTED)
        assert rig.network.address() is None
        assert rig.network.use_ethernet() is Joined.NO_CABLE
        rig.plug_cable()
        rig.await_state(WIRED)

    @pytest.mark.parametrize(
        ("led", "joined", "reach"),
        [("LIMITED", Joined.NO_INTERNET, Reach.LIMITED), ("PORTAL", Joined.PORTAL, Reach.PORTAL)],
    )
    def test_a_cable_that_leads_not_all_the_way_says_how_far(
        self, rig: NetworkRig, led: str, joined: Joined, reach: Reach
    ) -> None:
        assert rig.network.use_ethernet() is Joined.OK
        rig.lead(led)
        assert rig.network.check() == NetworkState(Link.ETHERNET, reach)
        assert rig.network.use_ethernet() is joined
        rig.lead("INTERNET")
        assert rig.network.check() == WIRED

    @pytest.mark.parametrize(
        ("led", "joined"), [("SERVER", Joined.OK), ("LIMITED", Joined.LIMITED), ("PORTAL", Joined.PORTAL)]
    )
    def test_where_our_server_is_known_its_answer_is_as_good_as_the_internet(
        self, rig: NetworkRig, led: str, joined: Joined
    ) -> None:
        rig.lead(led)
        assert rig.network.use_ethernet(Goal(rig.server)) is joined
        assert rig.network.use_ethernet(Goal(rig.server, enough=frozenset())) is joined
        rig.lead("INTERNET")
        assert rig.network.use_ethernet(Goal(lambda device: False)) is Joined.OK
        assert rig.network.use_ethernet(Goal(lambda device: False, enough=frozenset())) is Joined.LIMITED

    @pytest.mark.parametrize(("led", "joined"), [("LIMITED", Joined.OK), ("PORTAL", Joined.PORTAL)])
    def test_whoever_goes_on_without_the_internet_needs_an_address_alone(
        self, rig: NetworkRig, led: str, joined: Joined
    ) -> None:
        rig.lead(led)
        assert rig.network.use_ethernet(WITHOUT_INTERNET) is joined

    def test_a_cable_where_nobody_gives_an_address_says_so(self, rig: NetworkRig) -> None:
        rig.pull_cable()
        rig.await_state(DISCONNECTED)
        rig.lead("NO_ADDRESS")
        rig.plug_cable()
        assert rig.network.use_ethernet() is Joined.NO_ADDRESS
        assert rig.network.state().reach is not Reach.ONLINE
        assert rig.network.address() is None
        rig.lead("INTERNET")
        rig.await_state(WIRED)

    def test_a_network_that_is_not_in_the_air_is_not_joined(self, rig: NetworkRig) -> None:
        joined = rig.network.join(WifiLogin("Nowhere", Security.OPEN))
        assert joined is (Joined.NOT_FOUND if Link.WIFI in rig.network.links() else Joined.FAILED)

    @pytest.mark.parametrize(
        ("login", "joined"),
        [
            (WifiLogin("Office", Security.WPA2, "1234567"), Joined.WRONG_PASSWORD),
            (WifiLogin("Office", Security.WPA3, "x" * 64), Joined.WRONG_PASSWORD),
            (WifiLogin("", Security.OPEN), Joined.FAILED),
            (WifiLogin("Office", Security.ENTERPRISE, "secret", identity="door"), Joined.FAILED),
        ],
    )
    def test_a_form_with_a_flaw_is_not_tried(self, rig: NetworkRig, login: WifiLogin, joined: Joined) -> None:
        assert rig.network.join(login) is joined
