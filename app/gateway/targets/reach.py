"""Which addresses the server may connect to when somebody else chose the name: public ones, and those that the operator
allowed.

Rules it keeps: the address that was checked is the address that is connected to, so that a name that means another
address a moment later gains nothing; one refused address refuses the name; an IPv4 address inside an IPv6 address is
judged as itself.

>>> Reach().permits("203.0.113.9"), Reach().permits("8.8.8.8"), Reach().permits("::ffff:10.0.0.1")
(False, True, False)

Limits: the system's resolver keeps its own time.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.retries import DeliveryFault

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is ever given out for the public Internet (RFC 4291, 2.4)."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


class NotReachable(Exception):
    """There is no address to connect to."""

    def __init__(self, fault: DeliveryFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Reach:
    allowed: tuple[Network, ...] = ()
    """Beside the public ones: what the operator wrote into the settings."""
    resolve: Resolve = system_resolver

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """All addresses of a host, every one of them permitted. Raises NotReachable."""
        try:
            found = tuple(dict.fromkeys(self.resolve(host, port)))
        except (OSError, UnicodeError) as error:
            raise NotReachable(DeliveryFault.NAME_UNKNOWN) from error
        if not found:
            raise NotReachable(DeliveryFault.NAME_UNKNOWN)
        if not all(self.permits(address) for address in found):
            raise NotReachable(DeliveryFault.ADDRESS_REFUSED)
        return found

    def permits(self, text: str) -> bool:
        address = ipaddress.ip_address(text.partition("%")[0])
        return all(self._permits(each) for each in _meant(address))

    def _permits(self, address: Address) -> bool:
        if any(address in network for network in self.allowed):
            return True
        if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
            return False
        return address.is_global and not address.is_multicast and not address.is_reserved


def _meant(address: Address) -> Iterator[Address]:
    """The address that packets go to, and those that it may stand for on the way."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
            return
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo
        if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
            yield ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
            return
    yield address
