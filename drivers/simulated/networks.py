"""The networks of a simulated world: one cable, whatever is in the air, and where each of them leads.

    networks = LocalNetworks()
    networks.put(AccessPoint("Office", "correct horse"))
    networks.plug_cable(None)                        # pulled out
    networks.join(WifiLogin("Office", Security.WPA2, "correct horse"))
    networks.lead("Office", Uplink.PORTAL)           # from now on somebody wants a click
    networks.cut()                                   # the power of cabinet and router is gone

Rules: safe to use from any thread; what was joined comes back by itself when its network does; a cable is used before
the air, unless it leads nowhere and the air does, as NetworkManager has it.
"""

import threading
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from app.domain.network import (
    DISCONNECTED,
    Joined,
    Link,
    NetworkState,
    Reach,
    Security,
    WifiLogin,
    WifiNetwork,
)


class Uplink(Enum):
    """Where a network leads."""

    INTERNET = "internet"
    SERVER = "server"
    """To our server, and not to the internet."""
    LIMITED = "limited"
    """There is an address and nothing beyond."""
    PORTAL = "portal"
    NO_ADDRESS = "no address"
    """Nobody answers who wants an address."""

    @property
    def reach(self) -> Reach:
        return _REACH[self]

    @property
    def to_server(self) -> bool:
        return self in (Uplink.INTERNET, Uplink.SERVER)


_REACH: Final = {
    Uplink.INTERNET: Reach.ONLINE,
    Uplink.SERVER: Reach.LIMITED,
    Uplink.LIMITED: Reach.LIMITED,
    Uplink.PORTAL: Reach.PORTAL,
    Uplink.NO_ADDRESS: Reach.CONNECTING,
}
_ADDRESS: Final = {Link.ETHERNET: "192.0.2.17", Link.WIFI: "198.51.100.17"}
"""From the ranges that are kept for documentation (RFC 5737)."""


@dataclass(frozen=True)
class AccessPoint:
    ssid: str
    password: str = field(default="", repr=False)
    security: Security = Security.WPA2
    signal: int = 70
    """0..100."""
    hidden: bool = False
    identity: str = ""
    """Who may sign in, for ENTERPRISE."""
    by_certificate: bool = False
    """With a certificate of his own, and no password."""
    uplink: Uplink = Uplink.INTERNET


class LocalNetworks:
    def __init__(self, *, wifi_device: bool = True) -> None:
        self._lock = threading.Lock()
        self._wifi_device = wifi_device
        self._cable: Uplink | None = Uplink.INTERNET
        self._air: dict[str, AccessPoint] = {}
        self._kept: WifiLogin | None = None
        self._cut = False

    # What an installer, a provider or the weather does.

    def put(self, station: AccessPoint) -> None:
        """Switches an access point on, or changes the one of that name."""
        with self._lock:
            self._air[station.ssid] = station

    def take_away(self, ssid: str) -> None:
        with self._lock:
            self._air.pop(ssid, None)

    def lead(self, ssid: str, uplink: Uplink) -> None:
        """Raises KeyError for a network that is not there."""
        with self._lock:
            self._air[ssid] = replace(self._air[ssid], uplink=uplink)

    def plug_cable(self, uplink: Uplink | None) -> None:
        """A cable that leads there; None pulls it out."""
        with self._lock:
            self._cable = uplink

    def cut(self) -> None:
        with self._lock:
            self._cut = True

    def restore(self) -> None:
        with self._lock:
            self._cut = False

    def kept(self) -> WifiLogin | None:
        """The Wi-Fi network that the terminal comes back to."""
        with self._lock:
            return self._kept

    # What the driver does.

    @property
    def links(self) -> frozenset[Link]:
        return frozenset(Link) if self._wifi_device else frozenset({Link.ETHERNET})

    def state(self) -> NetworkState:
        with self._lock:
            return self._state()

    def address(self) -> str | None:
        with self._lock:
            state = self._state()
        return _ADDRESS[state.link] if state.link and state.reach is not Reach.CONNECTING else None

    def scan(self) -> tuple[WifiNetwork, ...]:
        with self._lock:
            heard = [] if self._cut or not self._wifi_device else list(self._air.values())
        seen = (WifiNetwork("" if each.hidden else each.ssid, each.signal, each.security) for each in heard)
        return tuple(sorted(seen, key=lambda network: (-network.signal, network.ssid)))

    def use_ethernet(self) -> Joined | Uplink:
        """Where it leads, or why it leads nowhere."""
        with self._lock:
            return Joined.NO_CABLE if self._cut or self._cable is None else self._cable

    def join(self, login: WifiLogin) -> Joined | Uplink:
        """Where it leads: then it is kept. Or why it was not joined."""
        with self._lock:
            joined = self._tried(login) if self._wifi_device else Joined.FAILED
            if isinstance(joined, Uplink):
                self._kept = login
            return joined

    def go_back(self, before: WifiLogin | None) -> None:
        """What was joined is forgotten for the one before."""
        with self._lock:
            self._kept = before

    def _tried(self, login: WifiLogin) -> Joined | Uplink:
        station = self._heard(login)
        if station is None:
            return Joined.NOT_FOUND
        if _lets_in(station, login):
            return station.uplink
        return Joined.PASSWORD_OR_RANGE if station.security is Security.WPA3 else Joined.WRONG_PASSWORD

    def _heard(self, login: WifiLogin) -> AccessPoint | None:
        station = None if self._cut else self._air.get(login.ssid)
        if station is None or (station.hidden and not login.hidden) or station.security is not login.security:
            return None
        return station

    def _state(self) -> NetworkState:
        ways = []
        if self._cable is not None and not self._cut:
            ways.append(NetworkState(Link.ETHERNET, self._cable.reach))
        station = self._heard(self._kept) if self._kept else None
        if station is not None and self._kept is not None and _lets_in(station, self._kept):
            ways.append(NetworkState(Link.WIFI, station.uplink.reach))
        return next((way for way in ways if way.reach is Reach.ONLINE), ways[0] if ways else DISCONNECTED)


def _lets_in(station: AccessPoint, login: WifiLogin) -> bool:
    if station.security is Security.OPEN:
        return True
    if station.by_certificate != bool(login.certificate):
        return False
    return (station.password, station.identity) == (login.password, login.identity)
