"""Syslog, RFC 5424: over TLS (RFC 5425) or TCP with octet counting (RFC 6587, 3.4.1), or UDP (RFC 5426).

A message is `<85>1 TIME HOST thenar - MSGID [origin software="thenar"] JSON`: facility 10 (security), severity 5
(notice), the detail type without spaces as MSGID, cut at its 32 characters, and the envelope in ASCII.

Limits: syslog acknowledges nothing. Over TCP and TLS a batch counts as delivered when the receiver took all of it and
closed, or kept silent for FAREWELL_S; over UDP when the system took it.
"""

import json
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.destinations import Syslog, SyslogTransport
from app.domain.event_json import utc_seconds
from app.domain.retries import Delivered, DeliveryFault, Outcome, Refused, Unavailable
from app.gateway.targets.reach import NotReachable, Reach
from app.gateway.targets.trust import Trust
from app.ports.control.delivery import Letter

LIMIT_S = 10.0
"""For connecting and for each write."""
FAREWELL_S = 2.0
LARGEST_DATAGRAM = 65_000
"""Bytes; IPv4 carries 65,507."""
PRIORITY = 10 * 8 + 5
_LONGEST_ID = 32


def syslog_message(letter: Letter, host: str) -> bytes:
    """`host` is ours, ASCII without spaces."""
    message_id = letter.detail_type.replace(" ", "")[:_LONGEST_ID] or "-"
    body = json.dumps(json.loads(letter.text), separators=(",", ":"))
    at = utc_seconds(letter.published_at)
    return f'<{PRIORITY}>1 {at} {host} thenar - {message_id} [origin software="thenar"] {body}'.encode("ascii")


def counted(message: bytes) -> bytes:
    """A frame of a stream.

    >>> counted(b"<85>1")
    b'5 <85>1'
    """
    return b"%d %b" % (len(message), message)


@dataclass(frozen=True, slots=True)
class SyslogCarrier:
    """Implements `app.ports.control.delivery.Carrier[Syslog]`."""

    reach: Reach
    trust: Trust
    host: str

    def carry(
        self,
        destination: Syslog,
        secret: str,  # noqa: ARG002  this kind has none
        letters: Sequence[Letter],
    ) -> Sequence[Outcome]:
        messages = [syslog_message(letter, self.host) for letter in letters]
        try:
            addresses = self.reach.addresses(destination.host, destination.port)
            if destination.transport is SyslogTransport.UDP:
                return _datagrams(addresses[0], destination.port, messages)
            with _connected(addresses, destination.port) as stream:
                self._stream(stream, destination, b"".join(map(counted, messages)))
        except NotReachable as error:
            return [Unavailable(error.fault)]
        except TimeoutError:
            return [Unavailable(DeliveryFault.TIMED_OUT)]
        except ssl.SSLCertVerificationError:
            return [Unavailable(DeliveryFault.NOT_TRUSTED)]
        except OSError:
            return [Unavailable(DeliveryFault.NOT_CONNECTED)]
        return [Delivered()] * len(messages)

    def _stream(self, stream: socket.socket, destination: Syslog, frames: bytes) -> None:
        """Raises OSError."""
        if destination.transport is SyslogTransport.TCP:
            stream.sendall(frames)
            stream.shutdown(socket.SHUT_WR)
            _hear_out(stream)
            return
        with self.trust.context().wrap_socket(stream, server_hostname=destination.host) as secure:
            secure.sendall(frames)
            secure.settimeout(FAREWELL_S)
            try:
                secure.unwrap()
            except (TimeoutError, ssl.SSLError):
                return  # many receivers leave without the farewell that TLS asks for


def _hear_out(stream: socket.socket) -> None:
    """Until the receiver closes. Raises ConnectionError when it threw away what it was sent."""
    stream.settimeout(FAREWELL_S)
    try:
        while stream.recv(4_096):
            pass
    except TimeoutError:
        return


def _datagrams(address: str, port: int, messages: Sequence[bytes]) -> Sequence[Outcome]:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    outcomes: list[Outcome] = []
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        for message in messages:
            if len(message) > LARGEST_DATAGRAM:
                outcomes.append(Refused(DeliveryFault.TOO_LARGE))
            else:
                sender.sendto(message, (address, port))
                outcomes.append(Delivered())
    return outcomes


def _connected(addresses: Sequence[str], port: int) -> socket.socket:
    """To the first that answers. Raises OSError."""
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), LIMIT_S)
        except OSError:
            continue
    return socket.create_connection((addresses[-1], port), LIMIT_S)
