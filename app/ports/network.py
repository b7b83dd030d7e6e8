"""The terminal's way out. Whoever manages the machine's networks does the work; we ask and are told.

A network that was joined is kept by the machine: after an outage or a restart it comes back without anybody's doing.
Calls block, some for seconds: never from a screen. Any thread may call; of two that join at once, one waits. Each
raises FaultError(NETWORK_MANAGER_SILENT) when whoever manages the networks does not answer.

    network.join(login, Goal(lambda device: server_answers_over(device)))

>>> Goal().judged(Reach.LIMITED), Goal(lambda device: False).judged(Reach.LIMITED)
(<Joined.NO_INTERNET: 'no_internet'>, <Joined.LIMITED: 'limited'>)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from app.domain.network import Joined, Link, NetworkState, Reach, WifiLogin, WifiNetwork

Proof = Callable[[str], bool]
"""Whether our server, and nobody in its place, answers over the device of that name, such as "wlan0"; an empty name is
whichever the machine takes. Is as patient as it finds right; asks the network itself for nothing but its state."""

_FALLS_SHORT: Final = {Reach.ONLINE: Joined.LIMITED, Reach.PORTAL: Joined.PORTAL, Reach.LIMITED: Joined.LIMITED}


@dataclass(frozen=True)
class Goal:
    """What a network has to lead to for being kept: to our server, or as far as is enough without it."""

    server: Proof | None = None
    """None where nobody has named one yet."""
    enough: frozenset[Reach] = frozenset({Reach.ONLINE})

    def judged(self, reach: Reach) -> Joined:
        """A network on which our server does not answer."""
        if reach in self.enough:
            return Joined.OK
        if reach is Reach.LIMITED and self.server is None:
            return Joined.NO_INTERNET
        return _FALLS_SHORT.get(reach, Joined.FAILED)


INTERNET: Final = Goal()
"""Any network that leads all the way."""
WITHOUT_INTERNET: Final = Goal(enough=frozenset({Reach.ONLINE, Reach.LIMITED}))
"""Somebody says that our server is in it. Whoever answers in place of the internet would be in the way."""
WHATEVER: Final = Goal(enough=frozenset({Reach.ONLINE, Reach.PORTAL, Reach.LIMITED}))
"""Any network that gives an address: somebody has decided already."""


class Network(Protocol):
    simulated: bool
    name: str

    def links(self) -> frozenset[Link]:
        """What this machine has a device for, connected or not."""
        ...

    def state(self) -> NetworkState:
        """What is known now, at once. A cable that was pulled is known at once, a silent provider within minutes."""
        ...

    def check(self) -> NetworkState:
        """As `state`, after asking anew whether the network leads anywhere: up to about 20 s."""
        ...

    def scan(self) -> tuple[WifiNetwork, ...]:
        """What is in the air, strongest first, each name once a kind of security; some seconds. Empty without a Wi-Fi
        device."""
        ...

    def use_ethernet(self, goal: Goal = INTERNET) -> Joined:
        """Connects the cable, unless it is connected already. OK when it leads to the goal. Wi-Fi stays as it is."""
        ...

    def join(self, login: WifiLogin, goal: Goal = INTERNET) -> Joined:
        """Tries a Wi-Fi network. It is kept when it leads to the goal, whose server is asked first (OK); else it is
        forgotten, and the Wi-Fi network before is connected again before this returns. A form with a flaw is not tried:
        a password that cannot be one is WRONG_PASSWORD, anything else FAILED. A good password takes about 10 s, a wrong
        WPA3 one 25; at the very worst it has ended after JOINED_WITHIN_S, and the time that the goal's proof takes."""
        ...

    def address(self) -> str | None:
        """Ours, IPv4 where there is one, on the link that the traffic takes."""
        ...
