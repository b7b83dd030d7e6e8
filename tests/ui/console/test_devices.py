"""Device instances: made several at once, configured, watched, changed, let go; what cannot be done is not offered."""

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.device_configuration import OperationMode, Protocol
from app.domain.device_instances import InstanceState
from app.domain.wiring import Mounting, terminals
from app.operations.common import NoAnswer
from app.operations.configurations import CreateDeviceInstanceConfiguration, InstanceConfiguration
from app.operations.instances import (
    CreateDeviceInstance,
    DeleteAssociatedDevice,
    RebootAccepted,
    RebootDevice,
    RemediateDevice,
    Remediation,
    UpdateDeviceInstance,
    UpdateDeviceService,
)
from app.operations.refusals import Reason, Refusal
from app.operations.sites import SitePage
from tests.ui.console.clicks import CTRL, click
from tests.ui.console.conftest import Open
from tests.ui.console.dialogs import open_dialog
from tests.ui.kiosk.accessible import find_in
from ui.console.device_forms import ConfigureForm, InstancesForm
from ui.console.example_plane import DOOR, INSTANCES, MADE_MS, SITES, ExamplePlane, denied, instance_of, locked_of
from ui.console.form import Form
from ui.console.gallery import settle
from ui.console.pages.codes import CodesPage
from ui.console.pages.devices import DevicesPage
from ui.console.plane import Plane
from ui.console.remediation_form import RemediationForm
from ui.console.speech import Speech
from ui.console.template_form import TemplateForm
from ui.console.typing_dialog import TypingDialog
from ui.console.window import ConsoleWindow
from ui.console.wiring_dialog import WiringDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window
UNACTIVATED = [row for row in INSTANCES if not row.state.activated]
ACTIVE = [row for row in INSTANCES if row.state.activated]
DOOR_MADE = InstanceConfiguration("doorDoorDoor02", "arn", 3, DOOR, MADE_MS)


@pytest.fixture
def plane() -> ExamplePlane:
    return ExamplePlane()


@pytest.fixture
def page(open_console: Open, plane: ExamplePlane) -> DevicesPage:
    window = open_console(Plane(plane, plane), "devices")
    assert isinstance(window.page, DevicesPage)
    return window.page


def window_of(page: DevicesPage) -> ConsoleWindow:
    window = page.window()
    assert isinstance(window, ConsoleWindow)
    return window


def choose(page: DevicesPage, name: str) -> None:
    row = next(row for row in INSTANCES if row.name == name)
    page.show_subject(row.device_instance_id)
    settle()
    assert page.table.row == row


@pytest.mark.requirement("DIC-001", "DIM-001", "TERM-011")
def test_instances_stand_on_one_of_two_tabs(page: DevicesPage) -> None:
    assert page.table.model.rows == tuple(UNACTIVATED)
    page.tabs.setCurrentIndex(1)
    assert page.table.model.rows == tuple(ACTIVE)


@pytest.mark.requirement("DIM-002", "HOW-007", "MNT-004")
def test_the_chosen_one_shows_whether_it_is_connected_and_well(page: DevicesPage, plane: ExamplePlane) -> None:
    choose(page, "Main entrance")
    said = {found.name for found in find_in(page)}
    for words in ("Connectivity: Connected", "Health: Healthy", "Software: 1.4.0", "Asset tag: TH-2041"):
        assert words in said


@pytest.mark.requirement("DIC-002", "DIC-004", "DIC-005", "DIC-007", "ROLE-005")
def test_several_are_made_in_one_go_at_a_site(page: DevicesPage, plane: ExamplePlane) -> None:
    plane.answers["CreateDeviceInstance"] = instance_of(INSTANCES[4])
    page.primary.click()
    form = open_dialog(InstancesForm)
    assert Speech("en").say("devices.create.note") in {found.name for found in find_in(form)}
    form.site.setCurrentIndex(1)
    form.names.setPlainText("  North door \n\nSouth door\n")
    form.tags.add_tag("floor", "0")
    form.submit.click()
    settle()
    assert plane.requests("CreateDeviceInstance") == [
        CreateDeviceInstance(SITES[1].site_id, name, {"floor": "0"}) for name in ("North door", "South door")
    ]


@pytest.mark.requirement("TRB-006")
def test_a_refusal_leaves_in_the_form_what_is_still_to_do(page: DevicesPage, plane: ExamplePlane) -> None:
    plane.refusals["CreateDeviceInstance"] = denied("one:CreateDeviceInstance")
    page.act()
    form = open_dialog(InstancesForm)
    form.names.setPlainText("North door\nSouth door")
    form.submit.click()
    settle()
    assert form.names.toPlainText() == "North door\nSouth door"
    assert Speech("en").say("refusal.remedy") in form.problem.text()
    form.reject()


