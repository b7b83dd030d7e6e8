"""What is in the air, as people choose from it: one row a name, the strongest station's signal, the kind of security.

>>> stations = [Station("/1", b"Office", 40, True, 0x188), Station("/2", b"Office", 70, True, 0x188)]
>>> networks(stations)
(WifiNetwork(ssid='Office', signal=70, security=<Security.WPA2: 'wpa2'>),)

Rules it keeps: a name with two kinds of security is two rows, because an open station that calls itself as the office
does must not hide the office; a name is shown without control characters and never refused for its encoding; WEP and
what nobody here can join is left out. Source: NM80211ApSecurityFlags of NetworkManager's D-Bus reference.
"""

from collections.abc import Iterable
from typing import Final

from app.domain.network import Security, WifiNetwork
from drivers.networkmanager.snapshot import Station

PSK: Final = 0x100
EAP: Final = 0x200
SAE: Final = 0x400
OWE: Final = 0x800
"""Encrypted without a password."""
_REPLACED: Final = "\ufffd"


def networks(stations: Iterable[Station]) -> tuple[WifiNetwork, ...]:
    """Strongest first."""
    best: dict[tuple[str, Security], WifiNetwork] = {}
    for station in stations:
        security = security_of(station)
        if security is None:
            continue
        found = WifiNetwork(readable(station.ssid), station.signal, security)
        known = best.get((found.ssid, security))
        if known is None or known.signal < found.signal:
            best[found.ssid, security] = found
    return tuple(sorted(best.values(), key=lambda network: (-network.signal, network.ssid)))


def security_of(station: Station) -> Security | None:
    """None for what cannot be joined here. A station that takes WPA2 and WPA3 is WPA2: NetworkManager then takes the
    better of the two by itself."""
    if station.security & EAP:
        return Security.ENTERPRISE
    if station.security & PSK:
        return Security.WPA2
    if station.security & SAE:
        return Security.WPA3
    if station.security & OWE or not (station.privacy or station.security):
        return Security.OPEN
    return None


def readable(ssid: bytes) -> str:
    """IEEE 802.11 says 32 octets and no encoding: UTF-8, or else Latin-1, which reads anything.

    >>> readable("Küche".encode()), readable("Küche".encode("latin-1")), readable(bytes(4)), readable(b"a\\nb")
    ('Küche', 'Küche', '', 'a\ufffdb')
    """
    if not any(ssid):  # some that hide send as many zeros as their name has letters
        return ""
    try:
        text = ssid.decode()
    except UnicodeDecodeError:
        text = ssid.decode("latin-1")
    return "".join(letter if letter.isprintable() else _REPLACED for letter in text)


def named(stations: Iterable[Station], ssid: str, security: Security) -> Station | None:
    """The strongest station that people read as `ssid` and that has such a security."""
    fitting = [each for each in stations if readable(each.ssid) == ssid and security_of(each) is security]
    return max(fitting, key=lambda station: station.signal, default=None)
