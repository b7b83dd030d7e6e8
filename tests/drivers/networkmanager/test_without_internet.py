"""Networks without the internet, with the real NetworkManager: what counts is whether our own server answers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.domain.network import DISCONNECTED, Joined, Link, NetworkState, Reach
from app.ports.network import WITHOUT_INTERNET, Goal
from drivers.networkmanager.attempt import Patience
from drivers.networkmanager.network import NetworkManagerNetwork
from tests.drivers.networkmanager.bed import NEAR_END, Bed, bed, forbidden
from tests.drivers.networkmanager.private_bus import PATIENCE_S
from tests.drivers.networkmanager.test_real import HASTY

FORBIDDEN = forbidden()
pytestmark = [pytest.mark.skipif(FORBIDDEN is not None, reason=str(FORBIDDEN)), pytest.mark.peer]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Bed]:
    """A cable that nobody has used yet."""
    with bed(tmp_path, profile=False) as running:
        network = NetworkManagerNetwork(running.bus, HASTY)
        running.wait_until(lambda: network.links() == {Link.ETHERNET}, "the device")
        yield running


@pytest.mark.parametrize(
    ("led", "joined", "kept", "state"),
    [
        ("SERVER", Joined.OK, 1, NetworkState(Link.ETHERNET, Reach.LIMITED)),
        ("LET_THROUGH", Joined.OK, 1, NetworkState(Link.ETHERNET, Reach.PORTAL)),
        ("IMPOSTOR", Joined.LIMITED, 0, DISCONNECTED),
        ("PORTAL", Joined.PORTAL, 0, DISCONNECTED),
        ("LIMITED", Joined.LIMITED, 0, DISCONNECTED),
    ],
)
def test_a_network_is_kept_when_our_server_answers_in_it_and_nobody_in_its_place(
    running: Bed, led: str, joined: Joined, kept: int, state: NetworkState
) -> None:
    network = NetworkManagerNetwork(running.bus, HASTY)
    running.provider.lead(led)
    assert network.use_ethernet(Goal(running.server)) is joined
    assert len(running.profiles) == kept
    running.wait_until(lambda: network.check() == state, str(state))


def test_a_network_that_somebody_answers_for_is_kept_without_the_internet(running: Bed) -> None:
    network = NetworkManagerNetwork(running.bus, HASTY)
    running.provider.lead("LIMITED")
    assert network.use_ethernet(WITHOUT_INTERNET) is Joined.OK
    assert len(running.profiles) == 1


@pytest.mark.parametrize("up_already", [False, True])
def test_a_portal_that_shows_itself_late_is_not_kept_for_a_network_without_the_internet(
    tmp_path: Path, up_already: bool
) -> None:
    limited = NetworkState(Link.ETHERNET, Reach.LIMITED)
    with bed(tmp_path, profile=up_already) as running, ThreadPoolExecutor(1) as thread:
        network = NetworkManagerNetwork(running.bus, Patience(reach_s=PATIENCE_S))
        running.provider.lead("LIMITED")
        running.wait_until(lambda: network.links() == {Link.ETHERNET}, "the device")
        if up_already:
            running.wait_until(lambda: network.check() == limited, str(limited))
        joining = thread.submit(network.use_ethernet, WITHOUT_INTERNET)
        running.wait_until(lambda: network.state() == limited, str(limited))
        running.provider.lead("PORTAL")
        assert joining.result() is Joined.PORTAL
        assert running.profiles == []


def test_the_server_is_asked_over_the_very_network_that_is_tried(running: Bed) -> None:
    """Another one that is up as well must not lend its way to one that leads nowhere."""
    running.provider.lead("SERVER")
    assert NetworkManagerNetwork(running.bus, HASTY).use_ethernet(Goal(running.server)) is Joined.OK
    for command in (
        "link add other0 type veth peer name other1",
        "addr add 10.7.8.2/24 dev other0",
        "link set other0 up",
    ):
        running.run(f"ip {command}")
    assert running.server(NEAR_END)
    assert running.server("")
    assert not running.server("other0")
    assert not running.server("nothing0")
