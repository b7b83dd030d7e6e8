"""Only the newest question is answered, and nobody who has gone is told anything."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.domain.faults import Fault, FaultError
from app.runtime.errands import at_once
from tests.ui.console.conftest import Later
from ui.console.asking import Asker
from ui.console.gallery import settle


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    return QObject()


def test_an_answer_to_an_older_question_is_dropped(owner: QObject) -> None:
    later, told = Later(), list[object]()
    asker = Asker(later, owner)
    asker.ask(lambda: "old", told.append, told.append)
    asker.ask(lambda: "new", told.append, told.append)
    for answer in reversed(later.waiting):
        answer()
    settle()
    assert told == ["new"]


def test_a_fault_is_told_as_one(owner: QObject) -> None:
    answered, failed = list[object](), list[Fault]()

    def broken() -> str:
        raise FaultError(Fault.STORE_FULL)

    Asker(at_once, owner).ask(broken, answered.append, failed.append)
    settle()
    assert (answered, failed) == ([], [Fault.STORE_FULL])


def test_who_has_gone_is_told_nothing(qapp: QApplication) -> None:
    later, told, owner = Later(), list[object](), QObject()
    Asker(later, owner).ask(lambda: "late", told.append, told.append)
    owner.deleteLater()
    settle()
    later.waiting[0]()
    settle()
    assert told == []
