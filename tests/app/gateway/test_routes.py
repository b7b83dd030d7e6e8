"""Requests over the routes: what is refused before, while and after it is read, and what an answer looks like."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from app.domain.allowance import BURST, EVERY
from app.domain.caller import Caller
from app.domain.faults import Fault, FaultError
from app.gateway.authentication import Proved
from app.gateway.canonical_request import WireRequest
from app.gateway.incoming import BODY_MOST
from app.gateway.log_lines import JsonLines
from app.gateway.routes import api
from app.operations.refusals import Reason, Refusal
from app.operations.sites import CREATE_SITE, CreateSite, SiteDetail
from app.policy.decision import Verdict
from app.services.control.call import Call
from app.services.control.identity.sign_in import nobody
from app.services.control.served import Served
from tests.app.control import ADA, REALM, Plane
from tests.app.gateway.client import Client

ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}
SITE = {"name": "Head office", "address": ADDRESS}
NOBODY = Refusal.of(Reason.NOT_AUTHENTICATED)


@dataclass
class Doorman:
    """Lets everybody in as `caller`, or nobody."""

    caller: Caller | Refusal = ADA
    asked_once: list[bool] = field(default_factory=list)

    def authenticate(self, request: WireRequest, changes: bool, at: datetime) -> Proved | Refusal:
        self.asked_once.append(changes)
        return self.caller if isinstance(self.caller, Refusal) else Proved(self.caller)


@pytest.fixture
def doorman() -> Doorman:
    return Doorman()


@pytest.fixture
def client(plane: Plane, doorman: Doorman) -> Iterator[Client]:
    with Client(api(plane.gateway(doorman), 1)) as client:
        yield client


def error_of(response: httpx.Response) -> tuple[int, str, str]:
    """Status, the error's name, the reason's word; and that it is a whole error."""
    content = response.json()
    UUID(response.headers["x-amzn-requestid"])
    assert content["message"]
    return response.status_code, response.headers["x-amzn-errortype"], content["reason"]


def test_an_answer_is_json_with_the_id_of_its_request(client: Client, plane: Plane) -> None:
    response = client.post("/sites", json=SITE)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-amzn-requestid"] == plane.trail.records[-1].envelope.request_id
    assert response.headers["cache-control"] == "no-store"
    site = response.json()
    assert site["siteArn"] == REALM.arn(f"site/{site['siteId']}")
    assert client.get(f"/sites/{site['siteId']}").json() == site


@pytest.mark.requirement("ENC-016")
def test_nobody_is_served_or_told_anything(client: Client, doorman: Doorman, plane: Plane) -> None:
    doorman.caller = NOBODY
    for response in (
        client.post("/sites", json=SITE),
        client.post("/sites", content=b"{"),
        client.get("/sites/short"),
        client.delete("/v1/users/x"),
    ):
        assert error_of(response) == (403, "MissingAuthenticationTokenException", "not_authenticated")


@pytest.mark.requirement("SEC-006")
def test_who_is_not_known_is_recorded_without_a_word_of_what_was_sent(
    client: Client, doorman: Doorman, plane: Plane
) -> None:
    doorman.caller = NOBODY
    response = client.post("/sites", json=SITE)
    (record,) = plane.trail.records
    assert (record.operation, record.refusal, record.request) == (CREATE_SITE, NOBODY, None)
    assert record.envelope.caller.principal == ""
    assert record.envelope.request_id == response.headers["x-amzn-requestid"]


def test_a_flood_of_strangers_is_counted_and_not_kept(client: Client, doorman: Doorman, plane: Plane) -> None:
    doorman.caller = NOBODY
    for _ in range(BURST + 5):
        assert client.get("/sites").status_code == 403
    assert len(plane.trail.records) == BURST
    doorman.caller = ADA
    assert client.get("/sites").status_code == 200, "whoever is known has his record"
    assert len(plane.trail.records) == BURST + 1
    envelope = plane.envelope(nobody(REALM))
    later = replace(envelope, at=datetime.now(UTC) + EVERY)
    plane.performer.turn_away(CREATE_SITE, NOBODY, later)
    assert plane.trail.records[-1].left_out == 5


@pytest.mark.requirement("TRB-001", "IAM-002")
def test_a_denial_reads_as_in_the_guide(client: Client, plane: Plane) -> None:
    plane.authority.denied["one:RebootDevice"] = Verdict.IMPLICIT_DENY
    plane.authority.denied["one:GetSite"] = Verdict.IMPLICIT_DENY
    response = client.get("/sites/nowherenowhere")
    assert error_of(response) == (403, "AccessDeniedException", "access_denied")
    assert response.json()["message"] == (
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: one:GetSite on resource: "
        "arn:aws:one:us-east-1:123456789012:site/nowherenowhere"
    )


@pytest.mark.parametrize(
    ("content", "kind", "status", "reason"),
    [
        (b"{", "application/json", 400, "malformed_json"),
        (b'{"name": "a", "name": "b"}', "application/json", 400, "malformed_json"),
        (b"\xff", "application/json", 400, "malformed_json"),
        (b"[" * 5000, "application/json", 400, "malformed_json"),
        (b"[]", "application/json", 400, "wrong_type"),
        (b"null", "application/json", 400, "wrong_type"),
        (b"{}", "application/json", 400, "missing"),
        (b"", "application/json", 400, "missing"),
        (b'{"name": "a", "colour": "red"}', "application/json", 400, "unknown_member"),
        (b'{"name": NaN}', "application/json", 400, "malformed_json"),
        (b"name=a", "application/x-www-form-urlencoded", 415, "not_json"),
        (b"{}", "", 415, "not_json"),
        (b" " * (BODY_MOST + 1), "application/json", 413, "body_too_large"),
    ],
)
def test_a_body_that_is_none_is_refused(client: Client, content: bytes, kind: str, status: int, reason: str) -> None:
    response = client.post("/sites", content=content, headers={"content-type": kind})
    assert error_of(response)[0::2] == (status, reason)


async def in_pieces() -> AsyncIterator[bytes]:
    for _ in range(5):
        yield b" " * 65_536


def test_a_body_that_comes_in_pieces_is_bounded_too(client: Client) -> None:
    response = client.post("/sites", content=in_pieces(), headers={"content-type": "application/json"})
    assert error_of(response)[0::2] == (413, "body_too_large")


@pytest.mark.parametrize(
    ("path", "reason", "member"),
    [
        ("/sites?maxResults=0", "too_small", "maxResults"),
        ("/sites?maxResults=101", "too_great", "maxResults"),
        ("/sites?maxResults=ten", "wrong_type", "maxResults"),
        ("/sites?maxResults=1&maxResults=2", "repeated", "maxResults"),
        ("/sites?max_results=1", "unknown_member", "max_results"),
        ("/sites?nextToken=", "too_short", "nextToken"),
        ("/sites?nextToken=%ff", "malformed", "query"),
        ("/sites?nextToken=" + "A" * 20_000, "too_long", "query"),
        ("/sites/short", "too_short", "siteId"),
        ("/sites/nowhere%20where1", "malformed", "siteId"),
        ("/sites/nowherenowhere?siteId=elsewhereelse1", "unknown_member", "siteId"),
        ("/device-instances/nowherenowhere/configurations/latest", "wrong_type", "version"),
        ("/device-instances?state=READY", "no_choice", "state"),
    ],
)
def test_what_a_uri_holds_is_read_as_strictly(client: Client, path: str, reason: str, member: str) -> None:
    response = client.get(path)
    assert error_of(response) == (400, "ValidationException", reason)
    assert response.json()["member"] == member


def test_a_request_that_cannot_be_read_is_recorded_without_what_it_held(client: Client, plane: Plane) -> None:
    client.post("/sites", json={"name": 5})
    (record,) = plane.trail.records
    assert (record.operation, record.request) == (CREATE_SITE, None)
    assert record.refusal is not None
    assert record.refusal.reason is Reason.WRONG_TYPE


def test_a_member_of_the_path_is_not_taken_from_the_body(client: Client) -> None:
    site = client.post("/sites", json=SITE).json()["siteId"]
    response = client.patch(f"/sites/{site}", json={"siteId": site, "name": "Main office"})
    assert error_of(response)[2] == "unknown_member"


def test_an_arn_travels_with_its_slashes_encoded_or_not(client: Client) -> None:
    arn = client.post("/sites", json=SITE).json()["siteArn"]
    assert client.post(f"/tags/{arn}", json={"tags": {"floor": "2"}}).status_code == 200
    encoded = arn.replace(":", "%3A").replace("/", "%2F")
    assert client.get(f"/tags/{encoded}").json() == {"tags": {"floor": "2"}}
    assert client.delete(f"/tags/{encoded}?tagKeys=floor&tagKeys=wing").json() == {}
    assert client.get(f"/tags/{encoded}").json() == {"tags": {}}


@pytest.mark.parametrize("path", ["/none", "/site", "/sites/", "/sites//address", "/openapi.json", "/docs"])
def test_an_address_without_an_operation_is_unknown(client: Client, path: str) -> None:
    assert error_of(client.get(path)) == (404, "UnknownOperationException", "unknown_operation")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/sites", {"GET", "POST"}),
        ("HEAD", "/sites", {"GET", "POST"}),
        ("OPTIONS", "/sites/nowherenowhere", {"GET", "PATCH", "DELETE"}),
        ("BREW", "/tags/arn:aws:x", {"GET", "POST", "DELETE"}),
    ],
)
def test_another_method_is_told_all_that_the_address_takes(
    client: Client, method: str, path: str, allowed: set[str]
) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (FaultError(Fault.SYSTEM_ERROR, "database: locked"), 503, "ServiceUnavailableException"),
        (FaultError(Fault.STORE_UNREADABLE, "a row of sites"), 500, "InternalServerException"),
        (RuntimeError("the secret of ada"), 500, "InternalServerException"),
    ],
)
def test_what_breaks_inside_stays_inside(
    plane: Plane, caplog: pytest.LogCaptureFixture, error: Exception, status: int, name: str
) -> None:
    def breaks(request: CreateSite, call: Call) -> SiteDetail | Refusal:
        raise error

    gateway = replace(plane.gateway(Doorman()), handlers={"CreateSite": Served(CREATE_SITE, breaks)})
    with caplog.at_level(logging.INFO, "thenar.gateway"), Client(api(gateway, 1)) as client:
        response = client.post("/sites", json=SITE)
    assert error_of(response)[:2] == (status, name)
    assert str(error) not in response.text
    lines = [JsonLines().format(record) for record in caplog.records]
    assert response.headers["x-amzn-requestid"] in lines[0]
    assert not any(str(error) in line for line in lines)


def test_the_log_tells_what_was_called_and_nothing_that_was_said(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "thenar.gateway"):
        response = client.post("/sites?colour=red", json=SITE, headers={"x-secret": "hush"})
        client.get("/sites/nowherenowhere")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "thenar.gateway"]
    assert [(line["operation"], line["status"], line["outcome"], line["principal"]) for line in lines] == [
        ("CreateSite", 400, "unknown_member", "AIDAADA"),
        ("GetSite", 404, "not_found", "AIDAADA"),
    ]
    assert lines[0]["request_id"] == response.headers["x-amzn-requestid"]
    fields = {"time", "level", "logger", "event", "request_id", "operation", "status", "outcome", "duration_ms"}
    assert all(set(line) == fields | {"principal"} for line in lines)
    assert not any(word in str(lines) for word in ("colour", "hush", "Harbour", "nowhere", "'ada'", "/ada"))


def test_numbers_count_calls_by_operation_and_outcome(plane: Plane) -> None:
    gateway = plane.gateway(Doorman())
    with Client(api(gateway, 1)) as client:
        client.post("/sites", json=SITE)
        client.get("/sites/nowherenowhere")
        client.get("/nothing")
    text = gateway.observer.metrics().decode()
    assert 'thenar_calls_total{operation="CreateSite",outcome="ok"} 1.0' in text
    assert 'thenar_calls_total{operation="GetSite",outcome="not_found"} 1.0' in text
    assert 'thenar_calls_total{operation="-",outcome="unknown_operation"} 1.0' in text
    assert 'thenar_call_seconds_count{operation="CreateSite"} 1.0' in text


def test_a_healthy_server_says_so_to_anybody(client: Client, doorman: Doorman) -> None:
    doorman.caller = NOBODY
    assert client.get("/healthz").json() == {"status": "ok"}


def test_an_operation_that_is_only_planned_has_no_route(client: Client) -> None:
    assert client.post("/device-instances/nowherenowhere/reboot", json={}).status_code == 404


def test_every_operation_that_is_served_has_its_route(plane: Plane, client: Client) -> None:
    for served in plane.handlers.values():
        path = served.operation.uri.replace("{version}", "1").replace("{", "").replace("}", "")
        answer = client.request(served.operation.method, path)
        assert answer.headers.get("x-amzn-errortype") != "UnknownOperationException", served.operation.name


@pytest.mark.parametrize(
    ("method", "path", "content", "once"),
    [
        ("GET", "/sites", None, False),
        ("POST", "/sites", {**SITE, "clientToken": "again"}, False),
        ("POST", "/sites", SITE, True),
        ("POST", "/sites", {"clientToken": "again"}, True),
        ("POST", "/sites?X-Amz-Signature=0", {**SITE, "clientToken": "again"}, True),
        ("DELETE", "/sites/nowherenowhere", None, True),
        ("PATCH", "/sites/nowherenowhere", {"name": "x"}, True),
    ],
)
def test_what_would_change_something_each_time_counts_once(
    client: Client, doorman: Doorman, method: str, path: str, content: object, once: bool
) -> None:
    client.request(method, path, json=content)
    assert doorman.asked_once == [once]
