"""Where the server listens, as an operator writes it; what is wrong with it, in words.

>>> place_of("[::1]:8443")
('::1', 8443)
"""

import socket
import ssl

from app.domain.faults import Fault, FaultError
from app.entrypoints.own_certificate import Pair
from app.gateway.serving import listening, tls_context


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
