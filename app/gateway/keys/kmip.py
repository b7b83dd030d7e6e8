"""A customer key in a KMIP server: it encrypts and decrypts there, over mutual TLS, and the key never comes here.

Rules it keeps: the server is believed by the authority that the operator named and by its host name, and by nothing
else; each question is a connection of its own, so that nothing outlives a revocation; a server that says no and a
server that is silent are two faults.

    key = KmipKey(KmipPlace("hsm.example", 5696, "42", certificate, private_key, authorities))
    key.unwrap(key.wrap(secret)) == secret
"""

import os
import socket
import ssl

from app.config.customer_keys import KmipPlace
from app.domain.faults import Fault, FaultError
from app.gateway.keys.kmip_messages import GENERAL_FAILURE, Answered, Asked, answer, question
from app.gateway.keys.ttlv import HEAD_BYTES, NotTtlv, length_of

WAIT_S = 3.0
"""For a connection, and for each piece of an answer. Calls wait behind it."""
LARGEST_BYTES = 64 * 1024
"""Of an answer; ours are below 1 KiB."""
_IV_BYTES = 16


class KmipKey:
    """Implements `app.ports.customer_key.CustomerKey`."""

    def __init__(self, place: KmipPlace) -> None:
        self._place = place

    def wrap(self, secret: bytes) -> bytes:
        iv = os.urandom(_IV_BYTES)
        return iv + self._asked(Asked.ENCRYPT, secret, iv)

    def unwrap(self, wrapped: bytes) -> bytes:
        return self._asked(Asked.DECRYPT, wrapped[_IV_BYTES:], wrapped[:_IV_BYTES])

    def _asked(self, asked: Asked, data: bytes, iv: bytes) -> bytes:
        context = self._context()
        try:
            answered = self._answered(context, question(asked, self._place.key, data, iv))
        except (OSError, NotTtlv) as error:
            raise FaultError(Fault.CUSTOMER_KEY_UNREACHABLE, f"the KMIP server {self._place.host}") from error
        if answered.data is not None:
            return answered.data
        if answered.reason == GENERAL_FAILURE:
            raise FaultError(Fault.CUSTOMER_KEY_UNREACHABLE, f"the KMIP server {self._place.host} has trouble")
        raise FaultError(Fault.CUSTOMER_KEY_REFUSED, f"the KMIP server said no, reason {answered.reason}")

    def _answered(self, context: ssl.SSLContext, asked: bytes) -> Answered:
        address = (self._place.host, self._place.port)
        with (
            socket.create_connection(address, WAIT_S) as plain,
            context.wrap_socket(plain, server_hostname=self._place.host) as connection,
        ):
            connection.sendall(asked)
            head = _exactly(connection, HEAD_BYTES)
            length = length_of(head)
            if length > LARGEST_BYTES:
                raise NotTtlv("the answer is too large")
            return answer(head + _exactly(connection, length))

    def _context(self) -> ssl.SSLContext:
        """Read anew each time: certificates are renewed."""
        place = self._place
        try:
            context = ssl.create_default_context(cafile=place.authorities)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(place.certificate, place.private_key)
        except (OSError, ssl.SSLError) as error:
            raise FaultError(Fault.SETTINGS_INVALID, "customer key: the certificates cannot be read") from error
        return context


def _exactly(connection: ssl.SSLSocket, length: int) -> bytes:
    content = b""
    while len(content) < length:
        more = connection.recv(length - len(content))
        if not more:
            raise NotTtlv("the answer was cut off")
        content += more
    return content
