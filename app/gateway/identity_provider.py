"""Implements `app.ports.identity_provider` for one OpenID provider: discovery, its keys, and codes for identities.

Source: OpenID Connect Discovery 1.0; OpenID Connect Core 1.0, section 3.1; RFC 7636 (PKCE, S256); RFC 9700.

Rules it keeps: what the provider says of itself counts only under the issuer that the settings name; every address is
https and is checked before it is connected to, those too that the provider names (`app.gateway.targets.fetching`); its
document and its keys are kept for an hour, its keys fetched anew when a token names one that is not known, once a
minute at most.

    provider = OidcProvider(Client("https://login.example.org", "thenar", secret), fetcher, clock)
    browser_goes_to = provider.address(attempt, state)
    identity = provider.identity(attempt, code, clock.now())
"""

import logging
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from urllib.parse import quote_plus, urlencode

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from app.credentials.id_tokens import Expected, IdTokenFault, read_id_token
from app.domain.bounded_json import JsonValue
from app.domain.federation import Identity
from app.gateway.targets.fetching import Fetcher, Unfetched, is_plain_https
from app.ports.clock import Clock
from app.ports.identity_provider import Attempt, ProviderFault

log = logging.getLogger("thenar.gateway")

DISCOVERY = "/.well-known/openid-configuration"
KEPT_S = 3600.0
"""Seconds for which document and keys are kept."""
SILENT_S = 15.0
"""Seconds for which a provider that did not answer is not asked again."""
ANEW_S = 60.0
"""Seconds between two fetches of keys that tokens ask for: whoever sends made-up tokens must not make us knock."""
_S256 = "S256"


@dataclass(frozen=True)
class Client:
    """What the provider knows us by."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    scopes: tuple[str, ...] = ("openid", "profile")


@dataclass(frozen=True)
class _Document:
    authorization: str
    token: str
    keys: str
    basic: bool
    """Whether our secret travels in a header, else in the form."""


@dataclass(frozen=True)
class _Kept:
    at_s: float
    content: dict[str, JsonValue]


class OidcProvider:
    """Threads may share it."""

    def __init__(self, client: Client, fetcher: Fetcher, clock: Clock) -> None:
        self._client = client
        self._fetcher = fetcher
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[str, _Kept] = {}
        self._silent_until_s: dict[str, float] = {}

    def address(self, attempt: Attempt, state: str) -> str | ProviderFault:
        document = self._document()
        if isinstance(document, ProviderFault):
            return document
        address: str = prepare_grant_uri(
            document.authorization,
            self._client.client_id,
            "code",
            redirect_uri=attempt.redirect,
            scope=" ".join(self._client.scopes),
            state=state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method=_S256,
        )
        return address

    def identity(self, attempt: Attempt, code: str, now: datetime) -> Identity | ProviderFault:
        document = self._document()
        if isinstance(document, ProviderFault):
            return document
        answer = self._exchanged(document, attempt, code)
        if isinstance(answer, ProviderFault):
            return answer
        text, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(text, str):
            return _told(ProviderFault.MISCONFIGURED, "no id_token")
        expected = Expected(
            self._client.issuer, self._client.client_id, attempt.nonce, access if isinstance(access, str) else ""
        )
        said = self._read(text, expected, document, now, KEPT_S)
        if said is IdTokenFault.KEY_UNKNOWN:
            said = self._read(text, expected, document, now, ANEW_S)
        if isinstance(said, IdTokenFault):
            return _told(ProviderFault.NOT_BELIEVED, said.value)
        return said

    def _read(
        self, text: str, expected: Expected, document: _Document, now: datetime, kept_s: float
    ) -> Identity | IdTokenFault | ProviderFault:
        keys = self._fetched(document.keys, kept_s)
        return keys if isinstance(keys, ProviderFault) else read_id_token(text, keys, expected, now)

    def _exchanged(self, document: _Document, attempt: Attempt, code: str) -> dict[str, JsonValue] | ProviderFault:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.redirect,
            "code_verifier": attempt.verifier,
            "client_id": self._client.client_id,
        }
        headers: dict[str, str] = {}
        if document.basic:
            pair = f"{quote_plus(self._client.client_id)}:{quote_plus(self._client.secret)}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form["client_secret"] = self._client.secret
        answer = self._fetcher.fetch(document.token, headers, urlencode(form).encode())
        if answer is Unfetched.REFUSED:
            return _told(ProviderFault.CODE_REFUSED, "token endpoint")
        return _told(ProviderFault.UNREACHABLE, "token endpoint") if isinstance(answer, Unfetched) else answer

    def _document(self) -> _Document | ProviderFault:
        found = self._fetched(self._client.issuer.rstrip("/") + DISCOVERY, KEPT_S)
        if isinstance(found, ProviderFault):
            return found
        if found.get("issuer") != self._client.issuer:
            return _told(ProviderFault.MISCONFIGURED, "another issuer")
        challenges = found.get("code_challenge_methods_supported", [_S256])
        if not isinstance(challenges, list) or _S256 not in challenges:
            return _told(ProviderFault.MISCONFIGURED, "no PKCE")
        authorization, token, keys = (
            _https(found.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        )
        if not authorization or not token or not keys:
            return _told(ProviderFault.MISCONFIGURED, "an endpoint is missing or not https")
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return _Document(authorization, token, keys, not isinstance(methods, list) or "client_secret_basic" in methods)

    def _fetched(self, url: str, kept_s: float) -> dict[str, JsonValue] | ProviderFault:
        """From memory, where it was fetched within `kept_s`. One that did not answer is left alone for a while, or each
        stranger's sign-in would wait for it anew."""
        with self._lock:
            kept = self._kept.get(url)
            if kept is not None and self._clock.monotonic_s() - kept.at_s < kept_s:
                return kept.content
            if self._clock.monotonic_s() < self._silent_until_s.get(url, 0.0):
                return ProviderFault.UNREACHABLE
            found = self._fetcher.fetch(url)
            if isinstance(found, Unfetched):
                self._silent_until_s[url] = self._clock.monotonic_s() + SILENT_S
                return _told(ProviderFault.UNREACHABLE, found.value)
            self._kept[url] = _Kept(self._clock.monotonic_s(), found)
            return found


def _https(value: JsonValue) -> str:
    return value if isinstance(value, str) and is_plain_https(value) else ""


def _told(fault: ProviderFault, why: str) -> ProviderFault:
    """Into the log: whoever signs in is not told what is wrong with the provider."""
    log.warning("identity provider", extra={"told": {"fault": fault.value, "why": why}})
    return fault
