"""Requests as botocore signs them: the signer that we did not write and that our clients use."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from app.gateway.canonical_request import WireRequest
from app.gateway.sigv4 import Scope

REGION = "us-east-1"
SCOPE = Scope(REGION, frozenset({"one", "iam", "sts"}))
KEY_ID = "AKIDEXAMPLE000000000"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"  # of AWS's own documentation


@dataclass(frozen=True)
class Signed:
    request: WireRequest
    at: datetime


def sign(
    method: str = "GET",
    url: str = "https://thenar.test/sites?maxResults=2",
    body: bytes = b"",
    headers: tuple[tuple[str, str], ...] = (),
    token: str | None = None,
    service: str = "one",
    presigned_s: int | None = None,
    key: tuple[str, str] = (KEY_ID, SECRET),
) -> Signed:
    """A request with botocore's own signature, as the server would receive it."""
    credentials = Credentials(*key, token)
    request = AWSRequest(method=method, url=url, data=body)
    for name, value in headers:
        request.headers.add_header(name, value)
    if presigned_s is None:
        SigV4Auth(credentials, service, REGION).add_auth(request)
    else:
        SigV4QueryAuth(credentials, service, REGION, expires=presigned_s).add_auth(request)
    place = urlsplit(str(request.url))
    sent = [(name, value) for name, value in request.headers.items()]
    if "host" not in {name.lower() for name, _ in sent}:
        sent.append(("Host", place.netloc))
    wire = WireRequest(method, place.path or "/", place.query, tuple(sent), sha256(body).hexdigest())
    return Signed(wire, _moment_of(wire))


def with_header(request: WireRequest, name: str, value: str) -> WireRequest:
    """The same with one header changed, or added."""
    kept = tuple(pair for pair in request.headers if pair[0].lower() != name.lower())
    return replace(request, headers=(*kept, (name, value)))


def without_header(request: WireRequest, name: str) -> WireRequest:
    return replace(request, headers=tuple(pair for pair in request.headers if pair[0].lower() != name.lower()))


def _moment_of(request: WireRequest) -> datetime:
    dates = request.values("x-amz-date") or tuple(
        pair.partition("=")[2] for pair in request.query.split("&") if pair.startswith("X-Amz-Date=")
    )
    return datetime.strptime(dates[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
