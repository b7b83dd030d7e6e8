"""What a request or an answer looks like, read from its dataclass: the one description behind parser, service model,
OpenAPI document and audit mask.

Members are named in camel case on the wire. Known types: str, int, bool, StrEnum, a frozen dataclass, `tuple[X, ...]`,
`Mapping[str, str]`, each perhaps with limits (`app.domain.limits`) and perhaps absent (`X | None = None`).

>>> @dataclass(frozen=True)
... class GetSite:
...     site_id: Annotated[str, Text(14, 14)]
>>> [(member.name, member.required) for member in members_of(GetSite)]
[('siteId', True)]
"""

from collections.abc import Hashable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from app.domain.limits import Many, Masked, Number, Text

ANY_TEXT = Text(least=0, most=65_536)
"""Answers hold what was accepted before; the limit is only for documents."""
LimitT = TypeVar("LimitT")
MOST_ITEMS = Many(1000)
ANY_NUMBER = Number(-(2**53) + 1, 2**53 - 1)
"""Whole numbers that every JSON reader keeps exactly (RFC 8259, section 6)."""


class Kind(Enum):
    TEXT = "string"
    NUMBER = "integer"
    TRUTH = "boolean"
    CHOICE = "choice"
    LIST = "list"
    MAP = "map"
    STRUCTURE = "structure"


@dataclass(frozen=True)
class Shape:
    kind: Kind
    python: type[Any]
    """Any: the class that a value of this shape has."""
    limits: Text | Number | Many | None = None
    item: "Shape | None" = None
    """Of a list or, for a map, of its values."""
    key: Text | None = None
    """Of a map."""


@dataclass(frozen=True)
class Member:
    name: str
    """On the wire."""
    attribute: str
    shape: Shape
    required: bool
    mask: Masked | None


def members_of(structure: type[Any]) -> tuple[Member, ...]:
    """In the order of the dataclass. Raises TypeError for a type that has no shape."""
    return _members(cast(Hashable, structure))


@cache
def _members(structure: Any) -> tuple[Member, ...]:
    """Any: a class, which the cache wants to hear called hashable."""
    if not is_dataclass(structure):
        raise TypeError(f"{structure.__name__} is no dataclass")
    hints = get_type_hints(structure, include_extras=True)
    return tuple(_member(each, hints[each.name]) for each in fields(structure))


def wire_name(attribute: str) -> str:
    """
    >>> wire_name("created_at_in_millis")
    'createdAtInMillis'
    """
    first, *rest = attribute.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _member(each: "Field[Any]", hint: object) -> Member:
    hint, extras = _unwrapped(hint)
    mask = next((extra for extra in extras if isinstance(extra, Masked)), None)
    required = each.default is MISSING and each.default_factory is MISSING
    return Member(wire_name(each.name), each.name, _shape(hint, extras), required, mask)


def _unwrapped(hint: object) -> tuple[object, tuple[object, ...]]:
    """Without `| None` and without Annotated, and what Annotated held."""
    extras: tuple[object, ...] = ()
    while True:
        if get_origin(hint) is Annotated:
            hint, *found = get_args(hint)
            extras = (*extras, *found)
        elif get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
            (hint,) = (one for one in get_args(hint) if one is not NoneType)
        else:
            return hint, extras


def _shape(hint: object, extras: tuple[object, ...]) -> Shape:
    origin = get_origin(hint)
    if origin is tuple:
        inner, inner_extras = _unwrapped(get_args(hint)[0])
        return Shape(Kind.LIST, tuple, _limit(extras, Many, MOST_ITEMS), _shape(inner, inner_extras))
    if origin is Mapping:
        key, key_extras = _unwrapped(get_args(hint)[0])
        value, value_extras = _unwrapped(get_args(hint)[1])
        if key is not str:
            raise TypeError("a map is keyed by text")
        many = _limit(extras, Many, MOST_ITEMS)
        return Shape(Kind.MAP, dict, many, _shape(value, value_extras), _limit(key_extras, Text, ANY_TEXT))
    if not isinstance(hint, type):
        raise TypeError(f"{hint} has no shape")
    if is_dataclass(hint):
        return Shape(Kind.STRUCTURE, hint)
    if issubclass(hint, StrEnum):
        return Shape(Kind.CHOICE, hint)
    if hint is bool:
        return Shape(Kind.TRUTH, bool)
    if hint is int:
        return Shape(Kind.NUMBER, int, _limit(extras, Number, ANY_NUMBER))
    if hint is str:
        return Shape(Kind.TEXT, str, _limit(extras, Text, ANY_TEXT))
    raise TypeError(f"{hint.__name__} has no shape")


def _limit(extras: tuple[object, ...], kind: type[LimitT], default: LimitT) -> LimitT:
    return next((extra for extra in extras if isinstance(extra, kind)), default)
