"""What is wrong with a device is named and leads to what to do about it; damage is reported by a text of one's own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication

from app.domain.configuration_refusal import RefusedConfiguration, Unfit
from app.domain.device_instances import InstanceState
from app.domain.device_lock import Lock, Locked
from app.domain.faults import Fault
from app.domain.health_checks import Check
from app.domain.troubleshooting import Section
from app.operations.instances import RebootAccepted, RebootDevice
from tests.ui.console.conftest import Open
from tests.ui.console.dialogs import open_dialog
from ui.console.books import Books
from ui.console.chips import Tone
from ui.console.damage_form import LETTER_MOST, DamageForm
from ui.console.example_plane import (
    INSTANCES,
    MADE_MS,
    ExamplePlane,
    damaged,
    denied,
    instance_of,
    silent_of,
    status_of,
)
from ui.console.examples import NOON, ExampleAccuracy, ExampleAudit, ExamplePeople
from ui.console.gallery import settle
from ui.console.help_dialog import HelpButton, HelpDialog
from ui.console.pages.devices import DevicesPage
from ui.console.plane import Plane
from ui.console.speech import Speech
from ui.console.troubles import TroubleList, troubles_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window
ENGLISH = Speech("en")
DOOR = INSTANCES[1]
CONTACT = "help@facilities.example"


@pytest.fixture
def plane() -> ExamplePlane:
    made = ExamplePlane()
    made.answers |= damaged() | {"RebootDevice": RebootAccepted(DOOR.device_instance_id, "c0")}
    return made


@pytest.fixture
def page(open_console: Open, plane: ExamplePlane) -> DevicesPage:
    window = open_console(Plane(plane, plane), "devices")
    assert isinstance(window.page, DevicesPage)
    window.page.show_subject(DOOR.device_instance_id)
    settle()
    return window.page


@pytest.mark.requirement("DOC-002")
def test_everything_that_is_wrong_leads_to_its_own_section() -> None:
    refused = RefusedConfiguration(4, Unfit.LINE_MISSING)
    status = replace(
        silent_of(DOOR).status or status_of(DOOR),
        locks=(Locked(Lock.TAMPER, MADE_MS), Locked(Lock.INACTIVITY, MADE_MS)),
        refused_configuration=refused,
    )
    detail = replace(instance_of(DOOR, status), state=InstanceState.OUT_OF_SERVICE)
    assert [(each.words, each.section) for each in troubles_of(ENGLISH, detail)] == [
        (ENGLISH.lock(Lock.TAMPER), Section.LOCKED),
        (ENGLISH.lock(Lock.INACTIVITY), Section.INACTIVITY),
        ("Out of service", Section.OUT_OF_SERVICE),
        (ENGLISH.say("devices.silent"), Section.BLANK_SCREEN),
        (ENGLISH.check(Check.CAMERA), Section.UNAVAILABLE),
        (ENGLISH.check(Check.DISK), Section.STORAGE),
        (ENGLISH.unfit(refused), Section.CONFIGURATION_REFUSED),
    ]
    assert troubles_of(ENGLISH, instance_of(DOOR, status_of(DOOR))) == ()
    assert troubles_of(ENGLISH, instance_of(INSTANCES[4])) == ()


@pytest.mark.requirement("DEV-003", "DOC-002")
def test_a_silent_device_leads_to_the_remedies_of_a_blank_screen_and_to_the_reboot_there(
    page: DevicesPage, plane: ExamplePlane
) -> None:
    troubles = page.panel.findChild(TroubleList)
    assert isinstance(troubles, TroubleList)
    troubles.buttons[0].click()
    dialog = open_dialog(HelpDialog)
    assert dialog.section is Section.BLANK_SCREEN
    for remedy in ("Wait 30 seconds", "power cord", "Unplug the USB hub", "call support"):
        assert remedy in dialog.words.toPlainText()
    dialog.ways[Section.BLANK_SCREEN].click()
    settle()
    assert plane.requests("RebootDevice") == [RebootDevice(DOOR.device_instance_id)]


def test_other_sections_can_be_read_from_there_and_offer_what_the_console_can_do(page: DevicesPage) -> None:
    page.help(Section.NETWORK)
    dialog = open_dialog(HelpDialog)
    offered = {}
    for place, section in enumerate(Section):
        dialog.sections.setCurrentIndex(place)
        assert dialog.section is section
        assert dialog.words.toPlainText().strip()
        offered[section] = [way for way, button in dialog.ways.items() if not button.isHidden()]
    assert {section: ways for section, ways in offered.items() if ways} == {
        Section.BLANK_SCREEN: [Section.BLANK_SCREEN],
        Section.DAMAGE: [Section.DAMAGE],
    }
    dialog.reject()


@pytest.mark.requirement("DOC-002")
def test_an_error_with_a_code_leads_to_its_section_and_others_do_not(open_console: Open) -> None:
    books = Books(ExamplePeople(fault=Fault.STORE_UNREADABLE), ExampleAudit(), ExampleAccuracy())
    window = open_console(books, "people")
    helps = [each for each in window.page.findChildren(HelpButton) if each.isVisible()]
    assert [each.section for each in helps] == [Section.STORAGE]
    helps[0].click()
    assert open_dialog(HelpDialog).section is Section.STORAGE
    open_dialog(HelpDialog).reject()
    window.notices.tell(ENGLISH.fault(Fault.CUSTOMER_KEY_REFUSED), Tone.BAD, NOON)
    assert window.notices.help.section is Section.KEYS
    window.notices.tell("The badge is not enrolled", Tone.BAD, NOON)
    assert window.notices.help.isHidden()


@pytest.fixture
def form(page: DevicesPage) -> Iterator[DamageForm]:
    page.doing.report_damage()
    settle()
    shown = open_dialog(DamageForm)
    yield shown
    if not shown.closed:
        shown.reject()


@pytest.mark.requirement("DEV-030")
def test_a_report_of_damage_knows_the_device_and_is_copied_when_somebody_says_what_happened(form: DamageForm) -> None:
    assert not form.submit.isEnabled()
    assert not form.save.isEnabled()
    form.what.setPlainText("The glass is cracked.")
    form.when.setText("This morning")
    form.why.setPlainText("A trolley hit it.")
    report = form.report()
    known = ("Main entrance", "Head office", "TH-2041", DOOR.device_instance_id, "1.4.0", "2026-", "Critical")
    for words in (*known, "Not locked", "The glass is cracked.", "This morning", "A trolley hit it."):
        assert words in report
    form.submit.click()
    assert QGuiApplication.clipboard().text() == report


@pytest.mark.requirement("DEV-030")
def test_it_can_be_saved_or_opened_as_a_letter_to_support_and_is_sent_nowhere_by_itself(
    form: DamageForm, plane: ExamplePlane, tmp_path: Path
) -> None:
    form.what.setPlainText("Gone & bent: 100 % of the case")
    form.when.setText("Monday")
    assert form.save.isEnabled()
    letter = form.letter()
    assert (letter.scheme(), letter.path()) == ("mailto", CONTACT)
    assert unquote(letter.query(QUrl.ComponentFormattingOption.FullyEncoded)).endswith(form.report())
    form.save_to(tmp_path / "no such folder" / "report.txt")
    assert (form.problem.text(), form.isVisible()) == ("The report could not be saved there.", True)
    form.save_to(tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_text("utf-8") == form.report()
    assert not form.isVisible(), "and the window says which file it is"
    asked = {name for name, _ in plane.asked}
    assert not {name for name in asked if not name.startswith(("Get", "List"))}


def test_whoever_may_not_read_the_configuration_reports_damage_all_the_same(
    page: DevicesPage, plane: ExamplePlane
) -> None:
    plane.refusals["GetDeviceInstanceConfiguration"] = denied("one:GetDeviceInstanceConfiguration")
    page.doing.report_damage()
    settle()
    form = open_dialog(DamageForm)
    assert form.letter().path() == ""
    form.reject()


@pytest.mark.requirement("DEV-030")
@pytest.mark.parametrize("letter", ["a", "ñ", "門", "🚪"])
def test_a_letter_is_no_longer_than_a_link_may_be_and_says_where_the_rest_is(form: DamageForm, letter: str) -> None:
    for field in (form.what, form.why):
        field.setPlainText("It is " + letter * 2_000)
    form.when.setText(letter * 200)
    link = form.letter()
    assert len(link.toEncoded().data()) <= LETTER_MOST
    body = unquote(link.query(QUrl.ComponentFormattingOption.FullyEncoded)).split("&body=")[1]
    kept, _, rest = body.rpartition("\n\n")
    assert form.report().startswith(kept)
    assert len(kept) > 300
    assert rest == ENGLISH.say("damage.cut", copy=ENGLISH.say("damage.submit"))


def test_a_letter_that_is_long_when_quoted_alone_is_cut_too(form: DamageForm) -> None:
    form.what.setPlainText("門" * 200)
    form.when.setText("Today")
    assert len(form.report()) < LETTER_MOST < len(quote(form.report()))
    assert len(form.letter().toEncoded().data()) <= LETTER_MOST


def test_who_reports_is_in_no_report(form: DamageForm) -> None:
    form.what.setPlainText("Broken")
    form.when.setText("Today")
    for somebody in ("ada", "installer-north", "17:4242"):
        assert somebody not in form.report()
