"""The routes of every operation that can be called, and the way from a request to its answer.

Rules it keeps: nobody is served who is not authenticated, not even with a refusal that says what is wrong with the
request, but for the call by which one comes to be authenticated; whatever goes wrong inside leaves as an error that
says nothing of it, with a request id that the log has too; a request is handled to its end on a worker thread, whether
its caller waits or not.

    app = api(Gateway(performer, HANDLERS, authenticator, clock, Observer(), Texts("en")), threads=8)
"""

import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeAlias

import anyio
import anyio.to_thread
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.faults import FaultError
from app.gateway.cloudtrail import ANSWERED_HERE, CLOUDTRAIL_JSON, action_of
from app.gateway.handling import Call, Gateway, Limiter, Outcome, Routed, tell
from app.gateway.incoming import receive
from app.gateway.installer.routes import Queues, serve_installer
from app.gateway.observing import NO_OPERATION, Told
from app.gateway.outgoing import refused
from app.gateway.policy_feed import ADDRESS as POLICY_FEED
from app.gateway.policy_feed import policy_updates
from app.gateway.revocations import ADDRESS, RevocationList, revocations
from app.gateway.speech import REST_JSON, Speech
from app.operations.federation import BEGIN_FEDERATED, FINISH_FEDERATED
from app.operations.refusals import Reason, Refusal
from app.services.control.served import Open

DOOR_THREADS = 4
"""Sign-ins handled at once; each hash of a password holds 64 MiB."""

ABROAD_THREADS = 2
"""Sign-ins with another house's provider at once: they mostly wait for it."""

_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def api(gateway: Gateway, threads: int) -> FastAPI:
    """`threads` calls are handled at once; more wait for their turn. Whoever signs in waits in a queue of its own: a
    password's hash holds up nobody who is in, and another house's silent provider nobody who has a password."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    limiter, at_the_door, abroad = Limiter(threads), Limiter(DOOR_THREADS), Limiter(ABROAD_THREADS)
    for uri, by_method in _by_uri([*gateway.handlers.values(), *gateway.open]).items():
        unsigned = any(isinstance(served, Open) for served in by_method.values())
        elsewhere = any(served.operation in (BEGIN_FEDERATED, FINISH_FEDERATED) for served in by_method.values())
        queue = abroad if elsewhere else at_the_door if unsigned else limiter
        endpoint = _endpoint(gateway, by_method, queue)
        app.router.routes.append(_route(_path(uri), endpoint, by_method))
    app.add_api_route("/", _cloudtrail(gateway, limiter), methods=["POST"], include_in_schema=False)
    app.add_api_route("/healthz", _health(gateway, limiter), methods=["GET"], include_in_schema=False)
    known = RevocationList(gateway.performer.store, gateway.performer.realm.account, gateway.clock)
    app.add_api_route(ADDRESS, revocations(known), methods=["GET"], include_in_schema=False)
    app.add_api_route(POLICY_FEED, policy_updates(), methods=["GET"], include_in_schema=False)
    serve_installer(app, gateway, Queues(limiter, at_the_door))
    app.add_exception_handler(HTTPException, _not_routed(gateway))
    return app


def _route(path: str, endpoint: _Endpoint, methods: Iterable[str]) -> Route:
    """Starlette's own: what FastAPI's adds, reading parameters by their types, `read_request` does, and it costs a
    third of a millisecond a call. No HEAD comes with GET: every call is one operation."""
    route = Route(path, endpoint, methods=list(methods), include_in_schema=False)
    route.methods = {*methods}
    return route


def _by_uri(handlers: Iterable[Routed]) -> Mapping[str, Mapping[str, Routed]]:
    """One route an address, so that whoever asks with another method is told all that it takes."""
    table: dict[str, dict[str, Routed]] = defaultdict(dict)
    for served in handlers:
        table[served.operation.uri][served.operation.method.value] = served
    return table


def _path(uri: str) -> str:
    """An ARN has slashes of its own."""
    return uri.replace("{resourceArn}", "{resourceArn:path}")


def _cloudtrail(gateway: Gateway, limiter: Limiter) -> _Endpoint:
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
    gateway: Gateway, by_method: Mapping[str, Routed], limiter: Limiter, speech: Speech = REST_JSON
) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        call = Call(gateway)
        served = by_method[request.method]
        begun = gateway.clock.monotonic_s()
        incoming = await receive(request)
        if isinstance(incoming, Refusal):
            outcome = Outcome(incoming)
        else:
            with anyio.CancelScope(shield=True):
                outcome = await anyio.to_thread.run_sync(
                    call.guarded, served, speech.understood(incoming), limiter=limiter.get()
                )
        spent_ms = int((gateway.clock.monotonic_s() - begun) * 1000)
        tell(gateway, served.operation, call.request_id, outcome, spent_ms)
        if isinstance(outcome.result, Refusal):
            return speech.refused(outcome.result, call.request_id, gateway.texts)
        return speech.answered(outcome.result, call.request_id)

    return endpoint


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


def _health(gateway: Gateway, limiter: Limiter) -> _Endpoint:
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
