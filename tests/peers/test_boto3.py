"""The unmodified boto3 as a client, over TLS, by nothing but the generated model."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from app.policy.decision import Verdict
from tests.app.control import Plane
from tests.app.gateway.running import Running
from tests.peers.clients import boto3_client

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}
DOOR = {
    "operationMode": "ENTRY",
    "wifi": {"ssid": "lobby", "password": "correct horse"},
    "controlPanel": {"protocol": "OSDP_V2", "osdp": {"address": 3, "secureChannelKey": "0" * 32}},
    "badgeFormat": {"bitLength": 26, "cardNumber": {"start": 9, "length": 16}},
}


@pytest.fixture
def client(server: Running) -> Any:
    """Any: boto3 makes its clients' classes from the model."""
    return boto3_client(server)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        call()
    return str(caught.value.response["Error"]["Code"])


def test_a_day_of_an_installer(client: Any, plane: Plane) -> None:
    site = client.create_site(name="Head office", address=ADDRESS, tags={"floor": "2"})
    assert client.get_site_address(siteId=site["siteId"])["address"] == ADDRESS
    template = client.create_device_configuration_template(name="Doors", configuration=DOOR)
    instance = client.create_device_instance(siteId=site["siteId"], name="North door")["deviceInstanceId"]
    made = client.create_device_instance_configuration(deviceInstanceId=instance, templateId=template["templateId"])
    assert made["version"] == 1
    shown = client.get_device_instance_configuration(deviceInstanceId=instance, version=1)["configuration"]
    assert shown["wifi"] == {"ssid": "lobby", "security": "WPA2_PERSONAL"}
    assert client.get_device_instance(deviceInstanceId=instance)["state"] == "READY_FOR_ACTIVATION"
    assert code_of(lambda: client.delete_site(siteId=site["siteId"])) == "ConflictException"
    assert code_of(lambda: client.delete_associated_device(deviceInstanceId=instance)) == "ConflictException"
    client.tag_resource(resourceArn=site["siteArn"], tags={"wing": "n"})
    client.untag_resource(resourceArn=site["siteArn"], tagKeys=["floor", "never"])
    assert client.list_tags_for_resource(resourceArn=site["siteArn"])["tags"] == {"wing": "n"}
    client.delete_device_instance(deviceInstanceId=instance)
    client.delete_device_configuration_template(templateId=template["templateId"])
    client.delete_site(siteId=site["siteId"])
    assert client.list_users()["users"] == []
    assert plane.trail.records[-1].envelope.user_agent.startswith("Boto3/")


def test_pages_are_walked_by_its_own_paginator(client: Any) -> None:
    for number in range(5):
        client.create_site(name=f"Site {number}", address=ADDRESS)
    pages = list(client.get_paginator("list_sites").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["sites"]) for page in pages] == [2, 2, 1]
    assert len({site["siteId"] for page in pages for site in page["sites"]}) == 5


def test_its_own_client_token_makes_a_call_count_once(client: Any, plane: Plane) -> None:
    first = client.create_site(name="Head office", address=ADDRESS, clientToken="again")
    second = client.create_site(name="Head office", address=ADDRESS, clientToken="again")
    assert first["siteId"] == second["siteId"]
    assert code_of(lambda: client.create_site(name="Branch", address=ADDRESS, clientToken="again")) == (
        "ConflictException"
    )
    client.create_site(name="Head office", address=ADDRESS)
    request = plane.trail.records[-1].request
    assert request is not None
    assert "clientToken" in request


@pytest.mark.requirement("TRB-001")
def test_a_denial_is_told_in_the_words_of_the_guide(client: Any, plane: Plane) -> None:
    plane.authority.denied["one:ListSites"] = Verdict.IMPLICIT_DENY
    with pytest.raises(client.exceptions.AccessDeniedException) as caught:
        client.list_sites()
    assert str(caught.value) == (
        "An error occurred (AccessDeniedException) when calling the ListSites operation: "
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: one:ListSites on resource: *"
    )


def test_a_wrong_secret_is_nobodys(server: Running) -> None:
    stranger = boto3_client(server, "x" * 40)
    assert code_of(stranger.list_sites) == "MissingAuthenticationTokenException"


def test_it_refuses_by_itself_what_the_model_forbids(client: Any, plane: Plane) -> None:
    with pytest.raises(ParamValidationError, match="addressLine1"):
        client.create_site(name="Head office", address={"city": "Portsmouth"})
    assert plane.trail.records == []
