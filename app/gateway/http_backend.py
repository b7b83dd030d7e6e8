"""Implements `app.operations.backend.Backend` over the network: TLS, a proof of who asks, rest-json.

Rules it keeps: nothing is sent to a server whose certificate does not prove its name; nothing is followed to another
address; nothing is sent twice by itself, as whoever asks knows whether asking again is harmless (`clientToken`).

    with httpx.Client(verify=context) as client:
        backend = HttpBackend(client, "https://thenar.example:8443", Signer(credentials, realm.region, clock))
        backend = HttpBackend(client, "https://thenar.example:8443", session)  # of app.gateway.session_client

Limits: an answer that has members which this version does not know counts as one that cannot be read.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Generic, Protocol
from urllib.parse import quote, urlencode, urlsplit

import httpx

from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json
from app.domain.realm import SERVICE
from app.gateway.canonical_request import WireRequest
from app.gateway.signer import Credentials, signed
from app.operations.operation import AnswerT, AnyOperation, Operation, Place, RequestT
from app.operations.reading import read
from app.operations.refusals import Reason, Refusal
from app.operations.shapes import members_of
from app.operations.writing import whole
from app.ports.clock import Clock

ANSWER_BOUNDS = Bounds(characters=8_388_608, depth=20, values=200_000)
"""A page of a hundred configurations, many times over."""
ANSWER_MOST = 4 * ANSWER_BOUNDS.characters
"""Bytes: of a character UTF-8 makes four at most."""
_REASONS = {reason.word: reason for reason in Reason}
_UNAVAILABLE = Refusal.of(Reason.UNAVAILABLE)


class Prover(Protocol):
    """Puts onto a request what shows who asks."""

    def proven(self, request: WireRequest) -> WireRequest: ...


@dataclass(frozen=True)
class Signer:
    credentials: Credentials
    region: str
    clock: Clock

    def proven(self, request: WireRequest) -> WireRequest:
        return signed(request, self.credentials, self.region, SERVICE, self.clock.now())


@dataclass(frozen=True)
class Unproven:
    """For what is asked before it is known who asks."""

    def proven(self, request: WireRequest) -> WireRequest:
        return request


@dataclass(frozen=True)
class HttpBackend:
    """`client` has its time-outs and its trust; `url` is the server's, without a path."""

    client: httpx.Client
    url: str
    prover: Prover

    def call(self, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
        return ask(self.client, self.url, self.prover, operation, request).answer


@dataclass(frozen=True)
class Reply(Generic[AnswerT]):
    answer: AnswerT | Refusal
    cookies: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """That the server gave with it; an empty value takes one back."""


def ask(
    client: httpx.Client, url: str, prover: Prover, operation: Operation[RequestT, AnswerT], request: RequestT
) -> Reply[AnswerT]:
    plain, body = _plain(url, operation, request)
    wire = prover.proven(plain)
    address = f"{url}{wire.path}{'?' if wire.query else ''}{wire.query}"
    try:
        with client.stream(
            wire.method, address, headers=list(wire.headers), content=body, follow_redirects=False
        ) as response:
            content = read_json(_received(response), ANSWER_BOUNDS)
    except (httpx.HTTPError, JsonRefused):
        return Reply(_UNAVAILABLE)
    if response.status_code != httpx.codes.OK:
        return Reply(_refusal(content))
    answer = read(operation.answer, content)
    return Reply(_UNAVAILABLE if isinstance(answer, Refusal) else answer, _cookies(response))


def _received(response: httpx.Response) -> bytes:
    """Bounded while it comes, also where it grows in being unpacked. Raises JsonRefused, httpx.HTTPError."""
    received = bytearray()
    for piece in response.iter_bytes():
        received += piece
        if len(received) > ANSWER_MOST:
            raise JsonRefused(f"longer than {ANSWER_MOST} bytes")
    return bytes(received)


def _cookies(response: httpx.Response) -> dict[str, str]:
    pairs = [each.partition(";")[0].partition("=") for each in response.headers.get_list("set-cookie")]
    return {name.strip(): value.strip() for name, _, value in pairs}


def _plain(url: str, operation: AnyOperation, request: object) -> tuple[WireRequest, bytes]:
    """Without any proof, and the body."""
    path, query, body = parts_of(operation, request)
    headers = (
        ("host", urlsplit(url).netloc),
        ("amz-sdk-invocation-id", str(uuid.uuid4())),
        *((("content-type", "application/json"),) if body else ()),
    )
    return WireRequest(operation.method.value, path, query, headers, sha256(body).hexdigest()), body


def parts_of(operation: AnyOperation, request: object) -> tuple[str, str, bytes]:
    """Path, query and body."""
    content = whole(request)
    path, query, inside = operation.uri, [], {}
    for member in members_of(operation.request):
        value = content.get(member.name)
        place = operation.place(member)
        if value is None:
            continue
        if place is Place.URI:
            path = path.replace(f"{{{member.name}}}", quote(_text(value), safe=""))
        elif place is Place.BODY:
            inside[member.name] = value
        else:
            query += [(member.name, _text(each)) for each in (value if isinstance(value, list) else [value])]
    takes_body = any(operation.place(member) is Place.BODY for member in members_of(operation.request))
    return path, urlencode(query, quote_via=quote), json.dumps(inside).encode() if takes_body else b""


def _text(value: JsonValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refusal(content: JsonValue) -> Refusal:
    """UNAVAILABLE for a reason that this version does not know."""
    word = content.get("reason") if isinstance(content, dict) else None
    facts = content.get("facts") if isinstance(content, dict) else None
    reason = _REASONS.get(word) if isinstance(word, str) else None
    if reason is None or not isinstance(facts, dict):
        return _UNAVAILABLE
    return Refusal.of(reason, **{name: fact for name, fact in facts.items() if isinstance(fact, str | int)})
