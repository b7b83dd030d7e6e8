"""The routes of every operation that can be called, and the way from a request to its answer.

Rules it keeps: nobody is served who is not authenticated, not even with a refusal that says what is wrong with the
request, but for the call by which one comes to be authenticated; whatever goes wrong inside leaves as an error that
says nothing of it, with a request id that the log has too; a request is handled to its end on a worker thread, whether
its caller waits or not.

    app = api(Gateway(performer, HANDLERS, authenticator, clock, Observer(), Texts("en")), threads=8)
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import anyio
import anyio.to_thread
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.config.text import Texts
from app.domain.caller import Caller
from app.domain.faults import FaultError
from app.gateway.authentication import Authenticator, Proved
from app.gateway.cloudtrail import ANSWERED_HERE, CLOUDTRAIL_JSON, action_of
from app.gateway.incoming import Incoming, read_request, receive
from app.gateway.observing import NO_OPERATION, Observer, Told
from app.gateway.outgoing import refused
from app.gateway.revocations import ADDRESS, RevocationList, revocations
from app.gateway.speech import REST_JSON, Speech
from app.operations.operation import AnyOperation
from app.operations.refusals import Reason, Refusal
from app.ports.clock import Clock
from app.services.control.call import Envelope
from app.services.control.identity.sign_in import nobody
from app.services.control.perform import Performer
from app.services.control.served import AnyOpen, AnyServed, Open

log = logging.getLogger("thenar.gateway")

DOOR_THREADS = 4
"""Sign-ins handled at once; each hash of a password holds 64 MiB."""
PRESIGNED = "x-amz-signature"

_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
_Routed: TypeAlias = AnyServed | AnyOpen


@dataclass(frozen=True)
class Gateway:
    """What the routes need."""

    performer: Performer
    handlers: Mapping[str, AnyServed]
    authenticator: Authenticator
    clock: Clock
    observer: Observer
    texts: Texts
    open: tuple[AnyOpen, ...] = ()
    """What is answered without a signature: the first run, and signing in."""


@dataclass(frozen=True)
class _Outcome:
    """Of one call: an answer or a refusal, and who it was for. Any: the answer of whichever operation."""

    result: Any | Refusal
    principal: str = ""


@dataclass
class _Call:
    gateway: Gateway
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def run(self, served: _Routed, incoming: Incoming) -> _Outcome:
        """On a worker thread."""
        if isinstance(served, Open):
            return _Outcome(self._let_in(served, incoming))
        at = self.gateway.clock.now()
        once = not is_harmless_twice(served.operation, incoming)
        proved = self.gateway.authenticator.authenticate(incoming.wire, once, at)
        if isinstance(proved, Refusal):
            stranger = self._envelope(nobody(self.gateway.performer.realm), incoming)
            return _Outcome(self.gateway.performer.turn_away(served.operation, proved, stranger))
        return _Outcome(self._performed(served, incoming, proved), proved.caller.principal)

    def _let_in(self, served: AnyOpen, incoming: Incoming) -> Any | Refusal:
        """Any: the answer of whichever operation."""
        request = read_request(served.operation, incoming)
        if isinstance(request, Refusal):
            return request
        return served.handle(request, self._envelope(nobody(self.gateway.performer.realm), incoming))

    def _performed(self, served: AnyServed, incoming: Incoming, proved: Proved) -> Any | Refusal:
        """Any: the answer of whichever operation."""
        envelope = self._envelope(proved.caller, incoming)
        request = read_request(served.operation, incoming)
        if isinstance(request, Refusal):
            return self.gateway.performer.refuse(served.operation, request, envelope, proved.admit)
        return self.gateway.performer.perform(served, request, envelope, proved.admit)

    def _envelope(self, caller: Caller, incoming: Incoming) -> Envelope:
        at = self.gateway.clock.now()
        secure = True  # every listener that leads here speaks TLS
        return Envelope(caller, self.request_id, at, incoming.source_ip, incoming.user_agent, secure)

    def guarded(self, served: _Routed, incoming: Incoming) -> _Outcome:
        """The top of every call: what breaks is logged by its kind, and refused."""
        try:
            return self.run(served, incoming)
        except FaultError as error:
            log.error("fault", extra={"told": {"request_id": self.request_id, "fault": error.fault.key}})
            return _Outcome(Refusal.of(Reason.UNAVAILABLE if error.fault.row.retry else Reason.INTERNAL))
        except Exception as error:  # noqa: BLE001  (the top of a call records and fails closed)
            log.error("broken", extra={"told": {"request_id": self.request_id, "error": type(error).__name__}})
            return _Outcome(Refusal.of(Reason.INTERNAL))


def is_harmless_twice(operation: AnyOperation, incoming: Incoming) -> bool:
    """Whether the very same request may come again: one that reads, and one whose client token makes it count once.

    AWS's clients do not sign what tells their attempts apart, so that an attempt repeated within a second looks like
    the one before. A presigned request lasts longer than client tokens are kept."""
    if operation.read_only:
        return True
    if not operation.idempotent or PRESIGNED in incoming.wire.query.lower():
        return False
    return getattr(read_request(operation, incoming), "client_token", None) is not None


def api(gateway: Gateway, threads: int) -> FastAPI:
    """`threads` calls are handled at once; more wait for their turn. Whoever signs in waits in a queue of its own: what
    takes time there (a password's hash, another house's provider) holds up nobody who is in."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    limiter, at_the_door = _Limiter(threads), _Limiter(DOOR_THREADS)
    for uri, by_method in _by_uri([*gateway.handlers.values(), *gateway.open]).items():
        unsigned = any(isinstance(served, Open) for served in by_method.values())
        endpoint = _endpoint(gateway, by_method, at_the_door if unsigned else limiter)
        app.router.routes.append(_route(_path(uri), endpoint, by_method))
    app.add_api_route("/", _cloudtrail(gateway, limiter), methods=["POST"], include_in_schema=False)
    app.add_api_route("/healthz", _health(gateway, limiter), methods=["GET"], include_in_schema=False)
    known = RevocationList(gateway.performer.store, gateway.performer.realm.account, gateway.clock)
    app.add_api_route(ADDRESS, revocations(known), methods=["GET"], include_in_schema=False)
    app.add_exception_handler(HTTPException, _not_routed(gateway))
    return app


