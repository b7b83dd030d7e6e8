"""CloudTrail's two questions in CloudTrail's own protocol, over the routes."""

import json
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from app.gateway.cloudtrail import CONTENT_TYPE
from app.gateway.routes import api
from app.policy.decision import Verdict
from app.services.control.call import Filing
from app.services.control.trail_files import TrailName
from tests.app.control import REALM, Plane
from tests.app.gateway.client import Client
from tests.app.gateway.test_routes import Doorman

NAME = TrailName(REALM, "audit-of-doors")


class Signer:
    """A key that signs nothing here."""

    fingerprint = "ab" * 16
    public_key = b"a public key"

    def sign(self, content: bytes) -> bytes:
        raise NotImplementedError

    def holds(self, content: bytes, signature: bytes) -> bool:
        raise NotImplementedError


@pytest.fixture
def client(plane: Plane) -> Iterator[Client]:
    plane.performer = replace(plane.performer, filing=Filing(NAME, Signer()))
    with Client(api(plane.gateway(Doorman()), 1)) as client:
        yield client


def ask(client: Client, action: str, body: str = "{}") -> httpx.Response:
    target = f"com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.{action}"
    return client.post("/", content=body, headers={"content-type": CONTENT_TYPE, "x-amz-target": target})


def test_the_trail_is_described_as_cloudtrail_does(client: Client) -> None:
    answer = ask(client, "DescribeTrails")
    assert answer.headers["content-type"] == CONTENT_TYPE
    (trail,) = answer.json()["trailList"]
    assert trail["TrailARN"] == "arn:aws:cloudtrail:us-east-1:123456789012:trail/thenar"
    assert (trail["S3BucketName"], trail["HomeRegion"]) == (NAME.bucket, REALM.region)


@pytest.mark.parametrize(("wanted", "found"), [(NAME.name, 1), (NAME.arn, 1), ("another", 0)])
def test_a_trail_is_found_by_its_name(client: Client, wanted: str, found: int) -> None:
    assert len(ask(client, "DescribeTrails", json.dumps({"trailNameList": [wanted]})).json()["trailList"]) == found


@pytest.mark.parametrize("times", ["{}", '{"StartTime": 1772323200, "EndTime": 1772409600.5}'])
def test_whatever_time_is_asked_for_the_key_is_told(client: Client, times: str) -> None:
    (key,) = ask(client, "ListPublicKeys", times).json()["PublicKeyList"]
    assert (key["Value"], key["Fingerprint"]) == ("YSBwdWJsaWMga2V5", Signer.fingerprint)
    assert key["ValidityStartTime"] < 1772323200 < key["ValidityEndTime"]


@pytest.mark.parametrize(
    ("action", "body", "status", "name"),
    [
        ("ListPublicKeys", '{"StartTime": "soon"}', 400, "ValidationException"),
        ("ListPublicKeys", "[]", 400, "ValidationException"),
        ("DescribeTrails", "{", 400, "ValidationException"),
        ("DescribeTrails", '{"Colour": "red"}', 400, "ValidationException"),
    ],
)
def test_what_is_wrong_is_named_as_that_protocol_names_it(
    client: Client, action: str, body: str, status: int, name: str
) -> None:
    answer = ask(client, action, body)
    assert (answer.status_code, answer.json()["__type"]) == (status, name)


def test_a_denial_is_recorded_with_what_was_asked(client: Client, plane: Plane) -> None:
    plane.authority.denied["cloudtrail:ListPublicKeys"] = Verdict.IMPLICIT_DENY
    answer = ask(client, "ListPublicKeys")
    assert (answer.status_code, answer.json()["__type"]) == (403, "AccessDeniedException")
    (record,) = plane.trail.records
    assert record.operation.action == "cloudtrail:ListPublicKeys"
    assert record.refusal is not None


@pytest.mark.parametrize("action", ["DeleteTrail", "CreateSite", ""])
def test_nothing_else_is_asked_there(client: Client, action: str) -> None:
    assert ask(client, action).status_code == 404


def test_where_nothing_is_filed_there_is_no_trail_and_no_key(plane: Plane) -> None:
    with Client(api(plane.gateway(Doorman()), 1)) as client:
        assert ask(client, "DescribeTrails").json() == {"trailList": []}
        assert ask(client, "ListPublicKeys").json() == {"PublicKeyList": []}
