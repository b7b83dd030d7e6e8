"""The device link: one WebSocket a terminal, over TLS to which it showed its certificate.

Rules it keeps: nobody is let in whose certificate does not count, and nobody stays whose certificate ceased to; a
terminal has one connection, and its next one ends the last; what is not understood ends the connection. The socket is
only a doorbell: what a terminal is told lies in the store, and what it says is in the store before it is answered.
Messages of many terminals share a transaction, so that a thousand cost little more syncs than one. Who asks for people
or brings records waits in a line of its own, and is told to come later when that is long: heartbeats never wait there.

    listener = Listener(DeviceLink(desk), socket, link_context(pair, authority.root_pem), link=True)
"""

import asyncio
import contextlib
import secrets
import ssl
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TypeAlias, TypeGuard

import anyio.to_thread
from cryptography import x509
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.credentials.certificates import Issued, terminal_name
from app.domain.device_instances import InstanceId
from app.gateway.serving import tls_context
from app.operations.link import Asked, Dismissed, Frame, Hello, Orders, Told, Unasked, Welcome, read_frame, written
from app.operations.link_padding import FetchPadding
from app.operations.link_sync import FetchGallery, GalleryChanged, Later, UploadEnrolment, UploadRecords
from app.services.control.admission import Terminal
from app.services.control.link import REVOKED, Ask, LinkDesk, order_of

AT_ONCE = 256
"""Messages in one transaction: some tens of milliseconds, in which other writers wait."""
UPLOADS_AT_ONCE = 8
"""The same of what terminals bring, up to 50 records each: a third of a second."""
WAITING_MOST = 64
"""In the line for people, or for what is brought: about a second."""
LATER_MILLIS = 2000
RING_EVERY_S = 0.1
"""How long a new command or a change lies still at most, when its terminal is connected."""
POLICY = 1008
"""RFC 6455, section 7.4.1: what the other side says or is breaks a rule."""
REPLACED = 4000
"""Ours: the terminal has another connection now."""

Answer: TypeAlias = Callable[[Sequence[Ask]], Sequence[Told]]


def link_context(certificate: Path, key: Path, root: str) -> ssl.SSLContext:
    """TLS 1.2 or 1.3, and no handshake without a certificate of our authority. Raises as `tls_context`."""
    context = tls_context(certificate, key)
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.num_tickets = 0  # nobody resumes past the look-up; a client that reads one may wait on it for ever
    context.load_verify_locations(cadata=root)
    return context


class Batches:
    """Collects what is asked while the last batch is being answered."""

    def __init__(self, answer: Answer, at_once: int = AT_ONCE, waiting_most: int | None = None) -> None:
        """Whoever would be one more than `waiting_most` is told to come later."""
        self._answer = answer
        self._at_once = at_once
        self._waiting_most = waiting_most
        self._waiting: list[tuple[Ask, asyncio.Future[Told]]] = []
        self._working: asyncio.Task[None] | None = None

    async def ask(self, ask: Ask) -> Told:
        if self._waiting_most is not None and len(self._waiting) >= self._waiting_most:
            return Later(LATER_MILLIS // 2 + secrets.randbelow(LATER_MILLIS))
        future: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting.append((ask, future))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._at_once], self._waiting[self._at_once :]
            answers = await anyio.to_thread.run_sync(self._answer, [ask for ask, _ in batch])
            for (_, future), told in zip(batch, answers, strict=True):
                if not future.done():  # whoever asked may have gone
                    future.set_result(told)


@dataclass(eq=False)
class _Session:
    terminal: Terminal
    socket: WebSocket
    welcomed: bool = field(default=False)


