"""What the server answers to whom: signed calls, the one open call, and nothing else."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from app.config.paths import State
from app.gateway.routes import api
from app.gateway.signatures import SignatureAuthenticator
from app.operations import iam_credentials as credentials
from app.operations import iam_principals as principals
from app.operations.operation import AnyOperation
from app.operations.registry import OPERATIONS
from app.policy.shipped import READ_ONLY
from app.services.control.identity.reception import open_calls
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import PROOFS, REALM
from tests.app.gateway.client import Client
from tests.app.services.control.identity.house import OWNER, PASSWORD, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_store(State(tmp_path, simulated=True)) as people:
        house = House(SqlControlStore(people))
        house.now = datetime.now(UTC)  # botocore signs at the machine's time
        house.set_up()
        house.user("ada", READ_ONLY.arn)
        house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada", PASSWORD, False), OWNER)
        yield house


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    gateway = house.gateway(SignatureAuthenticator(house.store, REALM))
    gateway = replace(gateway, open=open_calls(house.store, REALM, PROOFS, house.trail))
    with Client(api(gateway, 1)) as client:
        yield client


def signed(client: Client, key: Credentials, method: str, path: str, body: object = None) -> httpx.Response:
    content = b"" if body is None else json.dumps(body).encode()
    request = AWSRequest(method=method, url=f"https://localhost{path}", data=content)
    request.headers["Content-Type"] = "application/json"
    SigV4Auth(key, "one", REALM.region).add_auth(request)
    return client.request(method, path, content=content, headers=dict(request.headers.items()))


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_no_operation_answers_an_unsigned_call(client: Client, operation: AnyOperation) -> None:
    if operation.planned:
        pytest.skip("no route leads to it")
    answer = client.request(operation.method, operation.uri.replace("{", "").replace("}", ""))
    assert answer.status_code == 403
    assert answer.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException"


def test_nobody_becomes_the_owner_over_the_network(client: Client) -> None:
    answer = client.post("/signin/SetUp", json={"ownerEmail": "eve@example.org", "password": "a long password"})
    assert answer.headers["x-amzn-errortype"] == "UnknownOperationException"


@pytest.mark.requirement("IAM-001", "IAM-029")
def test_whoever_signs_in_signs_with_what_he_was_given(client: Client) -> None:
    """The console has no other way in than everybody's."""
    answer = client.post("/signin/SignIn", json={"name": "ADA", "password": PASSWORD})
    assert answer.status_code == 200
    given = answer.json()["credentials"]
    key = Credentials(given["accessKeyId"], given["secretAccessKey"], given["sessionToken"])
    who = signed(client, key, "POST", "/sts/GetCallerIdentity", {})
    assert who.json()["arn"] == "arn:aws:iam::123456789012:user/ada"
    assert signed(client, key, "GET", "/sites").status_code == 200
    denied = signed(client, key, "POST", "/iam/CreateUser", {"userName": "eve"})
    assert denied.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert "ada is not authorized to perform: iam:CreateUser" in denied.json()["message"]


def test_a_wrong_sign_in_says_no_more_than_that(client: Client) -> None:
    answers = [
        client.post("/signin/SignIn", json={"name": name, "password": "a wrong password"}) for name in ("ada", "bob")
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("body", [b"", b"[]", b'{"name":', b'{"name":"ada"}', b'{"name":"a b","password":"x"}'])
def test_a_malformed_sign_in_is_refused(client: Client, body: bytes) -> None:
    answer = client.post("/signin/SignIn", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400


@pytest.mark.requirement("USER-006", "USER-007")
def test_a_key_signs_and_a_taken_name_is_refused_in_any_case(client: Client, house: House) -> None:
    house.user("admin", "arn:aws:iam::aws:policy/AdministratorAccess")
    pair = house.call(credentials.CREATE_ACCESS_KEY, principals.OfUser("admin"), OWNER)
    key = Credentials(pair.access_key_id, pair.secret_access_key)
    assert signed(client, key, "POST", "/iam/CreateUser", {"userName": "TESTUSER"}).status_code == 200
    taken = signed(client, key, "POST", "/iam/CreateUser", {"userName": "testuser"})
    assert taken.headers["x-amzn-errortype"] == "ConflictException"
