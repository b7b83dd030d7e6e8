"""A request as it came, and the members that it carries: from the path, the query and the body.

Rules it keeps: a body is bounded while it is received, never after; each member has one place, and in any other it is
unknown; nothing is decoded leniently.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json
from app.gateway.canonical_request import WireRequest
from app.operations.operation import AnyOperation, Place
from app.operations.reading import from_text, read
from app.operations.refusals import Reason, Refusal
from app.operations.shapes import members_of

BODY_MOST = 262_144
"""Bytes. The largest request is a policy of 32,768 characters in JSON; this is twice that with every one escaped."""
QUERY_MOST = 16_384
"""Characters, and PARAMETERS_MOST of them: 50 tag keys, a page token and a presigned signature."""
PARAMETERS_MOST = 100
BODY_BOUNDS = Bounds(characters=BODY_MOST, depth=16, values=5000)
_JSON = ("application/json", "application/x-amz-json-1.1", "application/x-amz-json-1.0")
_SIGNATURE = "x-amz-"
"""Begins the parameters of a presigned request, which are no members."""


@dataclass(frozen=True)
class Incoming:
    """A whole request."""

    wire: WireRequest
    body: bytes = field(repr=False)
    labels: Mapping[str, str]
    """What the path holds in the places of the URI's labels, decoded."""
    source_ip: str
    user_agent: str


async def receive(request: Request) -> Incoming | Refusal:
    body = await _body(request)
    if isinstance(body, Refusal):
        return body
    headers = tuple(
        (name.decode("latin-1"), value.decode("utf-8", "surrogateescape")) for name, value in request.headers.raw
    )
    raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    wire = WireRequest(
        request.method,
        raw_path.decode("ascii", "replace"),
        request.scope["query_string"].decode("ascii", "replace"),
        headers,
        sha256(body).hexdigest(),
    )
    source = request.client.host if request.client else ""
    agent = request.headers.get("user-agent", "")[:_AGENT_MOST]
    return Incoming(wire, body, request.path_params, source, agent)


_AGENT_MOST = 512
"""Characters that the audit keeps."""


async def _body(request: Request) -> bytes | Refusal:
    too_large = Refusal.of(Reason.BODY_TOO_LARGE, most=BODY_MOST)
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared[:20]) > BODY_MOST:
        return too_large
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > BODY_MOST:
                return too_large
            pieces.append(piece)
    except ClientDisconnect:
        return Refusal.of(Reason.MALFORMED_JSON, why="it ended early")
    return b"".join(pieces)


def read_request(operation: AnyOperation, incoming: Incoming) -> Any | Refusal:
    """An instance of the operation's request. Any: of whichever class that is."""
    members = _body_members(operation, incoming)
    if isinstance(members, Refusal):
        return members
    outside = _outside_members(operation, incoming)
    if isinstance(outside, Refusal):
        return outside
    return read(operation.request, {**members, **outside})


def _body_members(operation: AnyOperation, incoming: Incoming) -> dict[str, JsonValue] | Refusal:
    if not incoming.body:
        return {}
    kind = next(iter(incoming.wire.values("content-type")), "").partition(";")[0].strip().lower()
    if kind not in _JSON:
        return Refusal.of(Reason.NOT_JSON)
    try:
        value = read_json(incoming.body, BODY_BOUNDS)
    except JsonRefused as refused:
        return Refusal.of(Reason.MALFORMED_JSON, why=str(refused))
    if not isinstance(value, dict):
        return Refusal.of(Reason.WRONG_TYPE, member="body", wanted="an object")
    elsewhere = {each.name for each in members_of(operation.request) if operation.place(each) is not Place.BODY}
    for name in elsewhere & value.keys():
        return Refusal.of(Reason.UNKNOWN_MEMBER, member=name)
    return value


def _outside_members(operation: AnyOperation, incoming: Incoming) -> dict[str, JsonValue] | Refusal:
    texts: dict[str, tuple[str, ...]] = {}
    pairs = _query(incoming.wire.query)
    if isinstance(pairs, Refusal):
        return pairs
    in_query = {each.name for each in members_of(operation.request) if operation.place(each) is Place.QUERY}
    for name, text in pairs:
        if name.lower().startswith(_SIGNATURE):
            continue
        if name not in in_query:
            return Refusal.of(Reason.UNKNOWN_MEMBER, member=_harmless(name))
        texts[name] = (*texts.get(name, ()), text)
    texts |= {name: (text,) for name, text in incoming.labels.items()}
    members: dict[str, JsonValue] = {}
    for name, found in texts.items():
        value = from_text(operation.request, name, found)
        if isinstance(value, Refusal):
            return value
        members[name] = value
    return members


def _query(query: str) -> list[tuple[str, str]] | Refusal:
    if len(query) > QUERY_MOST:
        return Refusal.of(Reason.TOO_LONG, member="query", most=QUERY_MOST)
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MOST)
    except ValueError:  # not UTF-8, or too many
        return Refusal.of(Reason.MALFORMED, member="query")


def _harmless(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in name[:40])