def _route(path: str, endpoint: _Endpoint, methods: Iterable[str]) -> Route:
    """Starlette's own: what FastAPI's adds, reading parameters by their types, `read_request` does, and it costs a
    third of a millisecond a call. No HEAD comes with GET: every call is one operation."""
    route = Route(path, endpoint, methods=list(methods), include_in_schema=False)
    route.methods = {*methods}
    return route


class _Limiter:
    """Made within the running loop, on first use."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._limiter: anyio.CapacityLimiter | None = None

    def get(self) -> anyio.CapacityLimiter:
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self._threads)
        return self._limiter


def _by_uri(handlers: Iterable[_Routed]) -> Mapping[str, Mapping[str, _Routed]]:
    """One route an address, so that whoever asks with another method is told all that it takes."""
    table: dict[str, dict[str, _Routed]] = defaultdict(dict)
    for served in handlers:
        table[served.operation.uri][served.operation.method.value] = served
    return table


def _path(uri: str) -> str:
    """An ARN has slashes of its own."""
    return uri.replace("{resourceArn}", "{resourceArn:path}")


def _cloudtrail(gateway: Gateway, limiter: _Limiter) -> _Endpoint:
    """All questions of CloudTrail's clients come to one address."""
    questions = {
        name: _endpoint(gateway, {"POST": gateway.handlers[name]}, limiter, CLOUDTRAIL_JSON)
        for name in ANSWERED_HERE
        if name in gateway.handlers
    }

    async def endpoint(request: Request) -> Response:
        question = questions.get(action_of(request.headers.get("x-amz-target", "")))
        if question is None:
            raise HTTPException(Reason.UNKNOWN_OPERATION.code.status)
        return await question(request)

    return endpoint


def _endpoint(
    gateway: Gateway, by_method: Mapping[str, _Routed], limiter: _Limiter, speech: Speech = REST_JSON
) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        call = _Call(gateway)
        served = by_method[request.method]
        begun = gateway.clock.monotonic_s()
        incoming = await receive(request)
        if isinstance(incoming, Refusal):
            outcome = _Outcome(incoming)
        else:
            with anyio.CancelScope(shield=True):
                outcome = await anyio.to_thread.run_sync(
                    call.guarded, served, speech.understood(incoming), limiter=limiter.get()
                )
        spent_ms = int((gateway.clock.monotonic_s() - begun) * 1000)
        _tell(gateway, served.operation, call.request_id, outcome, spent_ms)
        if isinstance(outcome.result, Refusal):
            return speech.refused(outcome.result, call.request_id, gateway.texts)
        return speech.answered(outcome.result, call.request_id)

    return endpoint


def _tell(gateway: Gateway, operation: AnyOperation, request_id: str, outcome: _Outcome, spent_ms: int) -> None:
    refusal = outcome.result if isinstance(outcome.result, Refusal) else None
    status = 200 if refusal is None else refusal.reason.code.status
    word = "ok" if refusal is None else refusal.reason.word
    gateway.observer.tell(Told(request_id, operation.name, status, word, spent_ms, outcome.principal))


def _not_routed(gateway: Gateway) -> Callable[[Request, Exception], Response]:
    """No operation at this address, or none with this method."""

    def handler(request: Request, error: Exception) -> Response:
        request_id = str(uuid.uuid4())
        headers: Mapping[str, str] = {}
        refusal = Refusal.of(Reason.UNKNOWN_OPERATION)
        if isinstance(error, HTTPException) and error.status_code == Reason.METHOD_NOT_ALLOWED.code.status:
            refusal = Refusal.of(Reason.METHOD_NOT_ALLOWED, method=request.method)
            headers = error.headers or {}
        gateway.observer.tell(Told(request_id, NO_OPERATION, refusal.reason.code.status, refusal.reason.word, 0))
        return refused(refusal, request_id, gateway.texts, headers)

    return handler


def _health(gateway: Gateway, limiter: _Limiter) -> _Endpoint:
    """Healthy is a server whose store answers."""

    def store_answers() -> bool:
        try:
            with gateway.performer.store.reading() as reading:
                reading.sites.total()
        except FaultError:
            return False
        return True

    async def health(request: Request) -> Response:
        healthy = await anyio.to_thread.run_sync(store_answers, limiter=limiter.get())
        body = b'{"status":"ok"}' if healthy else b'{"status":"store"}'
        return Response(body, 200 if healthy else 503, media_type="application/json")

    return health
