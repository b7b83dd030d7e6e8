"""One provider over TLS on loopback that says whatever a test wants: what is fetched, how often, and what is
refused."""

import ipaddress
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from app.domain.federation import Identity
from app.gateway.identity_provider import ANEW_S, DISCOVERY, KEPT_S, SILENT_S, Client, OidcProvider
from app.gateway.targets.fetching import ANSWER_BYTES, Fetcher
from app.gateway.targets.reach import Reach
from app.gateway.targets.trust import Trust
from app.ports.identity_provider import Attempt, ProviderFault
from tests.app.gateway.running import Running, running

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
ATTEMPT = Attempt("http://127.0.0.1:49152/callback", "the nonce", "the verifier of forty-three characters, or more")
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
HERE = Reach(LOOPBACK)
OLD, NEW = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("old", "new"))


@dataclass
class StillClock:
    passed_s: float = 0.0

    def now(self) -> datetime:
        return NOW

    def monotonic_s(self) -> float:
        return self.passed_s

    def sleep(self, seconds: float) -> None:
        self.passed_s += seconds


@dataclass
class Speaker:
    """An ASGI application: a provider. Any: whatever JSON a test has it say."""

    issuer: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: OLD)
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: dict[str, Response] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.asked.append(request.url.path)
        body = await request.body()
        answer = self.answers.get(request.url.path)
        if answer is None:
            answer = Response(json.dumps(self._answer(request, body)), media_type="application/json")
        await answer(scope, receive, send)

    def _answer(self, request: Request, body: bytes) -> dict[str, Any]:
        """Any: as above."""
        if request.url.path == DISCOVERY:
            endpoints = {name: f"{self.issuer}/{path}" for name, path in ENDPOINTS.items()}
            return {"issuer": self.issuer, **endpoints, **self.said}
        if request.url.path == "/keys":
            return {**KeySet([self.key]).as_dict(private=False)}
        self.forms.append(parse_qs(body.decode()))
        self.headers.append(dict(request.headers))
        seconds = int(NOW.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": "thenar",
            "sub": "17",
            "exp": seconds + 60,
            "iat": seconds,
            "nonce": ATTEMPT.nonce,
        }
        return {"id_token": jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key), "access_token": "a"}


ENDPOINTS = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


@pytest.fixture
def server(speaker: Speaker, tmp_path: Path) -> Iterator[Running]:
    with running(speaker, tmp_path) as server:
        speaker.issuer = server.url
        yield server


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def provider(server: Running, clock: StillClock) -> OidcProvider:
    return provider_at(server, clock)


def provider_at(server: Running, clock: StillClock, reach: Reach = HERE) -> OidcProvider:
    fetcher = Fetcher(reach, Trust(server.certificate), clock)
    return OidcProvider(Client(server.url, "thenar", "secret/+"), fetcher, clock)


