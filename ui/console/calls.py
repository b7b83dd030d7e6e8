"""Calls from Qt's thread to a control plane: made elsewhere, answered here, and refusals put into words.

    calls = Calls(room, backend, parent)
    calls.make(LIST_SITES, ListSites(), self._show)
    calls.make(CREATE_SITE, request, self._made, refused=dialog.say)

Rules it keeps: only the newest call's answer counts, so one object a thing that is asked for; a session that has ended
is told to whoever can sign in again, whatever the call was about.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from app.domain.faults import Fault
from app.operations.backend import Backend
from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Reason, Refusal
from ui.console.asking import Asker
from ui.console.chips import Tone
from ui.console.gathering import gathered
from ui.console.page import Room

Answer = TypeVar("Answer")
Row = TypeVar("Row")
SESSION_OVER = frozenset({Reason.SESSION_OVER, Reason.TOKEN_EXPIRED, Reason.KEY_UNKNOWN, Reason.NOT_AUTHENTICATED})


class Calls:
    def __init__(self, room: Room, backend: Backend, owner: QObject) -> None:
        self._room = room
        self._backend = backend
        self._asker = Asker(room.submit, owner)

    def make(
        self,
        operation: Operation[RequestT, AnswerT],
        request: RequestT,
        answered: Callable[[AnswerT], None],
        refused: Callable[[str], None] | None = None,
    ) -> None:
        """`refused` is told why in words; without one they stand above the page and in the log."""
        self._ask(lambda: self._backend.call(operation, request), answered, refused)

    def make_each(
        self,
        operation: Operation[RequestT, Any],
        requests: Sequence[RequestT],
        answered: Callable[[int], None],
        refused: Callable[[str], None],
    ) -> None:
        """The same for several things, one after the other, up to the first that is refused; `answered` is told how
        many they were. Any: the answers are not looked at."""

        def question() -> int | Refusal:
            for request in requests:
                answer = self._backend.call(operation, request)
                if isinstance(answer, Refusal):
                    return answer
            return len(requests)

        self._ask(question, answered, refused)

    def gather(
        self,
        operation: Operation[Any, Any],
        request: Any,
        rows_of: Callable[[Any], Sequence[Row]],
        answered: Callable[[tuple[Row, ...]], None],
        refused: Callable[[str], None] | None = None,
    ) -> None:
        """As `make`, of a whole list. Any: as `gathered`."""
        self._ask(lambda: gathered(self._backend, operation, request, rows_of), answered, refused)

    def _ask(
        self,
        question: Callable[[], Answer | Refusal],
        answered: Callable[[Answer], None],
        refused: Callable[[str], None] | None,
    ) -> None:
        tell = refused or (lambda words: self._room.tell(words, Tone.BAD))
        speech = self._room.speech

        def came(answer: Answer | Refusal) -> None:
            if not isinstance(answer, Refusal):
                answered(answer)
                return
            tell(speech.refusal(answer))
            if answer.reason in SESSION_OVER:
                self._room.signed_out()

        def failed(fault: Fault) -> None:
            tell(speech.fault(fault))

        self._asker.ask(question, came, failed)
