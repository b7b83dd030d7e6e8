"""JSON into a request: strict, member by member, and the first thing that does not fit is named.

Rules it keeps: an unknown member is refused, never skipped; no type is bent into another (`"5"` is no 5) but in a
URI, where everything is text; null is no value, and whoever means that a member is absent leaves it out; values are
never repeated in a refusal.

>>> from app.operations.sites import GetSite
>>> read(GetSite, {"siteId": "abCdefG12hijkL"})
GetSite(site_id='abCdefG12hijkL')
>>> read(GetSite, {"siteId": "abCdefG12hijkL", "colour": "red"}).facts["member"]
'colour'
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from app.domain.bounded_json import JsonValue
from app.domain.limits import Many, Number, Text
from app.operations.refusals import Reason, Refusal
from app.operations.shapes import Kind, Shape, members_of

StructureT = TypeVar("StructureT")

_DIGITS_MOST = 17
"""Of a number in a URI: more than any limit has."""


class _Unfit(Exception):
    """One member does not fit. Never leaves this module."""

    def __init__(self, reason: Reason, member: str, **facts: int | str) -> None:
        self.refusal = Refusal.of(reason, member=member, **facts)


def read(structure: type[StructureT], value: JsonValue) -> StructureT | Refusal:
    try:
        return _structure(structure, value, "")
    except _Unfit as unfit:
        return unfit.refusal


def from_text(structure: type[Any], name: str, texts: tuple[str, ...]) -> JsonValue | Refusal:
    """The value of a member of `structure` that came as text in a URI, to be read as JSON like the others. Any: the
    class of any request."""
    member = next((each for each in members_of(structure) if each.name == name), None)
    if member is None:
        return Refusal.of(Reason.UNKNOWN_MEMBER, member=name)
    if member.shape.kind is Kind.LIST and member.shape.item is not None:
        return [_plain(text, member.shape.item) for text in texts]
    if len(texts) > 1:
        return Refusal.of(Reason.REPEATED, member=name)
    return _plain(texts[0], member.shape)


def _plain(text: str, shape: Shape) -> JsonValue:
    """The text itself where it cannot be what the shape wants: reading will say so."""
    digits = text.removeprefix("-")
    if shape.kind is Kind.NUMBER and digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS_MOST:
        return int(text)
    if shape.kind is Kind.TRUTH and text in ("true", "false"):
        return text == "true"
    return text


def _structure(structure: type[StructureT], value: JsonValue, path: str) -> StructureT:
    if not isinstance(value, dict):
        raise _Unfit(Reason.WRONG_TYPE, path or "body", wanted="an object")
    members = {member.name: member for member in members_of(structure)}
    for name in value:
        if name not in members:
            raise _Unfit(Reason.UNKNOWN_MEMBER, _within(path, _harmless(name)))
    found: dict[str, object] = {}
    for name, member in members.items():
        if name in value:
            found[member.attribute] = _value(member.shape, value[name], _within(path, name))
        elif member.required:
            raise _Unfit(Reason.MISSING, _within(path, name))
    return structure(**found)


def _value(shape: Shape, value: JsonValue, path: str) -> object:
    if shape.kind is Kind.STRUCTURE:
        return _structure(shape.python, value, path)
    if shape.kind is Kind.LIST and shape.item is not None:
        if not isinstance(value, list):
            raise _Unfit(Reason.WRONG_TYPE, path, wanted="a list")
        _count(shape.limits, len(value), path)
        return tuple(_value(shape.item, item, f"{path}.{at}") for at, item in enumerate(value))
    if shape.kind is Kind.MAP and shape.item is not None:
        return _map(shape, shape.item, value, path)
    if shape.kind is Kind.CHOICE:
        return _choice(shape, value, path)
    if shape.kind is Kind.TRUTH:
        if not isinstance(value, bool):
            raise _Unfit(Reason.WRONG_TYPE, path, wanted="true or false")
        return value
    if shape.kind is Kind.NUMBER:
        return _number(shape, value, path)
    return _text(shape.limits, value, path)


def _map(shape: Shape, item: Shape, value: JsonValue, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _Unfit(Reason.WRONG_TYPE, path, wanted="an object")
    _count(shape.limits, len(value), path)
    for key in value:
        _text(shape.key, key, f"{path} (key)")
    return {key: _value(item, content, _within(path, _harmless(key))) for key, content in value.items()}


def _choice(shape: Shape, value: JsonValue, path: str) -> object:
    words = [str(choice.value) for choice in shape.python]
    if value not in words:
        raise _Unfit(Reason.NO_CHOICE, path, choices=", ".join(words))
    return shape.python(value)


def _number(shape: Shape, value: JsonValue, path: str) -> int:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)  # JSON knows one kind of number: 5.0 is 5
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Unfit(Reason.WRONG_TYPE, path, wanted="a whole number")
    if isinstance(shape.limits, Number) and (problem := shape.limits.problem(value)):
        raise _Unfit(_word(problem), path, least=shape.limits.least, most=shape.limits.most)
    return value


def _text(limits: object, value: JsonValue, path: str) -> str:
    if not isinstance(value, str):
        raise _Unfit(Reason.WRONG_TYPE, path, wanted="a text")
    if isinstance(limits, Text) and (problem := limits.problem(value)):
        raise _Unfit(_word(problem), path, least=limits.least, most=limits.most)
    return value


def _count(limits: object, count: int, path: str) -> None:
    if isinstance(limits, Many) and count > limits.most:
        raise _Unfit(Reason.TOO_MANY, path, most=limits.most)
    if isinstance(limits, Many) and count < limits.least:
        raise _Unfit(Reason.TOO_FEW, path, least=limits.least)


def _word(problem: str) -> Reason:
    return Reason[problem.upper()]


def _within(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _harmless(name: str) -> str:
    """A name that somebody made up, fit for a message and a log: short, and on one line."""
    kept = "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in name[:_NAME_MOST])
    return kept if len(name) <= _NAME_MOST else f"{kept}..."


_NAME_MOST = 40
