"""The console over a real store and its own thread: what is enrolled is shown, what is deleted is gone."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.faults import Fault, FaultError
from app.entrypoints import console as entrypoint
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.contracts.store_contract import BADGE, RECEIPT, add
from ui.console.identity import short
from ui.console.pages.accuracy import AccuracyPage
from ui.console.pages.audit import AuditPage
from ui.console.pages.people import PeoplePage
from ui.console.window import ConsoleWindow, Look

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of any window


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with open_store(State(tmp_path, simulated=True)) as store:
        yield store


@pytest.fixture
def window(store: SqlStore, qapp: QApplication) -> Iterator[ConsoleWindow]:
    with entrypoint.console(store, Look(simulated=True)) as window:
        window.show()
        yield window


@pytest.mark.requirement("HOW-004")
@pytest.mark.requirement("HOW-005")
def test_a_person_is_found_by_badge_with_the_record_and_deleted_for_ever(
    store: SqlStore, window: ConsoleWindow, qtbot: QtBot
) -> None:
    person = add(store)
    _, page, audit = window.pages
    assert isinstance(page, PeoplePage)
    assert isinstance(audit, AuditPage)
    window.open_page("people")
    page.badge.setText(BADGE.number)
    page.primary.click()
    qtbot.waitUntil(lambda: page.panel.isVisible() and page.panel.values["receipt.terminal"].text() == "desk-1")
    assert page.panel.values["person.samples"].text() == page.room.speech.say("people.palms", left=2, right=2)
    assert page.panel.values["person.enrolled"].text() == page.room.speech.minute(RECEIPT.agreed_at)
    page.panel.delete.click()
    assert page.dialog is not None
    page.dialog.typed.setText(short(person))
    page.dialog.delete.click()
    qtbot.waitUntil(lambda: store.person_with(BADGE) is None)
    assert list(store.templates()) == []
    window.open_page("audit")
    qtbot.waitUntil(lambda: len(audit.table.model.rows) == 2)
    assert [(row.entry.action, row.entry.terminal) for row in audit.table.model.rows] == [
        (AuditAction.DELETE_PERSON, "console"),
        (AuditAction.ENROL, "desk-1"),
    ]
    audit.primary.click()
    qtbot.waitUntil(lambda: audit.primary.isEnabled())
    assert window.notices.log[-1].endswith(audit.chip.accessibleName())


def test_the_accuracy_page_starts_with_the_stores_own_people(
    store: SqlStore, window: ConsoleWindow, qtbot: QtBot
) -> None:
    add(store)
    page = window.pages[0]
    assert isinstance(page, AccuracyPage)
    page.load()
    qtbot.waitUntil(lambda: page.people.value() == 1)
    qtbot.waitUntil(lambda: bool(page.strangers.figure.text()))
    assert [row.profile for row in page.odds.rows][:1] == ["1:1"]


def test_a_folder_without_a_store_is_refused_and_stays_empty(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    entrypoint.add_arguments(parser)
    with pytest.raises(FaultError) as caught:
        entrypoint.main(parser.parse_args(["--data", str(tmp_path)]))
    assert caught.value.fault is Fault.SETTINGS_INVALID
    assert list(tmp_path.iterdir()) == []
