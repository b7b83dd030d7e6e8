"""Listeners: TLS 1.2 or 1.3 for the API, plain HTTP on loopback for the numbers; a graceful end of both.

Rules it keeps: nothing is served without TLS but the numbers, and those on this machine alone; an end that was asked
for lets every call that has begun finish.
"""

import asyncio
import contextlib
import signal
import socket
import ssl
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
import wsproto.events
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol

from app.gateway.observing import Observer
from app.operations.link import FRAME_MOST

HEADERS_MOST = 32_768
"""Bytes of all headers of one request: twice the longest session token, and some."""
CONNECTIONS_MOST = 500
"""At once; more are told to come again (503)."""
TERMINALS_MOST = 10_000
"""On the device link: as many as an account may have device instances."""
IDLE_S = 30
"""How long a connection may rest between two calls."""
GRACE_S = 20
"""How long an end waits for calls that have begun: four times what the store lets a writer wait."""
GOODBYE_S = 0.2
"""How long a closed connection may take to say goodbye: a round trip to anywhere."""
LOOPBACK = "127.0.0.1"


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Raises ssl.SSLError or OSError for files that are no such pair."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")  # of TLS 1.2; those of 1.3 are all sound
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    context.load_cert_chain(certificate, key)
    return context


@dataclass(frozen=True)
class Listener:
    app: ASGIApp
    socket: socket.socket
    tls: ssl.SSLContext | None
    link: bool = False
    """Whether terminals come to it, by WebSocket and with a certificate each."""


def listening(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes any that is free. Raises OSError.

    Connections inherit that nothing waits to be sent together: asyncio sees to it only for sockets that name their
    protocol, and an answer in two pieces (head, body) waited 40 ms for the client's acknowledgement."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def numbers(observer: Observer) -> Starlette:
    """What Prometheus fetches."""

    def metrics(request: Request) -> Response:
        return Response(observer.metrics(), media_type="text/plain; version=0.0.4")

    return Starlette(routes=[Route("/metrics", metrics)])


async def serve(listeners: Sequence[Listener], started: Callable[[], None] = lambda: None) -> None:
    """Until SIGTERM or SIGINT, or until this task is cancelled. `started` is called once all are listening."""
    servers = [_Server(_config(listener)) for listener in listeners]
    loop = asyncio.get_running_loop()

    def end() -> None:
        for server in servers:
            server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(ValueError, RuntimeError):  # not on the main thread: the caller ends it
            loop.add_signal_handler(number, end)
    tasks = [
        asyncio.create_task(server.serve([listener.socket]))
        for server, listener in zip(servers, listeners, strict=True)
    ]
    try:
        while not all(server.started or task.done() for server, task in zip(servers, tasks, strict=True)):
            await asyncio.sleep(_TICK_S)
        started()
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        end()
        await asyncio.wait(tasks)
    for task in tasks:
        task.result()


_TICK_S = 0.01


class _Server(uvicorn.Server):
    """Leaves signals to us, because there are several."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class _Protocol(H11Protocol):
    """Hangs up on whoever does not answer a goodbye: TLS waits half a minute for the other side's, and an idle client
    says nothing."""

    def shutdown(self) -> None:
        super().shutdown()
        self._hang_up()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._hang_up()

    def _hang_up(self) -> None:
        if self.transport.is_closing() and not self.transport.get_write_buffer_size():
            self.loop.call_later(GOODBYE_S, self.transport.abort)


class _LinkProtocol(WSProtocol):
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


def _config(listener: Listener) -> uvicorn.Config:
    tls = listener.tls
    return uvicorn.Config(
        listener.app,
        http=_Protocol,  # on h11, the only one that bounds what it holds of a request's headers
        ws=_LinkProtocol if listener.link else "none",
        ws_max_size=FRAME_MOST,
        ws_ping_interval=None,  # heartbeats are messages: a lease in the store tells who is connected
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=TERMINALS_MOST if listener.link else CONNECTIONS_MOST,
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=GRACE_S,
        h11_max_incomplete_event_size=HEADERS_MOST,
        ssl_context_factory=None if tls is None else lambda config, default: tls,
    )
