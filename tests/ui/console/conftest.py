"""The console over invented books, its questions answered at once."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.faults import Fault
from app.runtime.errands import Answer, Submit, at_once
from ui.console.books import Books
from ui.console.examples import NOON, ExampleAccuracy, ExampleAudit, ExamplePeople
from ui.console.gallery import settle
from ui.console.window import ConsoleWindow, Look, Shelf

Open = Callable[..., ConsoleWindow]


class Later:
    """A `Submit` that answers when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, job: Callable[[], Answer], told: Callable[[Answer | Fault], None]) -> None:
        self.waiting.append(lambda: at_once(job, told))

    def answer(self) -> None:
        """All that waits, and what is asked for in turn."""
        while self.waiting:
            self.waiting.pop(0)()
            settle()


@pytest.fixture
def books() -> Books:
    return Books(ExamplePeople(), ExampleAudit(), ExampleAccuracy())


@pytest.fixture
def open_console(qapp: QApplication) -> Iterator[Open]:
    """`open_console(books, "people")`: at that page, shown and settled."""
    windows: list[ConsoleWindow] = []

    def opened(books: Shelf, page: str, look: Look | None = None, submit: Submit = at_once) -> ConsoleWindow:
        window = ConsoleWindow(books, submit, lambda: NOON, look or Look(simulated=True))
        windows.append(window)
        window.show()
        window.activateWindow()
        window.open_page(page)
        settle()
        return window

    yield opened
    for window in windows:
        window.close()
        window.deleteLater()
    settle()
