"""Webhooks, signed as Standard Webhooks describes (github.com/standard-webhooks, specification 1.0).

Rules it keeps: https alone; no redirect is followed, no cookie kept, no proxy asked; the address is checked and is the
one connected to (`reach`); a whole exchange, from connecting to the last byte of the answer, has LIMIT_S seconds; of
the answer only the status counts and at most ANSWER_BYTES are read. A secret may hold several keys, apart by spaces,
while one is exchanged for another: then each signs.
"""

import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore
from standardwebhooks import Webhook as Signature

from app.domain.destinations import Webhook, signing_keys
from app.domain.retries import Delivered, DeliveryFault, Outcome, Refused, Unavailable
from app.gateway.targets.reach import NotReachable, Reach
from app.gateway.targets.trust import Trust
from app.ports.clock import Clock
from app.ports.control.delivery import Letter

LIMIT_S = 15.0
"""Standard Webhooks recommends 15 to 30 s."""
ANSWER_BYTES = 16_384
"""Enough to keep the connection for the next letter after an ordinary answer."""

_BUSY = frozenset({408, 425, 429})
_NOT_AUTHORISED = frozenset({401, 403, 407})


@dataclass(frozen=True, slots=True)
class WebhookCarrier:
    """Implements `app.ports.control.delivery.Carrier[Webhook]`."""

    reach: Reach
    trust: Trust
    clock: Clock

    def carry(self, destination: Webhook, secret: str, letters: Sequence[Letter]) -> Sequence[Outcome]:
        keys = signing_keys(secret)
        if keys is None:
            return [Unavailable(DeliveryFault.SECRET_UNUSABLE)]
        signatures = [Signature(key) for key in keys]
        outcomes: list[Outcome] = []
        backend = _CheckedBackend(self.reach, self.clock)
        with httpcore.ConnectionPool(self.trust.context(), network_backend=backend) as pool:
            for letter in letters:
                backend.until_s = self.clock.monotonic_s() + LIMIT_S
                outcomes.append(self._post(pool, destination.url, letter, signatures))
                if isinstance(outcomes[-1], Unavailable):
                    break
        return outcomes

    def _post(
        self, pool: httpcore.ConnectionPool, url: str, letter: Letter, signatures: Sequence[Signature]
    ) -> Outcome:
        at = self.clock.now()
        signed = " ".join(signature.sign(letter.event, at, letter.text) for signature in signatures)
        headers: dict[bytes | str, bytes | str] = {
            "content-type": "application/json",
            "user-agent": "Thenar",
            "webhook-id": letter.event,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signed,
        }
        try:
            with pool.stream("POST", url, headers=headers, content=letter.text.encode()) as response:
                read = 0
                for chunk in response.iter_stream():
                    read += len(chunk)
                    if read > ANSWER_BYTES:
                        break
                return _outcome(response.status)
        except NotReachable as error:
            refused = error.fault is DeliveryFault.ADDRESS_REFUSED
            return Refused(error.fault) if refused else Unavailable(error.fault)
        except httpcore.TimeoutException:
            return Unavailable(DeliveryFault.TIMED_OUT)
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            untrusted = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)
            return Unavailable(DeliveryFault.NOT_TRUSTED if untrusted else DeliveryFault.NOT_CONNECTED)


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Delivered()
    if status in _BUSY or status >= 500:
        return Unavailable(DeliveryFault.ANSWERED_BUSY)
    if status == 413:
        return Refused(DeliveryFault.TOO_LARGE)
    return Refused(DeliveryFault.NOT_AUTHORISED if status in _NOT_AUTHORISED else DeliveryFault.ANSWERED_NO)


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that `reach` permits, and to no name."""

    def __init__(self, reach: Reach, clock: Clock) -> None:
        self._reach = reach
        self._clock = clock
        self._system = httpcore.SyncBackend()
        self.until_s = 0.0

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  the library's form; the whole exchange has one limit
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        addresses = self._reach.addresses(host, port)
        for address in addresses[:-1]:
            try:
                return self._connected(address, port)
            except httpcore.ConnectError:
                continue
        return self._connected(addresses[-1], port)

    def left_s(self) -> float:
        """Of the exchange. Raises httpcore.ReadTimeout when there is nothing left."""
        left = self.until_s - self._clock.monotonic_s()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left

    def _connected(self, address: str, port: int) -> httpcore.NetworkStream:
        return _BoundedStream(self._system.connect_tcp(address, port, self.left_s()), self)


class _BoundedStream(httpcore.NetworkStream):
    """Each wait lasts at most what is left of the exchange."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _CheckedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  as above
        return self._stream.read(max_bytes, self._backend.left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  as above
        self._stream.write(buffer, self._backend.left_s())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  as above
    ) -> httpcore.NetworkStream:
        return _BoundedStream(
            self._stream.start_tls(ssl_context, server_hostname, self._backend.left_s()), self._backend
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
