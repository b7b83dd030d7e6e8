"""Activation codes: of the site where one stands, large enough to read, made anew while they are shown."""

import cv2
import numpy as np
import pytest
import zxingcpp
from PySide6.QtGui import QImage

from app.domain.activation import REISSUED_AFTER
from app.operations.refusals import Reason, Refusal
from tests.ui.console.conftest import Later, Open
from tests.ui.console.dialogs import open_dialog
from ui.console.code_dialog import AGAIN_AFTER_S, CodeDialog
from ui.console.example_plane import HARBOUR, INSTANCES, ExamplePlane, denied, instance_of
from ui.console.gallery import settle
from ui.console.pages.codes import CodesPage
from ui.console.plane import Plane
from ui.console.speech import Speech

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window
TICKS = int(REISSUED_AFTER.total_seconds())


@pytest.fixture
def plane() -> ExamplePlane:
    return ExamplePlane()


@pytest.fixture
def page(open_console: Open, plane: ExamplePlane) -> CodesPage:
    window = open_console(Plane(plane, plane), "codes")
    assert isinstance(window.page, CodesPage)
    return window.page


def shown(page: CodesPage) -> CodeDialog:
    page.table.view.selectRow(0)
    page.act()
    settle()
    return open_dialog(CodeDialog)


def text_in(dialog: CodeDialog) -> list[str]:
    """What a reader that is not ours finds in a picture of the dialog."""
    image = dialog.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = cv2.copyMakeBorder(rows[:, : image.width()], 0, 0, 0, 0, cv2.BORDER_CONSTANT)
    return [found.text for found in zxingcpp.read_barcodes(pixels)]


@pytest.mark.requirement("CFG-009", "CFG-010", "CFG-011", "ACT-008", "ACT-009")
def test_ready_instances_of_the_chosen_site_are_listed_under_its_address(page: CodesPage) -> None:
    assert [row.name for row in page.table.model.rows] == ["Roof terrace"]
    assert HARBOUR.address_line1 in page.address.text()
    page.site.setCurrentIndex(2)
    assert [row.name for row in page.table.model.rows] == ["Loading bay"]


@pytest.mark.requirement("CFG-012", "ACT-010", "ROLE-010", "ROLE-011")
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_reader_reads_the_code_off_the_screen(page: CodesPage, plane: ExamplePlane, scheme: str) -> None:
    dialog = shown(page)
    assert text_in(dialog) == [plane.answers["CreateDeviceActivationQrCode"].qr_code]
    dialog.accept()


@pytest.mark.requirement("ACT-012")
def test_a_code_is_made_anew_before_it_expires(page: CodesPage, plane: ExamplePlane) -> None:
    dialog = shown(page)
    for _ in range(TICKS - 1):
        dialog.tick()
    assert len(plane.requests("CreateDeviceActivationQrCode")) == 1
    dialog.tick()
    settle()
    assert len(plane.requests("CreateDeviceActivationQrCode")) == 2
    dialog.accept()


def test_a_code_that_could_not_be_made_is_asked_for_again(page: CodesPage, plane: ExamplePlane) -> None:
    plane.refusals["CreateDeviceActivationQrCode"] = Refusal.of(Reason.UNAVAILABLE)
    dialog = shown(page)
    assert dialog.picture.pixmap().isNull()
    del plane.refusals["CreateDeviceActivationQrCode"]
    for _ in range(AGAIN_AFTER_S):
        dialog.tick()
        settle()
    assert not dialog.picture.pixmap().isNull()
    dialog.accept()


def test_the_dialog_says_when_the_device_is_active(page: CodesPage, plane: ExamplePlane) -> None:
    plane.answers["GetDeviceInstance"] = instance_of(INSTANCES[1])
    dialog = shown(page)
    for _ in range(4):
        dialog.tick()
        settle()
    assert dialog.words.text() == Speech("en").say("code.done")
    assert dialog.picture.pixmap().isNull()
    dialog.accept()


@pytest.mark.requirement("TRB-008")
def test_without_permission_the_dialog_says_whom_to_ask(page: CodesPage, plane: ExamplePlane) -> None:
    plane.refusals["CreateDeviceActivationQrCode"] = denied("one:CreateDeviceActivationQrCode")
    dialog = shown(page)
    assert Speech("en").say("refusal.remedy") in dialog.words.text()
    assert plane.refusals["CreateDeviceActivationQrCode"].reason is Reason.ACCESS_DENIED
    dialog.accept()


def test_a_code_that_comes_when_the_dialog_has_closed_is_dropped(open_console: Open, plane: ExamplePlane) -> None:
    later = Later()
    page = open_console(Plane(plane, plane), "codes", submit=later).page
    later.answer()
    assert isinstance(page, CodesPage)
    dialog = shown(page)
    dialog.accept()
    settle()
    later.answer()
    assert len(plane.requests("CreateDeviceActivationQrCode")) == 1
    assert [row.name for row in page.table.model.rows] == ["Roof terrace"]
