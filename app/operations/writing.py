"""A request or an answer as JSON: for the wire, with every mask for the audit, for the store.

Rules it keeps: a member that is absent (None) is left out; a secret is left out by `wire`; what is masked never leaves
by `masked`.

>>> from app.operations.common import NoAnswer
>>> wire(NoAnswer())
{}
"""

from collections.abc import Callable, Mapping
from enum import Enum, StrEnum
from typing import Any, TypeAlias

from app.domain.bounded_json import JsonValue
from app.domain.limits import MASK, Masked
from app.operations.shapes import Kind, Shape, members_of

_Cover: TypeAlias = Callable[[Masked | None], "_Shown"]


class _Shown(Enum):
    WHOLE = 0
    MASKED = 1
    LEFT_OUT = 2


def wire(value: object) -> dict[str, JsonValue]:
    """As a caller gets it."""
    return _structure(value, lambda mask: _Shown.LEFT_OUT if mask and mask.secret else _Shown.WHOLE)


def masked(value: object) -> dict[str, JsonValue]:
    """As the audit keeps it."""
    return _structure(value, lambda mask: _Shown.MASKED if mask else _Shown.WHOLE)


def whole(value: object) -> dict[str, JsonValue]:
    """With every secret, for whoever seals it or sends it to a terminal."""
    return _structure(value, lambda mask: _Shown.WHOLE)


def _structure(value: object, covered: _Cover) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for member in members_of(type(value)):
        content = getattr(value, member.attribute)
        shown = covered(member.mask)
        if content is not None and shown is not _Shown.LEFT_OUT:
            found[member.name] = MASK if shown is _Shown.MASKED else _value(content, member.shape, covered)
    return found


def _value(value: Any, shape: Shape, covered: _Cover) -> JsonValue:
    """Any: whatever class `shape` says."""
    if shape.kind is Kind.STRUCTURE:
        return _structure(value, covered)
    if shape.kind is Kind.LIST and shape.item is not None:
        return [_value(item, shape.item, covered) for item in value]
    if isinstance(value, Mapping) and shape.item is not None:
        return {key: _value(item, shape.item, covered) for key, item in value.items()}
    if isinstance(value, StrEnum):
        return value.value
    plain: JsonValue = value
    return plain