def test_the_browser_is_sent_with_everything_that_must_come_back(provider: OidcProvider, server: Running) -> None:
    address = provider.address(ATTEMPT, "the state")
    assert not isinstance(address, ProviderFault)
    assert address.startswith(f"{server.url}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    challenge = asked.pop("code_challenge")
    assert len(challenge) == 43
    assert challenge != ATTEMPT.verifier
    assert asked == {
        "response_type": "code",
        "client_id": "thenar",
        "redirect_uri": ATTEMPT.redirect,
        "scope": "openid profile",
        "state": "the state",
        "nonce": "the nonce",
        "code_challenge_method": "S256",
    }


def test_a_code_is_exchanged_with_verifier_and_secret(provider: OidcProvider, speaker: Speaker) -> None:
    said = provider.identity(ATTEMPT, "the code", NOW)
    assert isinstance(said, Identity), said
    assert said.subject == "17"
    assert speaker.forms == [
        {
            "grant_type": ["authorization_code"],
            "code": ["the code"],
            "redirect_uri": [ATTEMPT.redirect],
            "code_verifier": [ATTEMPT.verifier],
            "client_id": ["thenar"],
        }
    ]
    assert speaker.headers[0]["authorization"] == "Basic dGhlbmFyOnNlY3JldCUyRiUyQg=="


def test_the_secret_travels_in_the_form_where_the_provider_wants_it_there(
    provider: OidcProvider, speaker: Speaker
) -> None:
    speaker.said["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert isinstance(provider.identity(ATTEMPT, "the code", NOW), Identity)
    assert speaker.forms[0]["client_secret"] == ["secret/+"]
    assert "authorization" not in speaker.headers[0]


def test_document_and_keys_are_kept_for_an_hour(provider: OidcProvider, speaker: Speaker, clock: StillClock) -> None:
    for _ in range(3):
        assert isinstance(provider.identity(ATTEMPT, "the code", NOW), Identity)
    assert sorted(speaker.asked) == [DISCOVERY, "/keys", "/token", "/token", "/token"]
    clock.passed_s += KEPT_S
    assert isinstance(provider.identity(ATTEMPT, "the code", NOW), Identity)
    assert speaker.asked.count(DISCOVERY) == speaker.asked.count("/keys") == 2


def test_a_provider_that_does_not_answer_is_left_alone_for_a_while(
    provider: OidcProvider, speaker: Speaker, clock: StillClock
) -> None:
    """Whoever begins sign-ins by the hundred does not make each of them wait."""
    speaker.answers[DISCOVERY] = Response("", status_code=503)
    for _ in range(3):
        assert provider.address(ATTEMPT, "state") is ProviderFault.UNREACHABLE
    assert speaker.asked == [DISCOVERY]
    del speaker.answers[DISCOVERY]
    clock.passed_s += SILENT_S
    assert isinstance(provider.address(ATTEMPT, "state"), str)


def test_new_keys_are_fetched_when_a_token_names_one_and_made_up_names_do_not_make_us_knock(
    provider: OidcProvider, speaker: Speaker, clock: StillClock
) -> None:
    assert isinstance(provider.identity(ATTEMPT, "the code", NOW), Identity)
    speaker.key = NEW
    clock.passed_s += ANEW_S
    assert isinstance(provider.identity(ATTEMPT, "the code", NOW), Identity)
    assert speaker.asked.count("/keys") == 2
    speaker.key = OLD
    for _ in range(3):
        assert provider.identity(ATTEMPT, "the code", NOW) is ProviderFault.NOT_BELIEVED
    assert speaker.asked.count("/keys") == 2


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"issuer": "https://login.example.org"}, ProviderFault.MISCONFIGURED),
        ({"issuer": None}, ProviderFault.MISCONFIGURED),
        ({"token_endpoint": "http://localhost/token"}, ProviderFault.MISCONFIGURED),
        ({"jwks_uri": "file:///etc/passwd"}, ProviderFault.MISCONFIGURED),
        ({"authorization_endpoint": "https://user@localhost/authorize"}, ProviderFault.MISCONFIGURED),
        ({"jwks_uri": None}, ProviderFault.MISCONFIGURED),
        ({"code_challenge_methods_supported": ["plain"]}, ProviderFault.MISCONFIGURED),
        ({"token_endpoint": "https://192.0.2.7/token"}, ProviderFault.UNREACHABLE),
        ({"token_endpoint": "https://169.254.169.254/latest/meta-data"}, ProviderFault.UNREACHABLE),
        ({"jwks_uri": "https://10.0.0.1/keys"}, ProviderFault.UNREACHABLE),
    ],
)
def test_what_it_says_of_itself_must_be_what_we_know_and_lead_where_we_may_go(
    provider: OidcProvider, speaker: Speaker, said: dict[str, Any], fault: ProviderFault
) -> None:
    speaker.said = said
    assert provider.identity(ATTEMPT, "the code", NOW) is fault


def test_a_provider_where_nobody_may_go_is_not_asked(server: Running, speaker: Speaker, clock: StillClock) -> None:
    assert provider_at(server, clock, Reach()).address(ATTEMPT, "the state") is ProviderFault.UNREACHABLE
    assert speaker.asked == []


@pytest.mark.parametrize(
    ("path", "answer", "fault"),
    [
        (DISCOVERY, RedirectResponse("https://localhost/elsewhere"), ProviderFault.UNREACHABLE),
        (DISCOVERY, Response("<html>"), ProviderFault.UNREACHABLE),
        (DISCOVERY, Response("[]"), ProviderFault.UNREACHABLE),
        (DISCOVERY, Response('{"a": "' + "x" * ANSWER_BYTES + '"}'), ProviderFault.UNREACHABLE),
        (DISCOVERY, Response("[" * 1000), ProviderFault.UNREACHABLE),
        ("/keys", Response("", 500), ProviderFault.UNREACHABLE),
        ("/keys", Response("{}"), ProviderFault.NOT_BELIEVED),
        ("/token", Response('{"error": "invalid_grant"}', 400), ProviderFault.CODE_REFUSED),
        ("/token", Response("{}"), ProviderFault.MISCONFIGURED),
        ("/token", Response('{"id_token": "a.b.c"}'), ProviderFault.NOT_BELIEVED),
        ("/token", Response('{"id_token": 5}'), ProviderFault.MISCONFIGURED),
    ],
)
def test_an_answer_that_is_none_is_a_fault(
    provider: OidcProvider, speaker: Speaker, path: str, answer: Response, fault: ProviderFault
) -> None:
    speaker.answers[path] = answer
    assert provider.identity(ATTEMPT, "the code", NOW) is fault


def test_a_provider_that_cannot_prove_its_name_gets_no_secret(
    server: Running, speaker: Speaker, clock: StillClock
) -> None:
    fetcher = Fetcher(Reach(LOOPBACK), Trust(), clock)
    provider = OidcProvider(Client(server.url, "thenar", "secret"), fetcher, clock)
    assert provider.identity(ATTEMPT, "the code", NOW) is ProviderFault.UNREACHABLE
    assert speaker.asked == []


def test_the_secret_is_in_no_words() -> None:
    assert "secret" not in repr(Client("https://login.example.org", "thenar", "a secret"))
