"""The backend over the network: the contract, the signature, and servers that are not there or not ours."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from app.gateway.canonical_request import WireRequest
from app.gateway.http_backend import ANSWER_MOST, HttpBackend, Signer
from app.gateway.routes import api
from app.gateway.signer import Credentials, signed
from app.operations.backend import Backend
from app.operations.refusals import Reason, Refusal
from app.operations.sites import LIST_SITES, ListSites, SitePage
from app.runtime.clock import SystemClock
from tests.app.control import REALM, Plane
from tests.app.gateway.keys import ACCESS_KEY, SECRET, OneKey
from tests.app.gateway.running import running
from tests.contracts.backend_contract import BackendContract

CREDENTIALS = Credentials(ACCESS_KEY, SECRET)


class TestHttpBackend(BackendContract):
    @pytest.fixture
    def backend(self, plane: Plane, tmp_path: Path) -> Iterator[Backend]:
        with (
            running(api(plane.gateway(OneKey()), 1), tmp_path) as server,
            httpx.Client(verify=server.trust) as client,
        ):
            yield HttpBackend(client, server.url, Signer(CREDENTIALS, REALM.region, SystemClock()))


@pytest.mark.parametrize("token", [None, "session/token=="])
def test_our_signature_is_botocores(token: str | None) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    url = "https://thenar.test/tags/arn%3Aaws%3Aone?tagKeys=b%20c&tagKeys=a"
    theirs = AWSRequest("DELETE", url, data=b"{}")
    theirs.headers["content-type"] = "application/json"
    signer = SigV4Auth(BotoCredentials(ACCESS_KEY, SECRET, token), "one", "us-east-1")
    theirs.context["timestamp"] = at.strftime("%Y%m%dT%H%M%SZ")
    theirs.headers["X-Amz-Date"] = theirs.context["timestamp"]
    if token:
        theirs.headers["X-Amz-Security-Token"] = token
    canonical = signer.canonical_request(theirs)
    expected = signer.signature(signer.string_to_sign(theirs, canonical), theirs)
    headers = (("host", "thenar.test"), ("content-type", "application/json"))
    path, query = "/tags/arn%3Aaws%3Aone", "tagKeys=b%20c&tagKeys=a"
    plain = WireRequest("DELETE", path, query, headers, sha256(b"{}").hexdigest())
    ours = signed(plain, Credentials(ACCESS_KEY, SECRET, token), "us-east-1", "one", at)
    assert dict(ours.headers)["authorization"].endswith(expected)


def backend_of(handler: Callable[[httpx.Request], httpx.Response]) -> HttpBackend:
    client = httpx.Client(transport=httpx.MockTransport(handler))
    return HttpBackend(client, "https://thenar.test", Signer(CREDENTIALS, REALM.region, SystemClock()))


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


@pytest.mark.parametrize(
    "handler",
    [
        unreachable,
        lambda request: httpx.Response(200, content=b"<html>"),
        lambda request: httpx.Response(200, json=[]),
        lambda request: httpx.Response(200, json={"sites": [{"siteId": 5}]}),
        lambda request: httpx.Response(302, headers={"location": "https://elsewhere.test/"}, json={}),
        lambda request: httpx.Response(500, json={"reason": "of_another_version", "facts": {}}),
        lambda request: httpx.Response(400, json={"reason": "not_found"}),
        lambda request: httpx.Response(200, content=b"[" * 1000),
    ],
)
def test_what_cannot_be_reached_or_read_is_unavailable(
    handler: Callable[[httpx.Request], httpx.Response],
) -> None:
    assert backend_of(handler).call(LIST_SITES, ListSites()) == Refusal.of(Reason.UNAVAILABLE)


def test_a_readable_answer_is_read() -> None:
    backend = backend_of(lambda request: httpx.Response(200, json={"sites": []}))
    assert backend.call(LIST_SITES, ListSites()) == SitePage(())


class Endless(httpx.SyncByteStream):
    """More than anybody may answer, in pieces; counts those that were taken."""

    taken = 0

    def __iter__(self) -> Iterator[bytes]:
        while self.taken < 1000:
            self.taken += 1
            yield bytes(1_048_576)


def test_an_answer_without_end_is_not_taken_whole() -> None:
    stream = Endless()
    answer = backend_of(lambda request: httpx.Response(200, stream=stream)).call(LIST_SITES, ListSites())
    assert answer == Refusal.of(Reason.UNAVAILABLE)
    assert stream.taken * 1_048_576 <= ANSWER_MOST + 1_048_576


def test_a_server_that_cannot_prove_its_name_gets_nothing(plane: Plane, tmp_path: Path) -> None:
    with running(api(plane.gateway(OneKey()), 1), tmp_path) as server, httpx.Client() as client:
        backend = HttpBackend(client, server.url, Signer(CREDENTIALS, REALM.region, SystemClock()))
        assert backend.call(LIST_SITES, ListSites()) == Refusal.of(Reason.UNAVAILABLE)
    assert plane.trail.records == []
