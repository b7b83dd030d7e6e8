"""Where the server listens, as an operator writes it; what is wrong with it, in words.

>>> place_of("[::1]:8443")
('::1', 8443)
"""

import socket
import ssl
from collections.abc import Sequence

from app.domain.faults import Fault, FaultError
from app.entrypoints.own_certificate import Pair
from app.gateway.serving import listening, tls_context

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  compared with, never listened on by itself


def url_of(host: str, port: int) -> str:
    """
    >>> url_of("::1", 8443)
    'https://[::1]:8443'
    """
    return f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"


def place_of(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise FaultError(Fault.SETTINGS_INVALID, "listen: write host and port, as in 127.0.0.1:8443")
    return host.strip("[]"), int(port)


def link_place(text: str | None, host: str, port: int) -> tuple[str, int]:
    """Of the device link: unless said, the port after the API's, and any that is free where that one is.

    >>> link_place(None, "::1", 8443)
    ('::1', 8444)
    """
    return (host, port + 1 if port else 0) if text is None else place_of(text)


def names_of(names: Sequence[str], host: str) -> list[str]:
    """What the server's certificate is for."""
    return [*names] if host in EVERYWHERE else [*names, host]


def port_of(bound: socket.socket) -> int:
    port: int = bound.getsockname()[1]
    return port


def bound(host: str, port: int) -> socket.socket:
    try:
        return listening(host, port)
    except (OSError, OverflowError) as error:
        raise FaultError(Fault.SETTINGS_INVALID, f"listen: {host}:{port} is taken, or not of this machine") from error


def tls_of(pair: Pair) -> ssl.SSLContext:
    try:
        return tls_context(pair.certificate, pair.key)
    except (OSError, ssl.SSLError) as error:
        raise FaultError(Fault.SETTINGS_INVALID, f"certificate: {pair.certificate} and its key do not fit") from error
