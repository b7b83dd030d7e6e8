"""A connection outward over one network device of the machine, and whether a server is at its end.

    at_end = ServerPlace("thenar.example", 8443, trust)
    is_there(at_end, "wlan0", timeout_s=4.0)

Rules it keeps: who answers counts only with a certificate for that name from an authority that is believed, so that
neither a login page nor somebody in the server's place is taken for it; a device that is named is used, and no other
that may be up as well (SO_BINDTODEVICE, socket(7): free for everybody since Linux 5.7).
Limits: no proxy; looking up the name is as slow as the machine's resolver, which asks by whichever way it has.
"""

import socket
import ssl
from dataclasses import dataclass


@dataclass(frozen=True)
class ServerPlace:
    host: str
    port: int
    trust: ssl.SSLContext
    """Whom to believe that it is the one."""


def is_there(place: ServerPlace, device: str, timeout_s: float) -> bool:
    """Whether it has proved, by the end of the handshake, that it is who the place says."""
    try:
        with (
            open_over(device, place.host, place.port, timeout_s) as raw,
            place.trust.wrap_socket(raw, server_hostname=place.host),
        ):
            return True
    except (OSError, UnicodeError):  # the latter for a name that cannot be one
        return False


def open_over(device: str, host: str, port: int, timeout_s: float) -> socket.socket:
    """A TCP connection to the first address that takes it; `device` is empty for whichever the machine takes,
    `timeout_s` for each address. Raises OSError and UnicodeError."""
    failed = OSError("no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(timeout_s)
            if device:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode() + b"\0")
            made.connect(address)
            return made
        except OSError as error:
            made.close()
            failed = error
    raise failed