@pytest.mark.requirement("DIC-003")
def test_without_a_site_one_is_led_to_where_it_is_made(open_console: Open, plane: ExamplePlane) -> None:
    plane.answers["ListSites"] = SitePage(())
    window = open_console(Plane(plane, plane), "devices")
    window.page.act()
    settle()
    assert window.page.name == "sites"


@pytest.mark.requirement("CFG-001", "CFG-002", "ROLE-006")
def test_several_are_configured_from_one_template(page: DevicesPage, plane: ExamplePlane) -> None:
    plane.answers["CreateDeviceInstanceConfiguration"] = DOOR_MADE
    page.table.view.selectAll()
    page.doing.configure()
    settle()
    form = open_dialog(ConfigureForm)
    form.method.setCurrentIndex(1)
    settle()
    assert form.said() == DOOR
    form.submit.click()
    settle()
    asked = plane.requests("CreateDeviceInstanceConfiguration")
    assert [each.device_instance_id for each in asked] == [row.device_instance_id for row in UNACTIVATED]
    assert {each.template_id for each in asked} == {"tmplTmplTmpl01"}


@pytest.mark.requirement("CFG-006", "ROLE-008", "DIM-008")
def test_a_configuration_is_put_in_by_hand(page: DevicesPage, plane: ExamplePlane) -> None:
    plane.answers |= {
        "CreateDeviceInstanceConfiguration": DOOR_MADE,
        "GetDeviceInstanceConfiguration": DOOR_MADE,
    }
    choose(page, "Main entrance")
    page.doing.configure()
    settle()
    form = open_dialog(ConfigureForm)
    fields = form.fields_of_device
    assert form.said() == DOOR
    assert not fields.mode.isEnabled()
    fields.protocol.setCurrentIndex(list(Protocol).index(Protocol.WIEGAND))
    fields.pulse.setValue(60)
    fields.ssid.setText("staff")
    fields.password.setText("correct horse")
    form.submit.click()
    settle()
    (asked,) = plane.requests("CreateDeviceInstanceConfiguration")
    assert isinstance(asked, CreateDeviceInstanceConfiguration)
    assert asked.configuration is not None
    assert asked.template_id is None
    panel, wifi = asked.configuration.control_panel, asked.configuration.wifi
    assert panel is not None
    assert (panel.protocol, panel.osdp) == (Protocol.WIEGAND, None)
    assert panel.wiegand is not None
    assert panel.wiegand.pulse_width_micros == 60
    assert wifi is not None
    assert (wifi.ssid, wifi.password) == ("staff", "correct horse")


@pytest.mark.requirement("HUB-016", "WALL-029")
@pytest.mark.parametrize("mounting", Mounting)
def test_wiring_help_shows_the_table_of_the_mounting_kind(page: DevicesPage, mounting: Mounting) -> None:
    choose(page, "Second laboratory")
    page.doing.configure()
    settle()
    form = open_dialog(ConfigureForm)
    form.fields_of_device.mode.setCurrentIndex(list(OperationMode).index(OperationMode.ENTRY))
    form.fields_of_device.wiring.click()
    help_ = open_dialog(WiringDialog)
    help_.mounting.setCurrentIndex(list(Mounting).index(mounting))
    settle()
    said = [found.name for found in find_in(help_)]
    for each in terminals(mounting):
        place = said.index(each.signal.value)
        assert said[place - 1] == str(each.pin)
    assert any("30 V AC or 60 V DC, 60 W" in words for words in said)
    help_.accept()
    form.reject()


@pytest.mark.requirement("CFG-005")
def test_a_template_can_be_made_from_where_one_is_chosen(page: DevicesPage) -> None:
    choose(page, "Second laboratory")
    page.doing.configure()
    settle()
    open_dialog(ConfigureForm).new_template.click()
    settle()
    form = open_dialog(TemplateForm)
    assert form.name.text() == ""
    form.reject()


def test_a_desk_has_no_panel_and_no_badge_format(page: DevicesPage) -> None:
    choose(page, "Second laboratory")
    page.doing.configure()
    settle()
    form = open_dialog(ConfigureForm)
    fields = form.fields_of_device
    fields.mode.setCurrentIndex(list(OperationMode).index(OperationMode.ENROLLMENT))
    assert not fields.door.isVisible()
    said = form.said()
    assert (said.control_panel, said.badge_format) == (None, None)
    form.reject()


def test_reboot_rest_and_rename_are_one_call_each(page: DevicesPage, plane: ExamplePlane) -> None:
    key = ACTIVE[1].device_instance_id
    plane.answers |= {
        "RebootDevice": RebootAccepted(key, "0" * 36),
        "UpdateDeviceService": instance_of(ACTIVE[1]),
        "UpdateDeviceInstance": instance_of(ACTIVE[1]),
    }
    choose(page, "Main entrance")
    page.doing.reboot()
    settle()
    page.doing.rest()
    settle()
    page.doing.return_to_service()
    settle()
    page.doing.rename()
    form = open_dialog(Form)
    form.submit.click()
    settle()
    assert plane.requests("RebootDevice") == [RebootDevice(key)]
    assert plane.requests("UpdateDeviceService") == [UpdateDeviceService(key, False), UpdateDeviceService(key, True)]
    assert plane.requests("UpdateDeviceInstance") == [UpdateDeviceInstance(key, "Main entrance")]


