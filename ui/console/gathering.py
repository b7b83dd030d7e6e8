"""A whole list, page after page: what a table can search and sort without asking again.

rows = gathered(backend, LIST_SITES, ListSites(), lambda page: page.sites)
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from app.operations.backend import Backend
from app.operations.operation import Operation
from app.operations.refusals import Refusal

Row = TypeVar("Row")
MOST = 5_000
"""Rows: some seconds of calls. Nobody reads further; whoever looks for one thing narrows the list."""
PAGE = 100
"""The most that one call gives."""


def gathered(
    backend: Backend, operation: Operation[Any, Any], request: Any, rows_of: Callable[[Any], Sequence[Row]]
) -> tuple[Row, ...] | Refusal:
    """Any: of every operation that is paginated, whose request and answer have `next_token`."""
    rows: list[Row] = []
    token = None
    while len(rows) < MOST:
        answer = backend.call(operation, replace(request, max_results=PAGE, next_token=token))
        if isinstance(answer, Refusal):
            return answer
        rows += rows_of(answer)
        token = answer.next_token
        if token is None:
            break
    return tuple(rows[:MOST])
