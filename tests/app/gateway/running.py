"""The real listeners over TLS on loopback, for as long as a test needs them.

with running(api(plane.gateway(OneKey()), 1), tmp_path) as server:
    httpx.get(f"{server.url}/healthz", verify=server.trust)
"""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from starlette.types import ASGIApp

from app.gateway.certificate import make_certificate
from app.gateway.connections import Patience
from app.gateway.device_link import link_context
from app.gateway.serving import LOOPBACK, Listener, listening, serve, tls_context

START_S = 20.0
PATIENT = Patience()


@dataclass(frozen=True)
class Running:
    url: str
    port: int
    certificate: Path

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


@contextmanager
def running(app: ASGIApp, folder: Path, link_root: str = "", patience: Patience = PATIENT) -> Iterator[Running]:
    """With `link_root`, the PEM of a root, it is a device link: whoever comes shows a certificate under it."""
    made = make_certificate(["localhost", LOOPBACK], datetime.now(UTC))
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.certificate)
    key.write_bytes(made.key)
    context = link_context(certificate, key, link_root) if link_root else tls_context(certificate, key)
    socket = listening(LOOPBACK, 0)
    port = socket.getsockname()[1]
    started, ended = Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def until_ended() -> None:
        listener = Listener(app, socket, context, bool(link_root), patience)
        task = asyncio.create_task(serve([listener], started.set))
        await ended.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    thread = Thread(target=loop.run_until_complete, args=(until_ended(),))
    thread.start()
    try:
        assert started.wait(START_S)
        yield Running(f"https://localhost:{port}", port, certificate)
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
