"""Answers on the wire: rest-json as AWS's clients read it.

An error has its name in `x-amzn-errortype` and its words in `message`; `reason` is ours, stable, and `facts` is what
its text names, for whoever has the words in another language. Every answer has the id of its request in
`x-amzn-requestid`.
"""

import json
from collections.abc import Mapping

from starlette.responses import Response

from app.config.text import Texts
from app.domain.bounded_json import JsonValue
from app.gateway.console_cookie import set_by
from app.operations.refusals import Refusal
from app.operations.writing import wire

REQUEST_ID = "x-amzn-requestid"
ERROR_TYPE = "x-amzn-errortype"
_COMMON = {
    "cache-control": "no-store",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
}
"""No answer belongs into a cache, none is to be guessed at, and none came without TLS."""


def answered(answer: object, request_id: str) -> Response:
    headers = {REQUEST_ID: request_id}
    if cookie := set_by(answer):
        headers["set-cookie"] = cookie
    return as_json(200, wire(answer), headers)


def refused(refusal: Refusal, request_id: str, texts: Texts, extra: Mapping[str, str] | None = None) -> Response:
    code = refusal.reason.code
    return as_json(
        code.status, told_of(refusal, texts), {REQUEST_ID: request_id, ERROR_TYPE: code.wire, **(extra or {})}
    )


def told_of(refusal: Refusal, texts: Texts) -> dict[str, JsonValue]:
    reason = refusal.reason
    content: dict[str, JsonValue] = {"message": texts.say(reason.key, **refusal.facts), "reason": reason.word}
    if isinstance(member := refusal.facts.get("member"), str):
        content["member"] = member
    content["facts"] = dict(refusal.facts)
    return content


def as_json(
    status: int, content: dict[str, JsonValue], headers: Mapping[str, str], media_type: str = "application/json"
) -> Response:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status, {**_COMMON, **headers}, media_type=media_type)
