"""From the box to "Activation complete!", on the running server, through every screen of the guide and some more."""

import logging
from pathlib import Path

import pytest

from app.domain.device_configuration import OperationMode
from app.domain.faults import Fault
from app.domain.updates import Fetched
from app.flows.events import Choice
from app.operations.writing import whole
from app.runtime.code_watch import VEIL_CELLS
from tests.app.domain.test_device_configuration import DOOR
from tests.journeys.installing import PASSWORD, Box
from tests.journeys.managed import new_instance
from tests.journeys.server_process import server_process, set_up

pytestmark = [pytest.mark.peer, pytest.mark.usefixtures("service_model")]

POSTAL_CODE = "PO1 3AX"
MISTYPED = "battery staple"
WRONG = "XQ7 2ZZ"
SITE = "Office of North door"


@pytest.mark.requirement("ACT-001", "ACT-002", "ACT-003", "ACT-004", "ACT-005", "ACT-006", "ACT-011", "ACT-013")
@pytest.mark.requirement("ACT-014", "ACT-015", "ACT-016", "ACT-017", "ACT-018", "ACT-020", "OVR-003", "REQ-008")
def test_from_the_box_to_activation_complete(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="thenar")
    (tmp_path / "server").mkdir()
    set_up(tmp_path / "server")
    box = Box(tmp_path / "terminal")
    box.world.networks.plug_cable(None)
    box.updates.offer(Fetched.NEWER, "0.2.0")
    with server_process(tmp_path / "server") as server:
        client = server.signed_in()
        instance = {"deviceInstanceId": new_instance(client, whole(DOOR), "North door")}
        finds_the_network_and_newer_software(box)
        box.updates.start()
        box.show(client.create_device_activation_qr_code(**instance)["qrCode"])
        is_activated(box)
        shown = client.get_device_instance(**instance)
        assert (shown["state"], shown["assetTagId"]) == ("ACTIVE", "0000195169")
        client.close()
    identity = box.memory.identity()
    assert identity is not None
    assert identity.instance == instance["deviceInstanceId"]
    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("thenar"))
    assert "setup: confirm_settings" in told
    assert not [secret for secret in (PASSWORD, MISTYPED, POSTAL_CODE, WRONG) if secret in told]


def finds_the_network_and_newer_software(box: Box) -> None:
    with box.switched_on() as terminal:
        terminal.begins()
        terminal.tap(Choice.ETHERNET)
        assert terminal.until("network_problem").fault is Fault.NETWORK_NO_CABLE
        terminal.tap(Choice.OTHER_NETWORK)
        terminal.until("choose_connection")
        terminal.tap(Choice.WIFI)
        terminal.joins(MISTYPED)
        assert terminal.until("network_problem").fault is Fault.WIFI_PASSWORD_WRONG
        terminal.tap(Choice.TRY_AGAIN)
        terminal.until("network_password")
        terminal.tap(Choice.BACK)
        terminal.joins(PASSWORD)
        terminal.until("downloading", lambda view: 0 < view.progress < 1)
        terminal.until("installing")
        terminal.until("booting")
    assert box.restarts == 1
    assert box.world.networks.kept() is not None


def is_activated(box: Box) -> None:
    with box.switched_on() as terminal:
        terminal.until("downloaded")
        terminal.tap(Choice.OK)
        terminal.until("choose_code")
        terminal.scans()
        terminal.until("checking_code")
        terminal.types(WRONG)
        problem = terminal.until("postal_code_problem")
        assert (problem.fault, problem.answers_left) == (Fault.POSTAL_CODE_WRONG, 4)
        terminal.tap(Choice.TRY_AGAIN)
        terminal.types(POSTAL_CODE)
        place = terminal.until("confirm_settings").place
        assert place is not None
        assert (place.site_name, place.instance_name, place.mode) == (SITE, "North door", OperationMode.ENTRY)
        assert place.lines == ("1 Harbour Street", "Portsmouth PO1 3AX")
        terminal.tap(Choice.CONFIRM_SETTINGS)
        terminal.until("activated")
        terminal.tap(Choice.FINISH)
        terminal.until("booting")
        assert WRONG not in repr(terminal.views)
    assert box.seen[0].shape == (VEIL_CELLS, VEIL_CELLS, 3)
