"""Questions from Qt's thread: asked elsewhere, answered here, and only the newest counts.

    asker = Asker(errands.submit, parent)
    asker.ask(lambda: book.page(query), answered=self._show, failed=self._say)

Rules it keeps: an answer to an older question is dropped, so that a slow page never overwrites the one asked after it;
so is one that comes when whoever asked has closed.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from app.domain.faults import Fault
from app.runtime.errands import Submit

Answer = TypeVar("Answer")


class Asker(QObject):
    """To be made on Qt's thread. One asker a thing that is asked for: a table's rows, a deletion. Without a parent: it
    outlives its owner for as long as an errand knows it."""

    _came = Signal(object)

    def __init__(self, submit: Submit, owner: QObject) -> None:
        super().__init__()
        self._owner = owner
        self._submit = submit
        self._asked = 0
        self._came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(
        self,
        question: Callable[[], Answer],
        answered: Callable[[Answer], None],
        failed: Callable[[Fault], None],
    ) -> None:
        self._asked += 1
        number = self._asked

        def told(answer: Answer | Fault) -> None:
            """On the errands' thread."""

            def deliver() -> None:
                if number != self._asked or not isValid(self._owner):
                    return
                if isinstance(answer, Fault):
                    failed(answer)
                else:
                    answered(answer)

            self._came.emit(deliver)

        self._submit(question, told)

    @Slot(object)
    def _deliver(self, deliver: Callable[[], None]) -> None:
        deliver()
