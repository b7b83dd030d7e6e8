"""Only the newest question is answered, and nobody who has gone is told anything."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.domain.faults import Fault, FaultError
from app.runtime.errands import Answer, at_once
from ui.console.asking import Asker
from ui.console.gallery import settle


class Later:
    """A `Submit` that answers when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, job: Callable[[], Answer], told: Callable[[Answer | Fault], None]) -> None:
        self.waiting.append(lambda: at_once(job, told))


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
