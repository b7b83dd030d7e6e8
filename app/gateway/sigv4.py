"""Signature Version 4: what a signed request claims, and whether the claim is true.

Source: AWS General Reference, "Signature Version 4 signing process"; both forms, the Authorization header and the
presigned query.

Rules it keeps: a claim is read from the request alone and believed by nobody until `proves` has compared the whole
signature in constant time; `host`, the session token and every other `x-amz-` header must be under the signature; the
body's own hash is what counts, never a hash that the client merely states; the scope names our region, one of our
services and the day of the request; the clocks may differ by SKEW. Pure: the caller brings the time and the secret.

    claim = read_claim(request, SCOPE, clock.now())
    if isinstance(claim, Reason): ...
    if not proves(claim, secret): ...

Limits: a signature can be sent twice while it is fresh; `app.gateway.signatures` refuses that for whatever changes
something. Chunked and unsigned bodies (S3's own) are refused.
"""

import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from app.gateway.canonical_request import WireRequest, canonical_request, parameters, without
from app.operations.refusals import Reason

ALGORITHM = "AWS4-HMAC-SHA256"
SKEW = timedelta(minutes=5)
"""AWS's own for its services; longer gives a thief of a request more time, shorter refuses clocks without NTP."""
LONGEST_PRESIGNED = timedelta(days=7)
"""AWS's limit for X-Amz-Expires."""
LONGEST_TOKEN = 8192
"""Characters of a session token: ours have some 700, with the largest session policy 4,500."""

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 +Credential=([^,\s]+) *, *SignedHeaders=([^,\s]+) *, *Signature=([0-9a-f]{64})", re.ASCII
)
_CREDENTIAL = re.compile(r"([A-Z0-9]{16,128})/(\d{8})/([a-z0-9-]{1,64})/([a-z0-9-]{1,64})/aws4_request", re.ASCII)
_SIGNATURE = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SECONDS = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_DATE_FORM = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


@dataclass(frozen=True)
class Scope:
    """What this server answers for."""

    region: str
    services: frozenset[str]


@dataclass(frozen=True)
class Claim:
    """Who a request says made it. Not yet believed."""

    access_key: str
    token: str | None = field(repr=False)
    at: datetime
    until: datetime
    """From then on the same signature is refused for its age."""
    service: str
    region: str
    signature: str = field(repr=False)
    string_to_sign: str = field(repr=False)
    presigned: bool = False


@dataclass(frozen=True)
class _Parts:
    """What the header form and the query form both say."""

    credential: str
    signed_headers: str
    signature: str
    date: str
    token: str | None
    lasts: timedelta | None
    """Of a presigned request; None for the header form."""
    query: str


def read_claim(request: WireRequest, scope: Scope, now: datetime) -> Claim | Reason:
    parts = _parts(request)
    if isinstance(parts, Reason):
        return parts
    credential = _CREDENTIAL.fullmatch(parts.credential)
    at = _moment(parts.date)
    signed = tuple(parts.signed_headers.split(";"))
    if credential is None or at is None or not _covers(request, signed):
        return Reason.SIGNATURE_INCOMPLETE
    access_key, day, region, service = credential.groups()
    if day != parts.date[:8] or region != scope.region or service not in scope.services:
        return Reason.SIGNATURE_OUT_OF_SCOPE
    until = at + (SKEW if parts.lasts is None else parts.lasts)
    if now > until:
        return Reason.SIGNATURE_EXPIRED
    if at - now > SKEW:
        return Reason.SIGNATURE_NOT_YET
    if any(stated != request.body_sha256 for stated in request.values("x-amz-content-sha256")):
        return Reason.SIGNATURE_OF_OTHER_BODY
    text = canonical_request(request, signed, parts.query)
    hashed = sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    to_sign = "\n".join([ALGORITHM, parts.date, parts.credential.partition("/")[2], hashed])
    presigned = parts.lasts is not None
    return Claim(access_key, parts.token, at, until, service, region, parts.signature, to_sign, presigned)


def proves(claim: Claim, secret: str) -> bool:
    """Whether the secret made the claim's signature. Takes as long for a wrong one as for the right one."""
    return hmac.compare_digest(signature_of(claim, secret), claim.signature)


def signature_of(claim: Claim, secret: str) -> str:
    key = f"AWS4{secret}".encode()
    for part in (claim.at.strftime("%Y%m%d"), claim.region, claim.service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, claim.string_to_sign.encode(), "sha256").hex()


def _parts(request: WireRequest) -> _Parts | Reason:
    headers = request.values("authorization")
    presigned = [pair for pair in parameters(request.query) if pair[0].lower().startswith("x-amz-")]
    signs = any(name.lower() == "x-amz-signature" for name, _ in presigned)
    if not headers and not signs:
        return Reason.NOT_AUTHENTICATED
    if len(headers) > 1 or (headers and signs):
        return Reason.SIGNATURE_INCOMPLETE
    return _from_header(request, headers[0]) if headers else _from_query(request, presigned)


def _from_header(request: WireRequest, authorization: str) -> _Parts | Reason:
    found = _AUTHORIZATION.fullmatch(authorization.strip())
    dates, tokens = request.values("x-amz-date"), request.values("x-amz-security-token")
    if found is None or len(dates) != 1 or not _is_token(tokens):
        return Reason.SIGNATURE_INCOMPLETE
    return _Parts(found[1], found[2], found[3], dates[0].strip(), tokens[0] if tokens else None, None, request.query)


def _from_query(request: WireRequest, presigned: list[tuple[str, str]]) -> _Parts | Reason:
    said = dict(presigned)
    token = said.get("X-Amz-Security-Token")
    lasts = said.get("X-Amz-Expires", "")
    if (
        len(said) != len(presigned)
        or said.get("X-Amz-Algorithm") != ALGORITHM
        or not _SECONDS.fullmatch(lasts)
        or timedelta(seconds=int(lasts)) > LONGEST_PRESIGNED
        or not _SIGNATURE.fullmatch(said.get("X-Amz-Signature", ""))
        or not _is_token(() if token is None else (token,))
        or request.values("x-amz-security-token")
    ):
        return Reason.SIGNATURE_INCOMPLETE
    return _Parts(
        credential=said.get("X-Amz-Credential", ""),
        signed_headers=said.get("X-Amz-SignedHeaders", ""),
        signature=said["X-Amz-Signature"],
        date=said.get("X-Amz-Date", ""),
        token=token,
        lasts=timedelta(seconds=int(lasts)),
        query=without(request.query, "X-Amz-Signature"),
    )


def _is_token(tokens: tuple[str, ...]) -> bool:
    return len(tokens) <= 1 and all(0 < len(token) <= LONGEST_TOKEN for token in tokens)


def _covers(request: WireRequest, signed: tuple[str, ...]) -> bool:
    """Sorted, each once, in lower case, present; `host`, once; and all that speaks to us as x-amz-."""
    sent = {name.lower() for name, _ in request.headers}
    must = {"host"} | {name for name in sent if name.startswith("x-amz-")}
    well_formed = list(signed) == sorted(set(signed)) and all(name == name.lower() for name in signed)
    return well_formed and must <= set(signed) <= sent and len(request.values("host")) == 1


def _moment(text: str) -> datetime | None:
    if not _DATE_FORM.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
