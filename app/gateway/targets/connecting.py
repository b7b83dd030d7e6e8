"""How an HTTP exchange with a server whose name somebody else chose is begun and bounded: underneath httpcore.

Rules it keeps: the address that `Reach` has checked is the one that is connected to; a whole exchange, from connecting
to the last byte of the answer, ends at `until_s`."""

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from app.gateway.targets.reach import Reach
from app.ports.clock import Clock


class CheckedBackend(httpcore.NetworkBackend):
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

    def __init__(self, stream: httpcore.NetworkStream, backend: CheckedBackend) -> None:
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
