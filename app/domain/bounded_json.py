"""JSON from strangers: bounded in size and depth before anything else reads it.

Rules: a document is refused, never cut short; a key written twice is refused, because two readers would take different
halves; NaN and the infinities are refused, because JSON has none. Nothing here recurses, so no depth can exhaust the
stack.

>>> read_json('{"a": [1]}', Bounds(characters=100, depth=4, values=10))
{'a': [1]}
>>> read_json("[[[]]]", Bounds(characters=100, depth=2, values=10))
Traceback (most recent call last):
...
app.domain.bounded_json.JsonRefused: nested deeper than 2
"""

import json
import math
import re
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None

_LONGEST_NUMBER = 64
"""Digits of one number. Python itself refuses integers from 4,300 digits on; nothing here needs more than 20."""


class JsonRefused(ValueError):
    """Not JSON, or more of it than allowed. Says why; never repeats the document."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one document may be: characters of text, containers inside containers, values and keys in all."""

    characters: int
    depth: int
    values: int


def read_json(text: str | bytes, bounds: Bounds) -> JsonValue:
    """The document in `text` (UTF-8 when bytes). Raises JsonRefused."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise JsonRefused("not UTF-8") from error
    if len(text) > bounds.characters:
        raise JsonRefused(f"longer than {bounds.characters} characters")
    _refuse_depth(text, bounds.depth)
    try:
        value: JsonValue = json.loads(
            text, object_pairs_hook=_once, parse_int=_integer, parse_float=_real, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        raise JsonRefused(f"not JSON: {error.msg} at character {error.pos}") from error
    refuse_excess(value, bounds)
    return value


def refuse_excess(value: JsonValue, bounds: Bounds) -> None:
    """The same bounds for a value that is already decoded. Raises JsonRefused."""
    values = characters = 0
    waiting: list[tuple[JsonValue, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        values += 1
        if isinstance(item, str):
            characters += len(item)
        elif isinstance(item, dict | list):
            if depth > bounds.depth:
                raise JsonRefused(f"nested deeper than {bounds.depth}")
            if values + len(item) > bounds.values:
                raise JsonRefused(f"more than {bounds.values} values")
            if isinstance(item, dict):
                values += len(item)
                characters += sum(len(key) for key in item)
            waiting.extend((inner, depth + 1) for inner in (item.values() if isinstance(item, dict) else item))
        if values > bounds.values:
            raise JsonRefused(f"more than {bounds.values} values")
        if characters > bounds.characters:
            raise JsonRefused(f"longer than {bounds.characters} characters")


def _refuse_depth(text: str, depth: int) -> None:
    """Counts brackets outside strings, so that the decoder, which recurses, never sees a document that is too deep."""
    level = 0
    for found in _STRING_OR_BRACKET.finditer(text):
        mark = found[0][0]
        if mark in "[{":
            level += 1
            if level > depth:
                raise JsonRefused(f"nested deeper than {depth}")
        elif mark in "]}":
            level -= 1


_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
"""A string to its end, or to the document's. Possessive: none takes longer than its length."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, JsonValue]:
    known: dict[str, JsonValue] = {}
    for key, value in pairs:
        if key in known:
            raise JsonRefused("a key is written twice in one object")
        known[key] = value
    return known


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise JsonRefused(f"a number of more than {_LONGEST_NUMBER} digits")
    return int(digits)


def _real(digits: str) -> float:
    number = float(digits) if len(digits) <= _LONGEST_NUMBER else math.inf
    if not math.isfinite(number):
        raise JsonRefused("a number that no computer holds")
    return number


def _no_constant(name: str) -> NoReturn:
    raise JsonRefused(f"{name} is not JSON")
