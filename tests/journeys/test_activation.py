"""A terminal's first day: a code from the running server, a postal code, a certificate, a configuration, a command;
then it is swapped, and its successor has its name and its door."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.domain.activation import read_card
from app.domain.device_commands import CommandKind
from app.domain.device_configuration import DeviceConfiguration
from app.gateway.activation_client import Activating
from app.operations.activation import ActivationConfirmed, ActivationFinished, ActivationStarted
from app.operations.writing import whole
from app.runtime.clock import SystemClock
from app.runtime.device_agent import DeviceAgent, Duties, private_pem
from app.runtime.obeyed import Obeyed
from app.storage.terminal_memory import Identity, Kept, TerminalMemory
from tests.app.domain.test_device_configuration import DOOR
from tests.journeys.server_process import server_process, set_up

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

ADDRESS = {"addressLine1": "1 Harbour Street", "city": "Portsmouth", "postalCode": "PO1 3AX", "countryCode": "GB"}
TIMEOUT_S = 20.0


class Device:
    """A terminal, headless: it reads codes and types what the installer types."""

    def __init__(self, folder: Path, asset_tag: str) -> None:
        self.memory = TerminalMemory(folder)
        self.asset_tag = asset_tag
        self.configured: list[DeviceConfiguration] = []
        self.reboots = 0
        self.forgotten = False

    def reads(self, qr_code: str) -> ActivationConfirmed:
        card, key = read_card(qr_code), ec.generate_private_key(ec.SECP256R1())
        assert card is not None
        activating = Activating(card, TIMEOUT_S)
        started = activating.start()
        assert isinstance(started, ActivationStarted)
        confirmed = activating.confirm(started.claim, "PO1 3AX")
        assert isinstance(confirmed, ActivationConfirmed)
        done = activating.finish(started.claim, self.asset_tag, key)
        assert isinstance(done, ActivationFinished)
        identity = Identity(done.device_instance_id, done.account, done.link_address, done.root)
        self.memory.become(identity, done.certificate + private_pem(key))
        return confirmed

    def agent(self, boot: str) -> DeviceAgent:
        duties = Duties("1.0", tuple, self._obey, self._configure, self._forget)
        return DeviceAgent(self.memory, duties, SystemClock(), boot)

    def runs_for_a_moment(self, boot: str = "first", steps: int = 1) -> None:
        agent = self.agent(boot)
        for _ in range(steps):
            agent.step()
        agent.stop()

    def _obey(self, command: CommandKind) -> Obeyed:
        self.reboots += 1
        return Obeyed.WHEN_BACK

    def _configure(self, kept: Kept) -> None:
        self.memory.configure(kept)
        self.configured.append(kept.configuration)

    def _forget(self) -> None:
        self.forgotten = True
        self.memory.leave()
        self.memory.forget()


def instance_of(client: Any) -> str:
    """With its configuration. Any: boto3's."""
    site = client.create_site(name="Head office", address=ADDRESS)["siteId"]
    instance: str = client.create_device_instance(siteId=site, name="North door")["deviceInstanceId"]
    client.create_device_instance_configuration(deviceInstanceId=instance, configuration=whole(DOOR))
    return instance


@pytest.mark.requirement("TERM-005", "HOW-002", "ACT-018", "ACT-019", "ACT-020", "ACT-021", "DIM-006", "DIM-007")
def test_the_first_day_of_a_terminal_and_of_its_successor(tmp_path: Path) -> None:
    set_up(tmp_path)
    first, second = Device(tmp_path / "one", "0000195169"), Device(tmp_path / "two", "0000195170")
    with server_process(tmp_path) as server:
        client = server.signed_in()
        instance = {"deviceInstanceId": instance_of(client)}
        confirmed = first.reads(client.create_device_activation_qr_code(**instance)["qrCode"])
        assert (confirmed.site_name, confirmed.device_instance_name) == ("Head office", "North door")
        assert client.get_device_instance(**instance)["state"] == "ACTIVE"
        order = {**instance, "commandId": client.reboot_device(**instance)["commandId"]}
        first.runs_for_a_moment()
        assert (first.configured, first.reboots) == ([DOOR], 1)
        assert client.get_device_command(**order)["state"] == "ACKED"
        first.runs_for_a_moment("after the reboot")
        assert (client.get_device_command(**order)["state"], first.reboots) == ("DONE", 1)
        assert client.get_device_status(**instance)["connectivity"] == "CONNECTED"

        client.delete_associated_device(**instance)
        first.runs_for_a_moment()
        assert first.forgotten
        installer = server.signed_in()
        second.reads(installer.create_device_activation_qr_code(**instance)["qrCode"])
        second.runs_for_a_moment()
        after = client.get_device_instance(**instance)
        assert (after["name"], after["assetTagId"], after["configurationVersion"]) == ("North door", "0000195170", 1)
        assert second.configured == [DOOR]
        installer.close()
        client.close()
