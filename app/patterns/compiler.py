"""From a stranger's JSON to a Pattern, or a PatternInvalid that says what is wrong and where.

Sources: EventBridge User Guide, "Event patterns" and "Comparison operators"; behaviour of aws/event-ruler. Where they
differ, resources/decisions/0021 says what was chosen.

Rules: a field holds a list of values or match expressions, never a bare value. An expression has exactly one
operator. Nothing is guessed: whatever is unknown, empty or of the wrong type refuses the whole pattern. Size, depth and
the number of branches that `$or` makes are bounded.

>>> pattern = compile_pattern({"source": ["aws.one"], "detail": {"data": {"score": [{"numeric": ["<", 0.4]}]}}})
>>> [field.path for field in pattern.branches[0]]
['detail.data.score', 'source']
"""

import ipaddress
import re
from collections.abc import Callable

from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json, refuse_excess
from app.domain.wildcards import Glob, Wild
from app.patterns.complexity import MOST_PLACES, places
from app.patterns.pattern import (
    AddressWithin,
    AnythingBut,
    Begins,
    Ends,
    Exactly,
    Field,
    Pattern,
    PatternInvalid,
    Present,
    Resembles,
    SameInAnyCase,
    Test,
    Within,
    address_of,
    is_number,
)

BOUNDS = Bounds(characters=16_384, depth=32, values=2_048)
"""EventBridge takes 2,048 characters by default; the rest is room for white space and for limits that were raised."""

MOST_BRANCHES = 1_000
"""Nested `$or` multiply: ten pairs beside each other are 1,024 branches already."""

_OR = "$or"
_IGNORE_CASE = "equals-ignore-case"
_RESERVED = frozenset(
    {"exactly", _IGNORE_CASE, "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr"}
    | {"=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case", "date-after"}
    | {"date-on-or-after", "date-before", "date-on-or-before", "in-date-range"}
    | {"ip-address-in-range", "ip-address-not-in-range"}
)
"""Names that make a list under `$or` a list of expressions on a field of that name, as before `$or` existed."""

_CIDR_MASK = re.compile(r"\d{1,3}", re.ASCII)


def compile_pattern(document: JsonValue | bytes) -> Pattern:
    """A pattern as JSON text, bytes or decoded value. Raises PatternInvalid and nothing else."""
    try:
        if isinstance(document, str | bytes):
            document = read_json(document, BOUNDS)
        else:
            refuse_excess(document, BOUNDS)
    except JsonRefused as error:
        raise PatternInvalid(str(error), "") from error
    branches = _object([{}], (), document)
    return Pattern(tuple(tuple(branch[path] for path in sorted(branch)) for branch in branches))


def _object(branches: list[dict[str, Field]], path: tuple[str, ...], value: JsonValue) -> list[dict[str, Field]]:
    """Adds the fields of one object to every branch; returns the branches, of which `$or` may have made more."""
    place = ".".join(path)
    if not isinstance(value, dict):
        raise PatternInvalid("expected an object", place)
    if not value:
        raise PatternInvalid("an empty object matches nothing", place)
    for name, inner in value.items():
        if name == _OR and _is_choice(inner):
            branches = _choice(branches, path, inner)
        elif isinstance(inner, dict):
            branches = _object(branches, (*path, name), inner)
        else:
            field = _field(".".join((*path, name)), inner)
            for branch in branches:
                if field.path in branch:
                    raise PatternInvalid("this field is named twice", field.path)
                branch[field.path] = field
    return branches


def _is_choice(value: JsonValue) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(isinstance(one, dict) and _RESERVED.isdisjoint(one) for one in value)
    )


def _choice(branches: list[dict[str, Field]], path: tuple[str, ...], value: JsonValue) -> list[dict[str, Field]]:
    assert isinstance(value, list)
    grown: list[dict[str, Field]] = []
    for one in value:
        grown += _object([dict(branch) for branch in branches], path, one)
        if len(grown) > MOST_BRANCHES:
            raise PatternInvalid(f"$or makes more than {MOST_BRANCHES} branches", ".".join(path))
    return grown


def _field(path: str, value: JsonValue) -> Field:
    if not isinstance(value, list):
        raise PatternInvalid("expected an object or a list", path)
    if not value:
        raise PatternInvalid("an empty list matches nothing", path)
    tests: list[Test] = []
    absent = False
    for one in value:
        if isinstance(one, list):
            raise PatternInvalid("a list inside a list", path)
        if not isinstance(one, dict):
            tests.append(Exactly(one))
            continue
        operator, operand = _expression(one, path)
        if operator == "exists" and operand is False:
            absent = True
        else:
            tests.append(_test(operator, operand, path))
    return Field(path, tuple(tests), absent)


def _expression(value: dict[str, JsonValue], path: str) -> tuple[str, JsonValue]:
    if len(value) != 1:
        raise PatternInvalid("an expression has exactly one operator", path)
    return next(iter(value.items()))


def _test(operator: str, operand: JsonValue, path: str) -> Test:
    read = _READERS.get(operator)
    if read is None:
        raise PatternInvalid("there is no such operator", path)
    return read(operand, path)


