"""An installer with a phone: the code on its screen is held before a device, and the device takes it."""

from pathlib import Path

import httpx
import pytest

from app.domain.bounded_json import JsonValue
from app.operations.writing import whole
from tests.app.domain.test_device_configuration import DOOR
from tests.app.gateway.installer.phone import Phone
from tests.journeys.server_process import EMAIL, PASSWORD, PATIENCE_S, ServerProcess, server_process, set_up
from tests.journeys.test_activation import ADDRESS, Device

INSTALLER = "arn:aws:iam::aws:policy/AmazonOneEnterpriseInstallerAccess"


def prepare(server: ServerProcess) -> str:
    """What the owner does at the console: a site, a device instance, and an installer. The instance's id."""
    with httpx.Client(verify=server.certificate_context(), timeout=PATIENCE_S) as client:
        asked = {"name": EMAIL, "password": PASSWORD, "owner": True}
        word = client.post(f"{server.url}/signin/BeginSession", json=asked).raise_for_status().json()["session"]
        headers = {"x-thenar-forgery-token": word["forgeryToken"]}

        def call(path: str, **members: JsonValue) -> dict[str, str]:
            answer = client.post(f"{server.url}{path}", json=members, headers=headers).raise_for_status()
            found: dict[str, str] = answer.json()
            return found

        site = call("/sites", name="Head office", address=dict(ADDRESS))["siteId"]
        instance = call("/device-instances", siteId=site, name="North door")["deviceInstanceId"]
        call(f"/device-instances/{instance}/configurations", configuration=whole(DOOR))
        call("/iam/CreateUser", userName="ivy")
        call("/iam/AttachUserPolicy", userName="ivy", policyArn=INSTALLER)
        call("/iam/CreateLoginProfile", userName="ivy", password=PASSWORD, passwordResetRequired=False)
    return instance


@pytest.mark.requirement("REQ-001", "ROLE-012")
def test_a_device_takes_the_code_off_the_phones_screen(tmp_path: Path) -> None:
    set_up(tmp_path)
    device = Device(tmp_path / "device", "0000195169")
    with server_process(tmp_path) as server:
        instance = prepare(server)
        with httpx.Client(verify=server.certificate_context(), timeout=PATIENCE_S) as client:
            phone = Phone(client, server.url)
            phone.sign_in("ivy", PASSWORD)
            phone.follow("Head office")
            phone.follow("North door")
            phone.send(f"/install/devices/{instance}/code")
            confirmed = device.reads(phone.shown_code())
            assert (confirmed.site_name, confirmed.device_instance_name) == ("Head office", "North door")
            assert phone.open(f"/install/devices/{instance}").one("p", role="status").text == "✓ Active"
