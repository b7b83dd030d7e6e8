"""The other pages of a control plane: overview, enrolled people, event rules, encryption; and what all share."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.key_state import KeyState
from app.operations.audit import AuditEventPage, LookupAttribute
from app.operations.common import NoAnswer
from app.operations.encryption import EncryptionSettings, RotatedKeys, UpdateEncryptionSettings
from app.operations.event_rules import PutRule, PutTargetsAnswer
from app.operations.events import PatternVerdict
from app.operations.people import DeleteUserAccessEnd, DeleteUserV1, PutUserAccessEnd
from tests.ui.console.conftest import Open
from tests.ui.console.dialogs import open_dialog
from tests.ui.console.keyboard import controls, unreached
from tests.ui.kiosk.accessible import find_in
from ui.console.chips import Chip, Tone
from ui.console.example_plane import EVENTS, PEOPLE, RULES, TARGETS, ExamplePlane, denied
from ui.console.form import Form
from ui.console.gallery import NO_INSTANCE, OWNER, settle
from ui.console.last_day_form import LastDayForm
from ui.console.pages.activity import ActivityPage
from ui.console.pages.encryption import EncryptionPage
from ui.console.pages.enrolled import CLEAR, DELETE, SET, EnrolledPage
from ui.console.pages.overview import OverviewPage
from ui.console.pages.resource import ResourcePage
from ui.console.pages.rules import RulesPage
from ui.console.plane import Plane
from ui.console.rule_form import RuleForm
from ui.console.speech import Speech
from ui.console.target_form import KINDS, TargetForm
from ui.console.typing_dialog import TypingDialog
from ui.console.window import ConsoleWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window
PAGES = (
    "overview",
    "sites",
    "devices",
    "templates",
    "codes",
    "enrolled",
    "users",
    "rules",
    "encryption",
    "activity",
    "usage",
)
SAY = Speech("en").say


@pytest.fixture
def plane() -> ExamplePlane:
    return ExamplePlane()


@pytest.fixture
def window(open_console: Open, plane: ExamplePlane) -> ConsoleWindow:
    return open_console(Plane(plane, plane), "overview")


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_named_and_reached_by_tab(window: ConsoleWindow, name: str) -> None:
    window.open_page(name)
    settle()
    assert [control for control in controls(window) if not control.name] == []
    assert unreached(window) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_slash_and_esc_are_answered_on_every_page(window: ConsoleWindow, name: str) -> None:
    window.open_page(name)
    QTest.keyClick(window, Qt.Key.Key_Slash)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.page.name == name


@pytest.mark.requirement("POL-006")
@pytest.mark.parametrize("name", PAGES)
def test_without_permissions_every_page_says_whom_to_ask(open_console: Open, plane: ExamplePlane, name: str) -> None:
    """Fewer rights than a page needs: it shows why it is empty, and the window goes on."""
    plane.refusals = {each: denied(f"one:{each}") for each in plane.answers}
    window = open_console(Plane(plane, plane), name)
    said = " ".join(found.name for found in find_in(window)) + " ".join(window.notices.log)
    assert SAY("refusal.remedy") in said
    assert window.isVisible()


@pytest.mark.requirement("ACCT-006")
def test_the_owner_is_told_that_it_is_for_few_things(open_console: Open, plane: ExamplePlane) -> None:
    plane.answers["GetCallerIdentity"] = OWNER
    page = open_console(Plane(plane, plane), "overview").page
    assert isinstance(page, OverviewPage)
    assert page.owner.words.text() == SAY("overview.owner")


@pytest.mark.requirement("TPL-013")
def test_what_is_missing_for_full_use_is_said(open_console: Open, plane: ExamplePlane) -> None:
    page = open_console(Plane(plane, plane), "overview").page
    assert isinstance(page, OverviewPage)
    assert not page.missing.isVisible()
    assert page.cards["doors"].figure.text() == "3"
    plane.answers["ListDeviceInstances"] = NO_INSTANCE
    page.act()
    settle()
    assert page.missing.words.text() == SAY("overview.incomplete")


@pytest.mark.requirement("EU-001", "EU-007", "EU-012", "ROLE-009")
def test_an_enrolled_person_is_found_by_badge_and_deleted_after_typing(
    window: ConsoleWindow, plane: ExamplePlane
) -> None:
    plane.answers["DeleteUserV1"] = NoAnswer()
    window.open_page("enrolled")
    settle()
    page = window.page
    assert isinstance(page, EnrolledPage)
    assert page.title.text() == "Enrolled user management"
    page.sought.setText("4243")
    assert page.table.model.rows == (PEOPLE[1],)
    page.table.view.selectRow(0)
    page.delete()
    dialog = open_dialog(TypingDialog)
    dialog.typed.setText(PEOPLE[1].user_id[:7])
    assert not dialog.delete.isEnabled()
    dialog.typed.setText(PEOPLE[1].user_id[:8])
    dialog.delete.click()
    settle()
    assert plane.requests("DeleteUserV1") == [DeleteUserV1(PEOPLE[1].user_id)]


def enrolled_page(window: ConsoleWindow) -> EnrolledPage:
    window.open_page("enrolled")
    settle()
    assert isinstance(window.page, EnrolledPage)
    return window.page


def shown_deeds(page: EnrolledPage) -> set[str]:
    return {key for key, button in page.panel.deeds.items() if not button.isHidden()}


def test_several_people_are_chosen_with_the_keyboard_and_given_one_last_day(
    window: ConsoleWindow, plane: ExamplePlane
) -> None:
    plane.answers["PutUserAccessEnd"] = NoAnswer()
    page, view = enrolled_page(window), enrolled_page(window).table.view
    view.selectRow(0)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.table.chosen_rows == PEOPLE[:2]
    assert page.panel.heading.text() == SAY("access_end.several", people=2)
    assert shown_deeds(page) == {SET, CLEAR}
    page.panel.deeds[SET].click()
    form = open_dialog(LastDayForm)
    assert form.focusWidget() is form.day
    today = form.day.minimumDate()
    form.day.setDate(today.addDays(-1))
    assert form.day.date() == today, "whoever has left already is deleted instead"
    QTest.keyClick(form.day, Qt.Key.Key_Up)
    assert form.day.date() == today.addDays(1), "the day is what the keys step"
    assert form.ends_at == datetime(*today.addDays(2).getDate()).astimezone()
    assert Speech("en").minute(form.ends_at) in form.told.text()
    ends_at = int(form.ends_at.timestamp() * 1000)
    form.submit.click()
    settle()
    assert plane.requests("PutUserAccessEnd") == [PutUserAccessEnd(row.user_id, ends_at) for row in PEOPLE[:2]]
    assert SAY("access_end.set", people=2, at=Speech("en").millis(ends_at)) in window.notices.log[-1]
    assert form.closed or not form.isVisible()


def test_the_end_is_taken_from_those_who_have_one(window: ConsoleWindow, plane: ExamplePlane) -> None:
    plane.answers["DeleteUserAccessEnd"] = NoAnswer()
    page = enrolled_page(window)
    page.table.view.selectRow(0)
    assert shown_deeds(page) == {SET, DELETE}
    page.table.view.selectAll()
    page.panel.deeds[CLEAR].click()
    settle()
    assert plane.requests("DeleteUserAccessEnd") == [DeleteUserAccessEnd(row.user_id) for row in PEOPLE[1:3]]
    assert SAY("access_end.cleared", people=2) in window.notices.log[-1]


def test_an_end_that_may_not_be_taken_away_is_told_above_the_list(window: ConsoleWindow, plane: ExamplePlane) -> None:
    plane.refusals["DeleteUserAccessEnd"] = denied("one:DeleteUserAccessEnd")
    page = enrolled_page(window)
    page.table.view.selectAll()
    page.panel.deeds[CLEAR].click()
    settle()
    assert len(plane.requests("DeleteUserAccessEnd")) == 1
    assert SAY("refusal.remedy") in window.notices.log[-1]


def test_whose_access_has_ended_is_marked_and_found_by_the_day(window: ConsoleWindow) -> None:
    page = enrolled_page(window)
    shown = [page._shown_end(row) for row in PEOPLE]
    assert shown == ["", Speech("en").millis(PEOPLE[1].access_ends_at_in_millis or 0), Chip("Ended", Tone.BAD), ""]
    page.sought.setText("2026-02-23")
    assert page.table.model.rows == (PEOPLE[2],)
    page.table.view.selectRow(0)
    assert page.panel.chip.isVisible()


def test_a_refusal_in_the_middle_is_told_in_the_form_and_the_list_shows_how_far_it_came(
    window: ConsoleWindow, plane: ExamplePlane
) -> None:
    plane.refusals["PutUserAccessEnd"] = denied("one:PutUserAccessEnd")
    page = enrolled_page(window)
    page.table.view.selectAll()
    page.set_last_day()
    form = open_dialog(LastDayForm)
    before = len(plane.requests("ListUsersV1"))
    form.submit.click()
    settle()
    assert len(plane.requests("PutUserAccessEnd")) == 1
    assert form.isVisible()
    assert SAY("refusal.remedy") in form.problem.text()
    assert len(plane.requests("ListUsersV1")) == before + 1
    form.reject()


@pytest.mark.requirement("EVS-003", "EVS-004", "EVS-005", "EVS-006", "EVS-010")
@pytest.mark.parametrize(("fits", "words"), [(True, "rules.fits"), (False, "rules.fits_not")])
def test_a_rule_is_tried_on_a_sample_before_it_is_made(
    window: ConsoleWindow, plane: ExamplePlane, fits: bool, words: str
) -> None:
    plane.answers |= {"TestEventPattern": PatternVerdict(fits), "PutRule": RULES[0]}
    window.open_page("rules")
    settle()
    window.page.act()
    form = open_dialog(RuleForm)
    form.name.setText("doors-offline")
    form.sample.setPlainText('{"source": "aws.one"}')
    form.test.click()
    settle()
    assert form.verdict.text() == SAY(words)
    assert plane.requests("PutRule") == []
    form.submit.click()
    settle()
    (asked,) = plane.requests("PutRule")
    assert isinstance(asked, PutRule)
    assert '"aws.one"' in asked.pattern
    assert asked.enabled


@pytest.mark.parametrize("kind", KINDS)
def test_a_target_is_added_and_its_made_key_shown_once(window: ConsoleWindow, plane: ExamplePlane, kind: str) -> None:
    secrets = {"out": "whsec_made"} if kind == "webhook" else {}
    plane.answers["PutTargets"] = PutTargetsAnswer(secrets)
    window.open_page("rules")
    settle()
    page = window.page
    assert isinstance(page, RulesPage)
    page.table.view.selectRow(0)
    settle()
    page.aim()
    form = open_dialog(TargetForm)
    form.name.setText("out")
    form.kind.setCurrentIndex(KINDS.index(kind))
    form.place.setText("https://hooks.example.org" if kind == "webhook" else "logs")
    form.topic.setText("doors")
    form.submit.click()
    settle()
    (asked,) = plane.requests("PutTargets")
    assert getattr(asked.targets[0].destination, kind) is not None
    if secrets:
        shown = open_dialog(Form)
        assert any("Signing key" in found.name for found in find_in(shown))
        shown.submit.click()


def test_a_rule_is_switched_off_and_a_target_removed(window: ConsoleWindow, plane: ExamplePlane) -> None:
    plane.answers |= {"PutRule": RULES[0], "RemoveTargets": NoAnswer()}
    window.open_page("rules")
    settle()
    page = window.page
    assert isinstance(page, RulesPage)
    page.table.view.selectRow(0)
    settle()
    page.switch()
    settle()
    assert [asked.enabled for asked in plane.requests("PutRule")] == [False]
    page.unaim()
    form = open_dialog(Form)
    form.submit.click()
    settle()
    assert [asked.target_ids for asked in plane.requests("RemoveTargets")] == [(TARGETS[0].target_id,)]


@pytest.mark.requirement("ENC-006")
def test_the_customer_key_is_changed_and_keys_are_rotated(window: ConsoleWindow, plane: ExamplePlane) -> None:
    plane.answers |= {
        "UpdateEncryptionSettings": EncryptionSettings(KeyState.ENABLED, ("vault", "spare"), "spare"),
        "RotateEncryptionKeys": RotatedKeys(17),
    }
    window.open_page("encryption")
    settle()
    page = window.page
    assert isinstance(page, EncryptionPage)
    assert page.key.currentText() == "vault"
    page.key.setCurrentIndex(2)
    page.act()
    settle()
    page.rotate.click()
    settle()
    assert plane.requests("UpdateEncryptionSettings") == [UpdateEncryptionSettings("spare")]
    assert any("17" in line for line in window.notices.log)


def test_a_key_that_refuses_is_seen(open_console: Open, plane: ExamplePlane) -> None:
    plane.answers["GetEncryptionSettings"] = EncryptionSettings(KeyState.DISABLED, ("vault",), "vault")
    page = open_console(Plane(plane, plane), "encryption").page
    assert isinstance(page, EncryptionPage)
    assert page.chip.accessibleName() == SAY("encryption.state.disabled")


@pytest.mark.parametrize("name", ["sites", "devices", "enrolled", "users", "rules"])
def test_a_chosen_row_stays_chosen_over_a_reload(window: ConsoleWindow, name: str) -> None:
    window.open_page(name)
    settle()
    page = window.page
    assert isinstance(page, ResourcePage)
    page.table.view.selectRow(0)
    chosen = page.table.row
    page.load()
    settle()
    assert page.table.row == chosen


@pytest.fixture
def activity(window: ConsoleWindow) -> ActivityPage:
    window.open_page("activity")
    settle()
    assert isinstance(window.page, ActivityPage)
    return window.page


@pytest.mark.requirement("ACCT-004", "ACCT-005")
def test_activity_is_looked_up_by_who_what_and_thing(activity: ActivityPage, plane: ExamplePlane) -> None:
    assert activity.table.model.rows == EVENTS
    activity.sought.setText("ada")
    activity.sought.returnPressed.emit()
    settle()
    last = plane.requests("LookupEvents")[-1]
    assert (last.attribute_key, last.attribute_value) == (LookupAttribute.USERNAME, "ada")
    activity.table.view.selectRow(1)
    settle()
    assert '"AccessDenied"' in activity.record.toPlainText()
    activity.step_back()
    assert not activity.record.isVisible()


def test_activity_turns_its_pages_by_the_servers_tokens(open_console: Open, plane: ExamplePlane) -> None:
    plane.answers["LookupEvents"] = AuditEventPage(EVENTS, "further")
    page = open_console(Plane(plane, plane), "activity").page
    assert isinstance(page, ActivityPage)
    for press, token in ((page.table.next, "further"), (page.table.previous, None)):
        press.setEnabled(True)
        press.click()
        settle()
        assert plane.requests("LookupEvents")[-1].next_token == token


def test_a_site_leads_to_what_was_done_to_it(window: ConsoleWindow, plane: ExamplePlane) -> None:
    window.page.wanted.emit("activity", "arn:aws:one:us-east-1:123456789012:site/x")
    settle()
    assert plane.requests("LookupEvents")[-1].attribute_key is LookupAttribute.RESOURCE_NAME


def test_the_chains_head_is_told_for_whoever_keeps_it_elsewhere(activity: ActivityPage, window: ConsoleWindow) -> None:
    activity.act()
    settle()
    assert any("9f9f" in line for line in window.notices.log)