def _exactly(value: JsonValue, path: str) -> Test:
    return Exactly(_text(value, path))


def _prefix(value: JsonValue, path: str) -> Test:
    text, any_case = _text_in_case(value, path)
    return Begins(text, any_case)


def _suffix(value: JsonValue, path: str) -> Test:
    text, any_case = _text_in_case(value, path)
    return Ends(text, any_case)


def _any_case(value: JsonValue, path: str) -> Test:
    return SameInAnyCase(_text(value, path).lower())


def _exists(value: JsonValue, path: str) -> Test:
    if value is not True:
        raise PatternInvalid("exists is true or false", path)
    return Present()


def _wildcard(value: JsonValue, path: str) -> Test:
    symbols: list[str | Wild] = []
    characters = iter(_text(value, path))
    for character in characters:
        if character == "*":
            if symbols and symbols[-1] is Wild.ANY:
                raise PatternInvalid("two stars side by side", path)
            symbols.append(Wild.ANY)
        elif character == "\\":
            escaped = next(characters, "")
            if escaped not in ("*", "\\"):
                raise PatternInvalid("a backslash stands before a star or a backslash only", path)
            symbols.append(escaped)
        else:
            symbols.append(character)
    if places(symbols) > MOST_PLACES:
        raise PatternInvalid("too many stars, or too much repetition behind one", path)
    return Resembles(Glob.of(symbols))


def _cidr(value: JsonValue, path: str) -> Test:
    base, slash, mask = _text(value, path).partition("/")
    address = address_of(base)
    if address is None or not slash or not _CIDR_MASK.fullmatch(mask) or int(mask) >= address.max_prefixlen:
        raise PatternInvalid("expected a network such as 10.0.0.0/8, wider than one address", path)
    block = ipaddress.ip_network((address, int(mask)), strict=False)
    return AddressWithin(address, block.broadcast_address)


def _numeric(value: JsonValue, path: str) -> Test:
    terms = value if isinstance(value, list) else []
    operators, numbers = terms[::2], [_number(one, path) for one in terms[1::2]]
    match operators:
        case ["="] if len(numbers) == 1:
            return Within(numbers[0], True, numbers[0], True)
        case ["<" | "<=" as top] if len(numbers) == 1:
            return Within(None, False, numbers[0], top == "<=")
        case [">" | ">=" as bottom] if len(numbers) == 1:
            return Within(numbers[0], bottom == ">=", None, False)
        case [">" | ">=" as bottom, "<" | "<=" as top] if len(numbers) == 2:
            if numbers[0] >= numbers[1]:
                raise PatternInvalid("the lower limit of the range is not below the upper", path)
            return Within(numbers[0], bottom == ">=", numbers[1], top == "<=")
    raise PatternInvalid('numeric is ["=", n], or one limit, or ">" or ">=" and then "<" or "<="', path)


def _number(value: JsonValue, path: str) -> float:
    if not is_number(value):
        raise PatternInvalid("expected a number", path)
    assert isinstance(value, int | float)
    return value


def _anything_but(value: JsonValue, path: str) -> Test:
    if isinstance(value, dict):
        operator, operand = _expression(value, path)
        if operator not in ("prefix", "suffix", _IGNORE_CASE, "wildcard"):
            raise PatternInvalid("anything-but knows prefix, suffix, equals-ignore-case and wildcard", path)
        texts = [_text(one, path) for one in (operand if isinstance(operand, list) else [operand])]
        if not texts or (operator in ("prefix", "suffix") and "" in texts):
            raise PatternInvalid("this excludes nothing, or everything", path)
        return AnythingBut(tuple(_test(operator, text, path) for text in texts))
    excluded = value if isinstance(value, list) else [value]
    texts_only = all(isinstance(one, str) for one in excluded)
    numbers_only = all(is_number(one) for one in excluded)
    if not excluded or not (texts_only or numbers_only):
        raise PatternInvalid("anything-but takes texts, or numbers, and not both", path)
    return AnythingBut(tuple(Exactly(one) for one in excluded if not isinstance(one, list | dict)))


_READERS: dict[str, Callable[[JsonValue, str], Test]] = {
    "exactly": _exactly,
    "prefix": _prefix,
    "suffix": _suffix,
    _IGNORE_CASE: _any_case,
    "anything-but": _anything_but,
    "exists": _exists,
    "wildcard": _wildcard,
    "numeric": _numeric,
    "cidr": _cidr,
}


def _text_in_case(value: JsonValue, path: str) -> tuple[str, bool]:
    """Text as it is, or {"equals-ignore-case": text}, then in lower case."""
    if isinstance(value, dict):
        operator, operand = _expression(value, path)
        if operator != _IGNORE_CASE:
            raise PatternInvalid("expected text, or equals-ignore-case with text", path)
        return _text(operand, path).lower(), True
    return _text(value, path), False


def _text(value: JsonValue, path: str) -> str:
    if not isinstance(value, str):
        raise PatternInvalid("expected text", path)
    return value
