"""What a connection of ours does that uvicorn's own does not: it waits for nobody for ever, and hangs up on whoever
does not answer a goodbye.

Rules it keeps: from the handshake on, a request must have come whole, head and body, within `Patience.request_s` of
when it could begin; a connection on which nothing is asked is given up after `Patience.idle_s`; so whoever sends byte
by byte holds a place for seconds and not for ever ("slow loris").

Limits: whoever opens connections faster than they are given up can still take all there are; an answer that is taken
slowly, but taken, is sent to its end.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

import h11
import wsproto.events
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol

GOODBYE_S = 0.2
"""How long a closed connection may take to say goodbye: a round trip to anywhere. TLS waits half a minute for it, and
an idle client says nothing."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    handshake_s: float = 10.0
    """Two round trips, over any line on which somebody works."""
    request_s: float = 20.0
    """288 KiB, the most that a request may have, in this time are 118 kbit/s."""
    idle_s: int = 30
    """Between two calls."""


OF_MANY = Patience(handshake_s=60.0, request_s=60.0)
"""For terminals: a thousand that come back at once, after the server was away, have to wait for each other."""


class HttpConnection(H11Protocol):
    """On h11, which bounds what it holds of a request's head."""

    def __init__(self, patience: Patience, **rest: Any) -> None:
        """Any: what uvicorn gives its protocols."""
        super().__init__(**rest)
        self._patience = patience
        self.timeout_keep_alive = patience.idle_s
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        if self._waiting is None:
            self._wait()
        super().data_received(data)
        if self.conn.their_state in (h11.DONE, h11.MUST_CLOSE, h11.CLOSED):
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def shutdown(self) -> None:
        super().shutdown()
        self._hang_up()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:  # the next request had begun already
            self._wait()
        self._hang_up()

    def timeout_keep_alive_handler(self) -> None:
        """Whoever has not taken its answer by now never will."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(GOODBYE_S, self.transport.abort)

    def _wait(self) -> None:
        """For one whole request. An answer may have come before the end of the one under way."""
        self._stop_waiting()
        self._waiting = self.loop.call_later(self._patience.request_s, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _hang_up(self) -> None:
        if self.transport.is_closing() and not self.transport.get_write_buffer_size():
            self.loop.call_later(GOODBYE_S, self.transport.abort)


class LinkConnection(WSProtocol):
    """Hands the certificate of the handshake to the application, which uvicorn does not (its pull requests 3132 and
    3133 would, under the same name)."""

    def handle_connect(self, event: wsproto.events.Request) -> None:
        super().handle_connect(event)
        handshake = self.transport.get_extra_info("ssl_object")
        shown = None if handshake is None else handshake.getpeercert(binary_form=True)
        self.scope["extensions"]["tls"] = {"client_cert": shown}  # the application begins later

    async def run_asgi(self) -> None:
        """Hangs up on whoever does not answer a goodbye, as above."""
        await super().run_asgi()
        if self.transport.is_closing():
            self.loop.call_later(GOODBYE_S, self.transport.abort)