class DeviceLink:
    """An ASGI application."""

    def __init__(self, desk: LinkDesk) -> None:
        self._desk = desk
        self._batches = Batches(desk.answers)
        self._uploads = Batches(desk.answers, UPLOADS_AT_ONCE, WAITING_MOST)
        self._pages = Batches(lambda asks: [desk.page(ask) for ask in asks], 1, WAITING_MOST)
        self._rung = 0
        """The newest change among people that was told."""
        self._sessions: dict[InstanceId, _Session] = {}
        self._ringing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await _not_found(send)
            return
        socket = WebSocket(scope, receive, send)
        await socket.receive()  # the request to open
        terminal = terminal_of(scope)
        told = Dismissed(REVOKED) if terminal is None else await self._batches.ask(Ask(terminal, None))
        if terminal is None or isinstance(told, Dismissed):
            await socket.send_denial_response(Response(status_code=_status(told)))
            return
        await socket.accept()
        session = _Session(terminal, socket)
        try:
            while await self._exchange(session):
                pass
        except (WebSocketDisconnect, RuntimeError):  # gone, perhaps in the middle of an answer
            pass
        finally:
            if self._sessions.get(terminal.instance) is session:
                del self._sessions[terminal.instance]

    async def _exchange(self, session: _Session) -> bool:
        """One message and its answer. False when it was the last."""
        heard = await session.socket.receive()
        if heard["type"] == "websocket.disconnect":
            return False
        frame = read_frame(heard.get("text") or "")
        message = None if frame is None else frame.message
        if frame is None or not is_asked(message) or isinstance(message, Hello) is session.welcomed:
            return await _dismiss(session, Frame(0, Dismissed("malformed")))
        told = await self._line_of(message).ask(Ask(session.terminal, message))
        if isinstance(told, Dismissed):
            return await _dismiss(session, Frame(frame.number, told))
        await session.socket.send_text(written(Frame(frame.number, told)))
        if isinstance(told, Welcome):
            session.welcomed = True
            await self._take_the_place(session)
        return True

    def _line_of(self, message: Asked) -> Batches:
        match message:
            case FetchGallery() | FetchPadding():
                return self._pages
            case UploadRecords() | UploadEnrolment():
                return self._uploads
            case _:
                return self._batches

    async def _take_the_place(self, session: _Session) -> None:
        last = self._sessions.get(session.terminal.instance)
        self._sessions[session.terminal.instance] = session
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.create_task(self._ring())
        if last is not None:
            await last.socket.close(REPLACED)

    async def _ring(self) -> None:
        """For as long as anybody is connected."""
        while self._sessions:
            commands = await anyio.to_thread.run_sync(self._desk.waiting, tuple(self._sessions))
            told = defaultdict(list)
            for command in commands:
                told[command.instance].append(order_of(command))
            for instance, orders in told.items():
                await self._tell(instance, Orders(tuple(orders)))
            self._rung, changed = await anyio.to_thread.run_sync(self._desk.changed, self._rung)
            for instance, newest in changed.items():
                await self._tell(instance, GalleryChanged(newest))
            await asyncio.sleep(RING_EVERY_S)

    async def _tell(self, instance: InstanceId, message: Unasked) -> None:
        session = self._sessions.get(instance)
        if session is not None:
            await _try_to_send(session, Frame(0, message))


def is_asked(message: object) -> TypeGuard[Asked]:
    """Whether a terminal may say it; the other messages are ours."""
    return isinstance(message, Asked)


def terminal_of(scope: Scope) -> Terminal | None:
    """By the certificate of the handshake; None for one of ours that is no terminal's."""
    shown = scope.get("extensions", {}).get("tls", {}).get("client_cert")
    if shown is None:
        return None
    certificate = x509.load_der_x509_certificate(shown)
    name = terminal_name(certificate)
    if name is None:
        return None
    return Terminal(name.account, InstanceId(name.instance), Issued(certificate).serial)


def _status(told: Told) -> HTTPStatus:
    """A terminal that is forbidden forgets who it was, so nothing else may look like that."""
    revoked = isinstance(told, Dismissed) and told.reason == REVOKED
    return HTTPStatus.FORBIDDEN if revoked else HTTPStatus.SERVICE_UNAVAILABLE


async def _dismiss(session: _Session, last: Frame) -> bool:
    await session.socket.send_text(written(last))
    await session.socket.close(POLICY)
    return False


async def _try_to_send(session: _Session, frame: Frame) -> None:
    """Whoever has gone is told when he is back."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await session.socket.send_text(written(frame))


async def _not_found(send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
