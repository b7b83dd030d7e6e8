"""Listeners: TLS 1.2 or 1.3 for the API, plain HTTP on loopback for the numbers; a graceful end of both.

Rules it keeps: nothing is served without TLS but the numbers, and those on this machine alone; nobody is waited for
without a limit (`app.gateway.connections`); an end that was asked for lets every call that has begun finish.
"""

import asyncio
import contextlib
import resource
import signal
import socket
import ssl
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.gateway.connections import HttpConnection, LinkConnection, Patience
from app.gateway.observing import Observer
from app.operations.link import FRAME_MOST

HEADERS_MOST = 32_768
"""Bytes of all headers of one request: twice the longest session token, and some."""
CONNECTIONS_MOST = 500
"""At once; more are told to come again (503)."""
TERMINALS_MOST = 10_000
"""On the device link: as many as an account may have device instances."""
OTHER_FILES = 2_000
"""The database's, keys, logs, what events are sent over, and connections that have not shaken hands yet."""
GRACE_S = 20
"""How long an end waits for calls that have begun: four times what the store lets a writer wait."""
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
    patience: Patience = Patience()


def listening(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes any that is free. Raises OSError.

    Connections inherit that nothing waits to be sent together: asyncio sees to it only for sockets that name their
    protocol, and an answer in two pieces (head, body) waited 40 ms for the client's acknowledgement."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=2048)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def allow_files() -> int:
    """As many open files as the system lets this process have and all connections take, and how many those are. Usual
    systems begin with 1,024, which a thousand terminals use up."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = TERMINALS_MOST + CONNECTIONS_MOST + OTHER_FILES
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    if now == resource.RLIM_INFINITY or now >= allowed:
        return now
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return allowed


def numbers(observer: Observer) -> Starlette:
    """What Prometheus fetches."""

    def metrics(request: Request) -> Response:
        return Response(observer.metrics(), media_type="text/plain; version=0.0.4")

    return Starlette(routes=[Route("/metrics", metrics)])


async def serve(listeners: Sequence[Listener], started: Callable[[], None] = lambda: None) -> None:
    """Until SIGTERM or SIGINT, or until this task is cancelled. `started` is called once all are listening."""
    allow_files()
    servers = [_Server(listener) for listener in listeners]
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
    """Leaves signals to us, because there are several; bounds handshakes, and the wait for a request."""

    def __init__(self, listener: Listener) -> None:
        super().__init__(_config(listener))
        self._patience = listener.patience

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self.lifespan.startup()  # that there is none
        self.servers = [await self._listen(each) for each in sockets or []]
        self.started = True

    async def _listen(self, listener: socket.socket) -> asyncio.Server:
        def connection() -> HttpConnection:
            state = self.lifespan.state
            return HttpConnection(self._patience, config=self.config, server_state=self.server_state, app_state=state)

        tls = self.config.ssl
        limit_s = None if tls is None else self._patience.handshake_s
        return await asyncio.get_running_loop().create_server(
            connection, sock=listener, ssl=tls, ssl_handshake_timeout=limit_s, backlog=self.config.backlog
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _config(listener: Listener) -> uvicorn.Config:
    tls = listener.tls
    return uvicorn.Config(
        listener.app,
        http=HttpConnection,
        ws=LinkConnection if listener.link else "none",
        ws_max_size=FRAME_MOST,
        ws_ping_interval=None,  # heartbeats are messages: a lease in the store tells who is connected
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=TERMINALS_MOST if listener.link else CONNECTIONS_MOST,
        timeout_graceful_shutdown=GRACE_S,
        h11_max_incomplete_event_size=HEADERS_MOST,
        ssl_context_factory=None if tls is None else lambda config, default: tls,
    )
