"""Configuration templates: made for desks and doors, changed, deleted."""

import pytest

from app.domain.device_configuration import OperationMode, Protocol
from app.operations.common import NoAnswer
from app.operations.configurations import (
    CreateDeviceConfigurationTemplate,
    DeleteDeviceConfigurationTemplate,
    UpdateDeviceConfigurationTemplate,
)
from tests.ui.console.conftest import Open
from tests.ui.console.dialogs import open_dialog
from ui.console.configuration_fields import LAYOUTS
from ui.console.example_plane import DOOR, TEMPLATES, ExamplePlane, denied, template_of
from ui.console.gallery import settle
from ui.console.pages.templates import TemplatesPage
from ui.console.plane import Plane
from ui.console.speech import Speech
from ui.console.template_form import TemplateForm
from ui.console.typing_dialog import TypingDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window


@pytest.fixture
def plane() -> ExamplePlane:
    return ExamplePlane()


@pytest.fixture
def page(open_console: Open, plane: ExamplePlane) -> TemplatesPage:
    window = open_console(Plane(plane, plane), "templates")
    assert isinstance(window.page, TemplatesPage)
    return window.page


@pytest.mark.requirement("TPL-001", "TPL-002", "TPL-005", "TPL-006", "TPL-013")
def test_a_template_for_desks_needs_a_name_and_no_more(page: TemplatesPage, plane: ExamplePlane) -> None:
    plane.answers["CreateDeviceConfigurationTemplate"] = template_of(TEMPLATES[1])
    page.primary.click()
    form = open_dialog(TemplateForm)
    assert not form.submit.isEnabled()
    form.name.setText("Desks")
    form.fields_of_device.mode.setCurrentIndex(list(OperationMode).index(OperationMode.ENROLLMENT))
    form.tags.add_tag("team", "front desk")
    form.submit.click()
    settle()
    (asked,) = plane.requests("CreateDeviceConfigurationTemplate")
    assert isinstance(asked, CreateDeviceConfigurationTemplate)
    assert (asked.name, asked.configuration.operation_mode) == ("Desks", OperationMode.ENROLLMENT)
    assert asked.tags == {"team": "front desk"}
    assert asked.configuration.wifi is None


@pytest.mark.requirement("TPL-011", "TPL-012")
def test_a_template_for_doors_says_how_panel_and_badges_speak(page: TemplatesPage, plane: ExamplePlane) -> None:
    plane.answers["CreateDeviceConfigurationTemplate"] = template_of(TEMPLATES[0])
    page.act()
    form = open_dialog(TemplateForm)
    fields = form.fields_of_device
    form.name.setText("Doors")
    fields.mode.setCurrentIndex(list(OperationMode).index(OperationMode.ENTRY))
    fields.protocol.setCurrentIndex(list(Protocol).index(Protocol.OSDP_V2))
    fields.address.setValue(9)
    fields.key.setText("0" * 32)
    fields.badge.setCurrentIndex(list(LAYOUTS).index("H10304"))
    form.submit.click()
    settle()
    (asked,) = plane.requests("CreateDeviceConfigurationTemplate")
    panel = asked.configuration.control_panel
    assert panel.osdp.address == 9
    assert panel.osdp.secure_channel_key == "0" * 32
    assert asked.configuration.badge_format == LAYOUTS["H10304"]


def test_a_layout_of_ones_own_is_put_in_by_bits(page: TemplatesPage) -> None:
    page.act()
    form = open_dialog(TemplateForm)
    fields = form.fields_of_device
    fields.mode.setCurrentIndex(list(OperationMode).index(OperationMode.ENTRY))
    fields.badge.setCurrentIndex(len(LAYOUTS))
    assert fields.custom.isVisibleTo(form)
    fields.bits.setValue(40)
    for field, value in zip(fields.spans, (10, 30, 0, 0), strict=True):
        field.setValue(value)
    layout = form.said().badge_format
    assert layout is not None
    assert (layout.bit_length, layout.card_number.start, layout.card_number.length) == (40, 10, 30)
    assert layout.facility_code is None
    form.reject()


def test_a_template_is_changed_in_the_form_that_made_it(page: TemplatesPage, plane: ExamplePlane) -> None:
    plane.answers["UpdateDeviceConfigurationTemplate"] = template_of(TEMPLATES[0])
    page.table.view.selectRow(0)
    settle()
    page.edit()
    settle()
    form = open_dialog(TemplateForm)
    assert form.said() == DOOR
    form.submit.click()
    settle()
    key = TEMPLATES[0].template_id
    asked = UpdateDeviceConfigurationTemplate(key, TEMPLATES[0].name, DOOR)
    assert plane.requests("UpdateDeviceConfigurationTemplate") == [asked]


@pytest.mark.requirement("TRB-007")
def test_a_refusal_says_whom_to_ask(page: TemplatesPage, plane: ExamplePlane) -> None:
    plane.refusals["CreateDeviceConfigurationTemplate"] = denied("one:CreateDeviceConfigurationTemplate")
    page.act()
    form = open_dialog(TemplateForm)
    form.name.setText("Doors")
    form.submit.click()
    settle()
    assert Speech("en").say("refusal.remedy") in form.problem.text()
    assert form.isVisible()
    form.reject()


def test_a_template_is_deleted_once_its_name_was_typed(page: TemplatesPage, plane: ExamplePlane) -> None:
    plane.answers["DeleteDeviceConfigurationTemplate"] = NoAnswer()
    page.table.view.selectRow(1)
    settle()
    page.delete()
    dialog = open_dialog(TypingDialog)
    dialog.typed.setText("desks")
    dialog.delete.click()
    settle()
    asked = DeleteDeviceConfigurationTemplate(TEMPLATES[1].template_id)
    assert plane.requests("DeleteDeviceConfigurationTemplate") == [asked]
