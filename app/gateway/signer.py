"""Signs our own requests, as AWS's clients do: the other side of `app.gateway.sigv4`.

Source: AWS General Reference, "Signature Version 4 signing process", header form.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

from app.gateway.canonical_request import WireRequest, canonical_request
from app.gateway.sigv4 import ALGORITHM, SKEW, Claim, signature_of


@dataclass(frozen=True)
class Credentials:
    """A key that signs; with a token it is a temporary one."""

    access_key: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


def signed(request: WireRequest, credentials: Credentials, region: str, service: str, at: datetime) -> WireRequest:
    """The request with its date, its token and its signature among the headers."""
    date = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = [*request.headers, ("x-amz-date", date)]
    if credentials.token is not None:
        headers.append(("x-amz-security-token", credentials.token))
    dated = replace(request, headers=tuple(headers))
    names = tuple(sorted(name.lower() for name, _ in headers))
    text = canonical_request(dated, names, dated.query)
    scope = f"{date[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join([ALGORITHM, date, scope, sha256(text.encode()).hexdigest()])
    moment = at.astimezone(UTC).replace(microsecond=0)
    claim = Claim(credentials.access_key, credentials.token, moment, moment + SKEW, service, region, "", to_sign)
    parts = f"Credential={credentials.access_key}/{scope}, SignedHeaders={';'.join(names)}"
    authorization = f"{ALGORITHM} {parts}, Signature={signature_of(claim, credentials.secret)}"
    return replace(dated, headers=(*headers, ("authorization", authorization)))
