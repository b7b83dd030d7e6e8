"""The network of a simulated world."""

from typing import Final

from app.domain.network import Joined, Link, NetworkState, WifiLogin, WifiNetwork, flaw_of
from app.ports.network import INTERNET, Goal
from drivers.simulated.networks import Uplink
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

    def use_ethernet(self, goal: Goal = INTERNET) -> Joined:
        self._take(JOINING_S)
        return _judged(self._world.networks.use_ethernet(), goal)

    def join(self, login: WifiLogin, goal: Goal = INTERNET) -> Joined:
        flaw = flaw_of(login)
        if flaw is not None:
            return flaw.outcome
        self._take(JOINING_S)
        before = self._world.networks.kept()
        joined = _judged(self._world.networks.join(login), goal)
        if joined is not Joined.OK:
            self._world.networks.go_back(before)
        return joined

    def address(self) -> str | None:
        return self._world.networks.address()

    def _take(self, seconds: float) -> None:
        if self._world.real_time:
            self._world.clock.sleep(seconds)


def _judged(found: Joined | Uplink, goal: Goal) -> Joined:
    """A network that was found leads to the goal or not. Whoever asks our server asks the real one, by the machine's
    own way: not where the simulated one leads nowhere."""
    if isinstance(found, Joined):
        return found
    if found is Uplink.NO_ADDRESS:
        return Joined.NO_ADDRESS
    if goal.server is not None and found.to_server and goal.server(""):
        return Joined.OK
    return goal.judged(found.reach)
