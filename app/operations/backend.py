"""The one way in which a console asks for something: the same typed call, in this process or over the network.

answer = backend.call(LIST_SITES, ListSites(max_results=10))
if isinstance(answer, Refusal): ...
"""

from typing import Protocol

from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Refusal


class Backend(Protocol):
    def call(self, operation: Operation[RequestT, AnswerT], request: RequestT) -> AnswerT | Refusal:
        """Waits for the answer: call it off the thread that draws. A server that cannot be reached, or whose answer
        cannot be read, is a refusal with the reason UNAVAILABLE. Threads may share it."""
        ...
