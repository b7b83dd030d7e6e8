"""The audit is shown newest first, filtered by the store, and its chain is checked when asked."""

import pytest
from PySide6.QtCore import Qt

from app.biometrics.liveness.judge import Switch
from app.config.text import languages
from app.domain.access import DenialReason, DoorAnswer
from app.domain.audit_action import AuditAction
from app.flows.events import Refusal
from app.ports.records import AuditQuery
from app.services.delete_person import DeletionReason
from app.services.end_access import EndChange
from tests.ui.console.conftest import Open
from ui.console.books import Books
from ui.console.chips import CELL_PX, CHIP_ROLE, Chip, Tone, chip_width
from ui.console.examples import ExampleAccuracy, ExampleAudit, ExamplePeople
from ui.console.gallery import settle
from ui.console.pages.audit import BAD, GOOD, OUTCOMES, AuditPage
from ui.console.speech import Speech
from ui.console.window import ConsoleWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window

SAY = Speech("en").say


@pytest.fixture
def audit() -> ExampleAudit:
    return ExampleAudit()


@pytest.fixture
def window(open_console: Open, audit: ExampleAudit) -> ConsoleWindow:
    return open_console(Books(ExamplePeople(), audit, ExampleAccuracy()), "audit")


@pytest.fixture
def page(window: ConsoleWindow) -> AuditPage:
    assert isinstance(window.page, AuditPage)
    return window.page


def chips(page: AuditPage, column: int) -> list[Chip | None]:
    model = page.table.model
    return [model.data(model.index(row, column), CHIP_ROLE) for row in range(model.rowCount())]  # type: ignore[misc]  # CHIP_ROLE gives chips


def test_the_newest_comes_first_and_every_simulated_row_says_so(page: AuditPage, audit: ExampleAudit) -> None:
    assert page.table.model.rows == audit.page(AuditQuery()).rows
    assert set(chips(page, 6)) == {Chip(SAY("audit.simulated"), Tone.SIMULATED)}


def test_an_action_and_a_person_filter_together(page: AuditPage, audit: ExampleAudit) -> None:
    granted = next(row for row in audit.rows if row.entry.action is AuditAction.IDENTIFY and row.entry.person)
    assert granted.entry.person is not None
    page.action.setCurrentIndex(1 + list(AuditAction).index(AuditAction.IDENTIFY))
    page.show_subject(granted.entry.person)
    settle()
    shown = page.table.model.rows
    assert granted in shown
    assert {(row.entry.action, row.entry.person) for row in shown} == {(AuditAction.IDENTIFY, granted.entry.person)}
    page.step_back()
    settle()
    assert page.table.model.rows == audit.page(AuditQuery()).rows


def test_half_an_id_is_no_filter_and_says_so(page: AuditPage, audit: ExampleAudit) -> None:
    page.person.setText("3f9a12bc")
    page.person.editingFinished.emit()
    settle()
    assert page.problem.text() == SAY("audit.person.wrong")
    assert page.table.model.rows == audit.page(AuditQuery()).rows


@pytest.mark.parametrize(
    ("broken", "words", "tone"),
    [(None, SAY("audit.chain.holds"), Tone.GOOD), (317, SAY("audit.chain.broken", row="317"), Tone.BAD)],
)
def test_the_chain_is_told_to_hold_or_where_it_breaks(
    window: ConsoleWindow, page: AuditPage, audit: ExampleAudit, broken: int | None, words: str, tone: Tone
) -> None:
    audit.broken = broken
    page.primary.click()
    settle()
    assert page.chip.accessibleName() == words
    assert window.notices.log[-1].endswith(words)
    assert page.primary.isEnabled()
    assert Chip(words, tone) == page.chip._chip


def test_every_outcome_that_a_service_writes_has_its_words_and_its_tone() -> None:
    kinds = (DenialReason, DoorAnswer, Refusal, DeletionReason, EndChange, Switch)
    written = {each.value for kind in kinds for each in kind}
    assert written | {"saved", "renewed", "declined"} == OUTCOMES
    for word in written:
        assert SAY(f"audit.outcome.{word}")
    assert not GOOD & BAD


@pytest.mark.parametrize("language", languages())
def test_every_event_and_outcome_has_room_in_its_column(page: AuditPage, language: str) -> None:
    say, columns = Speech(language).say, page.table.model.columns
    wide = page.table.view.fontMetrics().horizontalAdvance
    for action in AuditAction:
        assert wide(say(f"audit.action.{action.value}")) + 2 * CELL_PX <= columns[2].width_px, action
    for word in OUTCOMES:
        assert chip_width(Chip(say(f"audit.outcome.{word}"), Tone.PLAIN)) + 2 * CELL_PX <= columns[3].width_px, word


def test_an_outcome_of_a_newer_program_is_shown_as_it_stands(open_console: Open) -> None:
    row = ExampleAudit().rows[0]
    strange = type(row)(1, type(row.entry)(AuditAction.IDENTIFY, "levitated", row.entry.at, row.entry.terminal, False))
    window = open_console(Books(ExamplePeople(), ExampleAudit(rows=[strange]), ExampleAccuracy()), "audit")
    assert isinstance(window.page, AuditPage)
    model = window.page.table.model
    assert model.data(model.index(0, 3), Qt.ItemDataRole.DisplayRole) == "levitated"
    assert model.data(model.index(0, 6), Qt.ItemDataRole.DisplayRole) == SAY("audit.real")
