"""An operation and the function that does it, their types held together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeAlias

from app.operations.operation import AnswerT, Operation, RequestT
from app.operations.refusals import Refusal
from app.services.control.call import Call, Envelope


@dataclass(frozen=True)
class Served(Generic[RequestT, AnswerT]):
    operation: Operation[RequestT, AnswerT]
    handle: Callable[[RequestT, Call], AnswerT | Refusal]


AnyServed: TypeAlias = Served[Any, Any]
"""Any: a table holds many; each pair was checked where it was made."""


@dataclass(frozen=True)
class Open(Generic[RequestT, AnswerT]):
    """One of the few operations that nobody has signed: its function finds out who is calling, and records it."""

    operation: Operation[RequestT, AnswerT]
    handle: Callable[[RequestT, Envelope], AnswerT | Refusal]


AnyOpen: TypeAlias = Open[Any, Any]
"""Any: as `AnyServed`."""


def table_of(served: Iterable[AnyServed]) -> Mapping[str, AnyServed]:
    """By name. Raises ValueError for an operation that two functions would do, or that is only planned."""
    table: dict[str, AnyServed] = {}
    for each in served:
        if each.operation.name in table or each.operation.planned:
            raise ValueError(f"{each.operation.name} is served twice, or only planned")
        table[each.operation.name] = each
    return MappingProxyType(table)