@pytest.mark.requirement("DEV-037", "DEV-038", "DEV-039")
@pytest.mark.parametrize("here", [True, False])
def test_a_locked_device_is_remediated_once_somebody_has_looked(
    page: DevicesPage, plane: ExamplePlane, here: bool
) -> None:
    key = ACTIVE[1].device_instance_id
    state = InstanceState.ACTIVE if here else InstanceState.READY_FOR_ACTIVATION
    plane.answers |= {"GetDeviceInstance": locked_of(ACTIVE[1]), "RemediateDevice": Remediation(key, state)}
    choose(page, "Main entrance")
    assert page.warning.isVisible()
    assert "Main entrance is locked" in page.warning.words.text()
    page.panel.deeds["devices.remediate"].click()
    form = open_dialog(RemediationForm)
    assert not form.submit.isEnabled()
    (form.here if here else form.elsewhere).setChecked(True)
    form.submit.click()
    settle()
    assert plane.requests("RemediateDevice") == [RemediateDevice(key, here)]


def test_a_lock_is_told_while_that_device_alone_is_chosen(page: DevicesPage, plane: ExamplePlane) -> None:
    plane.answers["GetDeviceInstance"] = locked_of(ACTIVE[1])
    for step in (0, 1):  # it is let go; another is chosen beside it
        choose(page, "Main entrance")
        assert page.warning.isVisible()
        click(page.table, (page.table.model.rows.index(ACTIVE[1]) + step) % 2, CTRL)
        assert page.warning.isHidden()
        page.doing.remediate()
        assert QApplication.activeModalWidget() is None


def test_no_remedy_is_offered_to_a_device_that_is_not_locked(page: DevicesPage) -> None:
    choose(page, "Main entrance")
    assert not page.warning.isVisible()
    assert not page.panel.deeds["devices.remediate"].isVisible()


@pytest.mark.requirement("DIM-014", "DIM-015")
@pytest.mark.parametrize("typed", ["", "Main entrance", "deactivat", "deactivate it"])
def test_deactivating_wants_the_word_and_no_other(page: DevicesPage, plane: ExamplePlane, typed: str) -> None:
    plane.answers["DeleteAssociatedDevice"] = NoAnswer()
    choose(page, "Main entrance")
    page.doing.deactivate()
    dialog = open_dialog(TypingDialog)
    dialog.typed.setText(typed)
    assert not dialog.delete.isEnabled()
    dialog.typed.setText("deactivate")
    dialog.delete.click()
    settle()
    assert plane.requests("DeleteAssociatedDevice") == [DeleteAssociatedDevice(ACTIVE[1].device_instance_id)]


@pytest.mark.parametrize(
    ("name", "can", "cannot"),
    [
        ("Second laboratory", "devices.configure", "devices.qr"),
        ("Loading bay", "devices.qr", "devices.reboot"),
        ("Main entrance", "devices.deactivate", "devices.delete"),
    ],
)
def test_what_the_server_would_refuse_is_not_offered(page: DevicesPage, name: str, can: str, cannot: str) -> None:
    choose(page, name)
    assert page.panel.deeds[can].isVisible()
    assert not page.panel.deeds[cannot].isVisible()


def test_a_refused_reboot_is_told_and_stays_in_the_log(page: DevicesPage, plane: ExamplePlane) -> None:
    plane.refusals["RebootDevice"] = Refusal.of(Reason.INSTANCE_NOT_ACTIVE)
    choose(page, "Main entrance")
    page.doing.reboot()
    settle()
    words = Speech("en").refusal(plane.refusals["RebootDevice"])
    assert any(words in line for line in window_of(page).notices.log)


@pytest.mark.requirement("SITM-001", "TERM-001")
def test_a_site_leads_to_its_devices_and_esc_to_all(open_console: Open, plane: ExamplePlane) -> None:
    window = open_console(Plane(plane, plane), "sites")
    window.page.wanted.emit("devices", SITES[2].site_id)
    settle()
    page = window.page
    assert isinstance(page, DevicesPage)
    assert [row.name for row in page.table.model.rows] == ["Loading bay"]
    page.step_back()
    assert page.table.model.rows == tuple(UNACTIVATED)


def test_a_ready_instance_leads_to_its_code(page: DevicesPage) -> None:
    choose(page, "Loading bay")
    page.panel.deeds["devices.qr"].click()
    settle()
    codes = window_of(page).page
    assert isinstance(codes, CodesPage)
    assert codes.site.currentText() == "Warehouse"
    assert codes.table.row is not None
    assert codes.table.row.state is InstanceState.READY_FOR_ACTIVATION
