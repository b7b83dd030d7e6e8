"""Sites: listed, searched, created, changed, deleted; refusals leave what was typed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.operations.common import NoAnswer
from app.operations.refusals import Reason, Refusal
from app.operations.sites import CreateSite, DeleteSite, UpdateSite, UpdateSiteAddress
from tests.ui.console.conftest import Later, Open
from tests.ui.kiosk.accessible import find_in
from ui.console.chips import Tone
from ui.console.example_plane import HARBOUR, SITES, ExamplePlane, denied, detail_of
from ui.console.gallery import settle
from ui.console.pages.sites import SitesPage
from ui.console.plane import Plane
from ui.console.site_form import SiteForm
from ui.console.speech import Speech
from ui.console.typing_dialog import TypingDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window


@pytest.fixture
def plane() -> ExamplePlane:
    return ExamplePlane()


@pytest.fixture
def page(open_console: Open, plane: ExamplePlane) -> SitesPage:
    window = open_console(Plane(plane, plane), "sites")
    assert isinstance(window.page, SitesPage)
    return window.page


def form_of(kind: type[SiteForm] = SiteForm) -> SiteForm:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def said() -> set[str]:
    return {found.name for window in QApplication.topLevelWidgets() if window.isVisible() for found in find_in(window)}


@pytest.mark.requirement("SITE-003", "SITM-002")
def test_sites_are_listed_and_the_chosen_one_shows_its_address(page: SitesPage) -> None:
    assert [row.name for row in page.table.model.rows] == [site.name for site in SITES]
    page.table.view.selectRow(0)
    settle()
    assert page.panel.isVisible()
    assert any(HARBOUR.address_line1 in words for words in said())


def test_a_search_keeps_what_fits_in_any_case(page: SitesPage) -> None:
    page.sought.setText("zaragoza")
    assert [row.name for row in page.table.model.rows] == ["Warehouse"]
    page.sought.setText("nowhere")
    assert page.table.state.words.text() == Speech("en").say("sites.none")
    page.step_back()
    assert len(page.table.model.rows) == len(SITES)


@pytest.mark.requirement("SITE-004", "SITE-005", "SITE-008")
def test_a_site_is_created_with_its_tags(page: SitesPage, plane: ExamplePlane) -> None:
    plane.answers["CreateSite"] = detail_of(SITES[1])
    page.primary.click()
    form = form_of()
    assert not form.submit.isEnabled()
    for field, words in (
        (form.name, " North laboratory "),
        (form.line1, "2 Mill Lane"),
        (form.postal_code, "LS1 4AP"),
        (form.city, "Leeds"),
        (form.country, "gb"),
    ):
        field.setText(words)
    assert form.submit.isEnabled()
    form.tags.add_tag("team", "labs")
    form.tags.add_tag("gone", "soon")
    form.tags.findChildren(type(form.submit))[-1].click()
    form.submit.click()
    settle()
    (asked,) = plane.requests("CreateSite")
    assert isinstance(asked, CreateSite)
    assert (asked.name, asked.address.country_code, asked.address.address_line2) == ("North laboratory", "GB", None)
    assert asked.tags == {"team": "labs"}
    assert page.table.row == SITES[1]


@pytest.mark.requirement("TRB-005", "TRB-003")
def test_a_refusal_stands_in_the_form_and_nothing_typed_is_lost(page: SitesPage, plane: ExamplePlane) -> None:
    plane.refusals["CreateSite"] = denied("one:CreateSite")
    page.act()
    form = form_of()
    for field in (form.name, form.line1, form.postal_code, form.city, form.country):
        field.setText("GB")
    form.submit.click()
    settle()
    assert form.isVisible()
    assert "one:CreateSite" in form.problem.text()
    assert Speech("en").say("refusal.remedy") in form.problem.text()
    assert form.name.text() == "GB"
    assert form.submit.isEnabled()
    form.reject()


def test_name_and_address_are_changed_by_forms_that_know_them(page: SitesPage, plane: ExamplePlane) -> None:
    plane.answers |= {"UpdateSite": detail_of(SITES[0]), "UpdateSiteAddress": plane.answers["GetSiteAddress"]}
    page.table.view.selectRow(0)
    page.edit()
    form = form_of()
    assert form.name.text() == "Head office"
    form.name.setText("Harbour house")
    form.submit.click()
    settle()
    assert plane.requests("UpdateSite") == [UpdateSite(SITES[0].site_id, "Harbour house", "")]
    page.move_site()
    settle()
    form = form_of()
    assert form.line1.text() == HARBOUR.address_line1
    form.city.setText("Southsea")
    form.submit.click()
    settle()
    (asked,) = plane.requests("UpdateSiteAddress")
    assert isinstance(asked, UpdateSiteAddress)
    assert asked.address.city == "Southsea"
    assert page.table.row == SITES[0]


def test_a_site_is_deleted_only_once_its_name_was_typed(page: SitesPage, plane: ExamplePlane) -> None:
    plane.answers["DeleteSite"] = NoAnswer()
    page.table.view.selectRow(2)
    page.delete()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TypingDialog)
    dialog.typed.setText("Warehous")
    assert not dialog.delete.isEnabled()
    dialog.typed.setText("warehouse")
    dialog.delete.click()
    settle()
    assert plane.requests("DeleteSite") == [DeleteSite(SITES[2].site_id)]


@pytest.mark.parametrize("reason", [Reason.TOKEN_EXPIRED, Reason.KEY_UNKNOWN])
def test_a_session_that_ended_closes_the_window_for_signing_in(
    open_console: Open, plane: ExamplePlane, reason: Reason
) -> None:
    window = open_console(Plane(plane, plane), "sites")
    plane.refusals["ListSites"] = Refusal.of(reason)
    window.page.load()
    settle()
    assert window.session_over
    assert not window.isVisible()


@pytest.mark.parametrize("refused", [False, True])
def test_what_comes_of_a_form_that_was_closed_meanwhile_is_told_above_the_page(
    open_console: Open, plane: ExamplePlane, refused: bool
) -> None:
    later = Later()
    window = open_console(Plane(plane, plane), "sites", submit=later)
    later.answer()
    plane.answers["CreateSite"] = detail_of(SITES[1])
    if refused:
        plane.refusals["CreateSite"] = denied("one:CreateSite")
    window.page.act()
    form = form_of()
    form.submitted.emit()
    form.reject()
    settle()
    later.answer()
    speech = Speech("en")
    told = speech.refusal(denied("one:CreateSite")) if refused else speech.say("sites.created", name=SITES[1].name)
    assert window.notices.words.text() == told


def test_a_name_that_looks_like_a_page_stands_as_it_is_written(open_console: Open, plane: ExamplePlane) -> None:
    name = "<img src='file:///etc/hostname'>Head office"
    window = open_console(Plane(plane, plane), "sites")
    assert isinstance(window.page, SitesPage)
    window.page.panel.show_facts(name, None, ())
    window.page.room.tell(name, Tone.GOOD)
    dialog = TypingDialog(window.page.room, window, "sites.deletion", name)
    words = [window.page.panel.heading, window.notices.words, *dialog.findChildren(QLabel)]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in words)
    dialog.close()
