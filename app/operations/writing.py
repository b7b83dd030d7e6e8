"""A request or an answer as JSON: for the wire, with every mask for the audit, for the store.

Rules it keeps: a member that is absent (None) is left out; a secret never leaves by `wire`; what is masked never
leaves by `masked`.

>>> from app.operations.common import NoAnswer
>>> wire(NoAnswer())
{}
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from app.domain.bounded_json import JsonValue
from app.domain.limits import MASK, Masked
from app.operations.shapes import Kind, Shape, members_of

_Cover: TypeAlias = Callable[[Masked | None], bool]
"""Whether a member with this mask is covered."""


def wire(value: object) -> dict[str, JsonValue]:
    """As a caller gets it: secrets as `***`, so that one sees whether there is one."""
    return _structure(value, lambda mask: mask is not None and mask.secret)


def masked(value: object) -> dict[str, JsonValue]:
    """As the audit keeps it."""
    return _structure(value, lambda mask: mask is not None)


def whole(value: object) -> dict[str, JsonValue]:
    """With every secret, for whoever seals it or sends it to a terminal."""
    return _structure(value, lambda mask: False)


def _structure(value: object, covered: _Cover) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for member in members_of(type(value)):
        content = getattr(value, member.attribute)
        if content is not None:
            found[member.name] = MASK if covered(member.mask) else _value(content, member.shape, covered)
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
