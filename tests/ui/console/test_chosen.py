"""What the panel shows is what is done something to, however the rows were chosen; and of nothing chosen, nothing."""

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.people import PersonId
from app.operations.common import NoAnswer
from app.operations.people import PutUserAccessEnd
from tests.ui.console.clicks import CTRL, click
from tests.ui.console.conftest import Open
from tests.ui.console.dialogs import open_dialog
from ui.console.books import Books
from ui.console.device_forms import ConfigureForm
from ui.console.example_plane import PEOPLE, ExamplePlane
from ui.console.examples import ExampleAccuracy, ExampleAudit, ExamplePeople
from ui.console.gallery import settle
from ui.console.identity import short
from ui.console.last_day_form import LastDayForm
from ui.console.pages.activity import ActivityPage
from ui.console.pages.devices import DevicesPage
from ui.console.pages.enrolled import SET, EnrolledPage
from ui.console.pages.people import PeoplePage
from ui.console.pages.resource import ResourcePage
from ui.console.plane import Plane
from ui.console.speech import Speech
from ui.console.typing_dialog import TypingDialog
from ui.console.window import ConsoleWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window

SAY = Speech("en").say
PAGES = ("sites", "devices", "codes", "templates", "enrolled", "users", "rules")


@pytest.fixture
def plane() -> ExamplePlane:
    return ExamplePlane()


@pytest.fixture
def enrolled(open_console: Open, plane: ExamplePlane) -> EnrolledPage:
    page = open_console(Plane(plane, plane), "enrolled").page
    assert isinstance(page, EnrolledPage)
    return page


@pytest.fixture
def people() -> ExamplePeople:
    return ExamplePeople()


@pytest.fixture
def page(open_console: Open, people: ExamplePeople) -> PeoplePage:
    page = open_console(Books(people, ExampleAudit(), ExampleAccuracy()), "people").page
    assert isinstance(page, PeoplePage)
    return page


def test_whom_the_panel_shows_is_given_the_last_day(enrolled: EnrolledPage, plane: ExamplePlane) -> None:
    plane.answers["PutUserAccessEnd"] = NoAnswer()
    for place, held in ((0, None), (1, CTRL), (1, CTRL)):
        click(enrolled.table, place, *([held] if held else []))
    person = short(PersonId(PEOPLE[0].user_id))
    assert enrolled.panel.heading.text() == SAY("enrolled.person", person=person)
    enrolled.panel.deeds[SET].click()
    form = open_dialog(LastDayForm)
    assert person in form.whom.text()
    ends_at = int(form.ends_at.timestamp() * 1000)
    form.submit.click()
    settle()
    assert plane.requests("PutUserAccessEnd") == [PutUserAccessEnd(PEOPLE[0].user_id, ends_at)]


def test_whom_the_panel_shows_is_deleted(enrolled: EnrolledPage) -> None:
    for place, held in ((0, None), (1, CTRL), (1, CTRL)):
        click(enrolled.table, place, *([held] if held else []))
    enrolled.delete()
    dialog = open_dialog(TypingDialog)
    dialog.typed.setText(short(PersonId(PEOPLE[0].user_id)))
    assert dialog.delete.isEnabled()
    dialog.reject()


def test_nobody_is_deleted_of_several(enrolled: EnrolledPage, page: PeoplePage) -> None:
    for table in (enrolled.table, page.table):
        click(table, 0)
        click(table, 1, CTRL)
    enrolled.delete()
    page.confirm()
    assert QApplication.activeModalWidget() is None


def test_several_stay_chosen_over_a_reload(enrolled: EnrolledPage) -> None:
    click(enrolled.table, 0)
    click(enrolled.table, 2, CTRL)
    enrolled.load()
    settle()
    assert enrolled.table.chosen_rows == (PEOPLE[0], PEOPLE[2])
    assert enrolled.panel.heading.text() == SAY("access_end.several", people=2)


@pytest.mark.parametrize("name", PAGES)
def test_with_the_last_row_the_panel_goes_and_nothing_is_left_to_do(
    open_console: Open, plane: ExamplePlane, name: str
) -> None:
    page = open_console(Plane(plane, plane), name).page
    assert isinstance(page, ResourcePage)
    click(page.table, 0)
    assert page.panel.isVisible()
    asked = len(plane.asked)
    click(page.table, 0, CTRL)
    assert page.table.chosen_rows == ()
    assert page.panel.isHidden()
    for deed in page.offers():
        deed.act()
    settle()
    assert QApplication.activeModalWidget() is None
    assert plane.asked[asked:] == []


def test_a_record_goes_with_its_row(open_console: Open, plane: ExamplePlane) -> None:
    page = open_console(Plane(plane, plane), "activity").page
    assert isinstance(page, ActivityPage)
    click(page.table, 0)
    assert page.record.isVisible()
    click(page.table, 0, CTRL)
    assert page.record.isHidden()


def test_at_one_terminal_too_the_panel_shows_whose_last_day_is_set(page: PeoplePage, people: ExamplePeople) -> None:
    for place, held in ((0, None), (1, CTRL), (1, CTRL)):
        click(page.table, place, *([held] if held else []))
    person = page.table.model.rows[0].person
    assert page.panel.heading.text() == SAY("person.title", person=short(person))
    before = {row.person: row.ends_at for row in people.rows}
    page.panel.last_day.click()
    form = open_dialog(LastDayForm)
    assert short(person) in form.whom.text()
    ends_at = form.ends_at
    form.submit.click()
    settle()
    assert {row.person: row.ends_at for row in people.rows} == {**before, person: ends_at}


def test_at_one_terminal_too_nothing_is_done_to_nobody(page: PeoplePage, people: ExamplePeople) -> None:
    click(page.table, 0)
    assert page.panel.isVisible()
    click(page.table, 0, CTRL)
    assert page.panel.isHidden()
    before = list(people.rows)
    for deed in (page.set_last_day, page.clear_end, page.confirm):
        deed()
        settle()
        assert QApplication.activeModalWidget() is None
    assert list(people.rows) == before


@pytest.mark.parametrize(("tab", "offered"), [(0, "devices.configure"), (1, "devices.edit")])
def test_several_devices_are_shown_as_several_and_configured_together(
    open_console: Open, plane: ExamplePlane, tab: int, offered: str
) -> None:
    window: ConsoleWindow = open_console(Plane(plane, plane), "devices")
    page = window.page
    assert isinstance(page, DevicesPage)
    page.tabs.setCurrentIndex(tab)
    click(page.table, 0)
    click(page.table, 1, CTRL)
    assert page.panel.heading.text() == SAY("devices.several", devices=2)
    assert page.warning.isHidden()
    assert [key for key, button in page.panel.deeds.items() if not button.isHidden()] == [offered]
    page.panel.deeds[offered].click()
    settle()
    form = open_dialog(ConfigureForm)
    form.reject()
    click(page.table, 1, CTRL)
    assert page.panel.heading.text() == page.table.model.rows[0].name
