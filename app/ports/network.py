"""The terminal's way out. Whoever manages the machine's networks does the work; we ask and are told.

A network that was joined is kept by the machine: after an outage or a restart it comes back without anybody's doing.
Calls block, some for seconds: never from a screen. Any thread may call; of two that join at once, one waits. Each
raises FaultError(NETWORK_MANAGER_SILENT) when whoever manages the networks does not answer.
"""

from collections.abc import Callable
from typing import Protocol

from app.domain.network import Joined, Link, NetworkState, WifiLogin, WifiNetwork

Proof = Callable[[], bool]
"""Whether a network leads where it should. May take a while; asks the network itself for nothing but its state."""


def accepted() -> bool:
    """Any network that leads all the way will do."""
    return True


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

    def use_ethernet(self) -> Joined:
        """Connects the cable, unless it is connected already. Wi-Fi stays as it is."""
        ...

    def join(self, login: WifiLogin, proof: Proof = accepted) -> Joined:
        """Tries a Wi-Fi network. It is kept when it leads all the way and `proof`, asked once it does, holds (OK); else
        it is forgotten, and the Wi-Fi network before is connected again before this returns. Without the proof it is
        LIMITED. A form with a flaw is not tried: a password that cannot be one is WRONG_PASSWORD, anything else
        FAILED. A good password takes about 10 s, a wrong WPA3 one 25; at the very worst it has ended after 150."""
        ...

    def address(self) -> str | None:
        """Ours, IPv4 where there is one, on the link that the traffic takes."""
        ...
