"""The network of a simulated world."""

from typing import Final

from app.domain.network import Joined, Link, NetworkState, WifiLogin, WifiNetwork, flaw_of
from app.ports.network import Proof, accepted
from drivers.simulated.world import World

JOINING_S: Final = 2.0
"""What joining takes, where time is real: long enough to see the screen that waits for it."""
LOOKING_S: Final = 1.0
"""What a scan takes, where time is real."""


class SimulatedNetwork:
    simulated = True

    def __init__(self, world: World) -> None:
        self.name = "simulated:network"
        self._world = world

    def links(self) -> frozenset[Link]:
        return self._world.networks.links

    def state(self) -> NetworkState:
        return self._world.networks.state()

    def check(self) -> NetworkState:
        return self._world.networks.state()

    def scan(self) -> tuple[WifiNetwork, ...]:
        self._take(LOOKING_S)
        return self._world.networks.scan()

    def use_ethernet(self) -> Joined:
        self._take(JOINING_S)
        return self._world.networks.use_ethernet()

    def join(self, login: WifiLogin, proof: Proof = accepted) -> Joined:
        flaw = flaw_of(login)
        if flaw is not None:
            return flaw.outcome
        self._take(JOINING_S)
        before = self._world.networks.kept()
        joined = self._world.networks.join(login)
        if joined is Joined.OK and not proof():
            self._world.networks.go_back(before)
            return Joined.LIMITED
        return joined

    def address(self) -> str | None:
        return self._world.networks.address()

    def _take(self, seconds: float) -> None:
        if self._world.real_time:
            self._world.clock.sleep(seconds)
