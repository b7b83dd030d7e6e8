"""People and authority with the unmodified boto3 over TLS: real keys, real signatures, real policies."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from app.config.paths import State
from app.gateway.routes import api
from app.gateway.signatures import SignatureAuthenticator
from app.operations import iam_credentials as credentials
from app.operations import iam_principals as principals
from app.services.control.identity.reception import open_calls
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.control import PROOFS, REALM
from tests.app.gateway.running import Running, running
from tests.app.services.control.identity.house import OWNER, PASSWORD, House, allow, document, trust

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]
ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_store(State(tmp_path, simulated=True)) as people:
        house = House(SqlControlStore(people))
        house.now = datetime.now(UTC)  # boto3 signs at the machine's time
        house.set_up()
        yield house


@pytest.fixture
def server(house: House, tmp_path: Path) -> Iterator[Running]:
    gateway = house.gateway(SignatureAuthenticator(house.store, REALM))
    gateway = replace(gateway, open=open_calls(house.store, REALM, PROOFS, house.trail))
    with running(api(gateway, 1), tmp_path) as server:
        yield server


Connect = Callable[..., Any]
"""From a key, its secret and perhaps a token to a client. Any: boto3 makes its clients' classes from the model."""


@pytest.fixture
def connect(server: Running) -> Connect:

    def client(key: str, secret: str, token: str | None = None) -> Any:
        """Any: as Connect says."""
        session = boto3.Session(key, secret, token, region_name=REALM.region)
        return session.client("one", endpoint_url=server.url, verify=str(server.certificate))

    return client


@pytest.fixture
def admin(house: House, connect: Connect) -> Any:
    """Any: as Connect says."""
    house.user("admin", ADMINISTRATOR)
    pair = house.call(credentials.CREATE_ACCESS_KEY, principals.OfUser("admin"), OWNER)
    return connect(pair.access_key_id, pair.secret_access_key)


def refused(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response["Error"]
    return str(error["Code"]), str(error["Message"])


@pytest.mark.requirement("IAM-005", "IAM-002")
def test_an_installer_is_added_and_may_what_he_should(admin: Any, connect: Connect) -> None:
    admin.create_user(userName="installer", tags={"team": "north"})
    admin.attach_user_policy(
        userName="installer", policyArn="arn:aws:iam::aws:policy/AmazonOneEnterpriseInstallerAccess"
    )
    pair = admin.create_access_key(userName="installer")
    installer = connect(pair["accessKeyId"], pair["secretAccessKey"])
    assert installer.get_caller_identity()["arn"] == "arn:aws:iam::123456789012:user/installer"
    assert installer.list_sites()["sites"] == []
    code, message = refused(lambda: installer.create_site(name="Mine", address=ADDRESS))
    assert code == "AccessDeniedException"
    assert message == (
        "User: arn:aws:iam::123456789012:user/installer is not authorized to perform: one:CreateSite on resource: "
        "arn:aws:one:us-east-1:123456789012:site/*"
    )
    code, _ = refused(lambda: installer.attach_user_policy(userName="installer", policyArn=ADMINISTRATOR))
    assert code == "AccessDeniedException"
    admin.update_access_key(userName="installer", accessKeyId=pair["accessKeyId"], active=False)
    assert refused(installer.list_sites)[0] == "UnrecognizedClientException"


@pytest.mark.requirement("IAM-018", "IAMF-023")
def test_a_role_is_assumed_and_its_credentials_sign(admin: Any, connect: Connect) -> None:
    admin.create_role(roleName="Night", assumeRolePolicyDocument=trust("arn:aws:iam::123456789012:user/admin"))
    admin.put_role_policy(roleName="Night", policyName="See", policyDocument=document(allow("one:List*")))
    made = admin.assume_role(roleArn="arn:aws:iam::123456789012:role/Night", roleSessionName="shift-1")
    night = connect(made["accessKeyId"], made["secretAccessKey"], made["sessionToken"])
    assert night.get_caller_identity()["arn"] == "arn:aws:sts::123456789012:assumed-role/Night/shift-1"
    night.list_sites()
    assert refused(lambda: night.list_iam_users())[0] == "AccessDeniedException"
    other = connect(made["accessKeyId"], made["secretAccessKey"], made["sessionToken"][:-8] + "AAAAAAA=")
    assert refused(other.list_sites)[0] == "UnrecognizedClientException"


def test_policies_go_over_the_wire_as_they_are(admin: Any) -> None:
    text = json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "one:*", "Resource": "*"}}, indent=1
    )
    arn = admin.create_policy(policyName="Doors", policyDocument=text)["arn"]
    assert admin.get_policy_version(policyArn=arn, versionId="v1")["document"] == text
    code, message = refused(lambda: admin.create_policy(policyName="Bad", policyDocument='{"Statement":{}}'))
    assert code == "ValidationException"
    assert "Statement" in message


@pytest.mark.requirement("IAM-029")
def test_whoever_signs_in_uses_the_same_clients(house: House, server: Running, connect: Connect) -> None:
    house.user("ada", ADMINISTRATOR)
    house.call(credentials.CREATE_LOGIN_PROFILE, credentials.CreateLoginProfile("ada", PASSWORD, False), OWNER)
    body = {"name": "ada", "password": PASSWORD}
    given = httpx.post(f"{server.url}/signin/SignIn", json=body, verify=server.trust).json()["credentials"]
    ada = connect(given["accessKeyId"], given["secretAccessKey"], given["sessionToken"])
    ada.create_user(userName="bob")
    assert [user["userName"] for user in ada.list_iam_users()["users"]] == ["ada", "bob"]
