"""Does an event fit a pattern.

Source: aws/event-ruler, "JSON array matching".

Rules: fields that lie in the same array must be found in the same element of it (array consistency). Single values of
an array are alternatives. A field exists when it holds a value; an object is none, an empty list is none, null is one.
Whether a field is absent is asked after the fields that sort before it have chosen their elements. Work is bounded by
the number of values on the pattern's paths: of all choices only the elements that a later field can see are remembered.

>>> from app.patterns.compiler import compile_pattern
>>> pattern = compile_pattern({"door": {"name": ["north"], "open": [True]}})
>>> matches(pattern, {"door": [{"name": "north"}, {"open": True}]})
False
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from app.domain.bounded_json import Bounds, JsonRefused, JsonValue, read_json, refuse_excess
from app.patterns.pattern import Branch, Pattern, Scalar

BOUNDS = Bounds(characters=262_144, depth=64, values=65_536)
"""EventBridge takes 256 KiB."""

Choice: TypeAlias = frozenset[tuple[int, int]]
"""Which element was chosen in which array: (number of the array, index)."""


class EventRefused(ValueError):
    """No JSON object, or larger than an event may be."""


@dataclass(slots=True)
class _Shelf:
    """The values of one path, kept by the array elements that they lie in, outermost first."""

    values: list[Scalar] = field(default_factory=list)
    arrays: "dict[int, dict[int, _Shelf]]" = field(default_factory=dict)

    def within(self, choice: dict[int, int]) -> "Iterator[tuple[list[Scalar], Choice]]":
        """All values that no earlier choice rules out, with the elements in which they lie."""
        waiting: list[tuple[_Shelf, Choice]] = [(self, frozenset())]
        while waiting:
            shelf, chosen = waiting.pop()
            if shelf.values:
                yield shelf.values, chosen
            for array, elements in shelf.arrays.items():
                if array not in choice:
                    waiting.extend((inner, chosen | {(array, index)}) for index, inner in elements.items())
                elif choice[array] in elements:
                    waiting.append((elements[choice[array]], chosen | {(array, choice[array])}))


def matches(pattern: Pattern, event: JsonValue | bytes) -> bool:
    """Whether any branch of the pattern fits the event. Raises EventRefused."""
    try:
        if isinstance(event, str | bytes):
            event = read_json(event, BOUNDS)
        else:
            refuse_excess(event, BOUNDS)
    except JsonRefused as error:
        raise EventRefused(str(error)) from error
    if not isinstance(event, dict):
        raise EventRefused("an event is a JSON object")
    shelves = _shelves(event, {one.path for branch in pattern.branches for one in branch})
    arrays = {path: frozenset(_arrays(shelf)) for path, shelf in shelves.items()}
    return any(_fits(branch, shelves, _seen_later(branch, arrays)) for branch in pattern.branches)


def _fits(branch: Branch, shelves: dict[str, _Shelf], later: list[frozenset[int]]) -> bool:
    """`later` holds for each field the arrays that the fields behind it can still see."""
    choices: set[Choice] = {frozenset()}
    for one, seen_later in zip(branch, later, strict=True):
        shelf = shelves.get(one.path, _Shelf())
        following: set[Choice] = set()
        for choice in choices:
            present = False
            for values, chosen in shelf.within(dict(choice)):
                present = True
                if any(test.accepts(value) for value in values for test in one.tests):
                    following.add(frozenset(item for item in choice | chosen if item[0] in seen_later))
            if one.absent and not present:
                following.add(frozenset(item for item in choice if item[0] in seen_later))
        if not following:
            return False
        choices = following
    return True


def _seen_later(branch: Branch, arrays: dict[str, frozenset[int]]) -> list[frozenset[int]]:
    later: list[frozenset[int]] = [frozenset()]
    for one in reversed(branch[1:]):
        later.append(later[-1] | arrays.get(one.path, frozenset()))
    return later[::-1]


def _arrays(shelf: _Shelf) -> set[int]:
    """The arrays in which the values of one path lie."""
    found: set[int] = set()
    waiting = [shelf]
    while waiting:
        current = waiting.pop()
        found.update(current.arrays)
        waiting.extend(inner for elements in current.arrays.values() for inner in elements.values())
    return found


def _shelves(event: dict[str, JsonValue], paths: set[str]) -> dict[str, _Shelf]:
    """The event's values on those paths. Each array in the event gets a number of its own."""
    shelves: dict[str, _Shelf] = {}
    arrays = 0
    waiting: list[tuple[JsonValue, str | None, tuple[tuple[int, int], ...]]] = [(event, None, ())]
    while waiting:
        value, path, chain = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((inner, name if path is None else f"{path}.{name}", chain) for name, inner in value.items())
        elif isinstance(value, list):
            arrays += 1
            for index, inner in enumerate(value):
                # A single value is an alternative and belongs to no element.
                inside = (*chain, (arrays, index)) if isinstance(inner, dict | list) else chain
                waiting.append((inner, path, inside))
        elif path in paths:
            shelf = shelves.setdefault(str(path), _Shelf())
            for array, index in chain:
                shelf = shelf.arrays.setdefault(array, {}).setdefault(index, _Shelf())
            shelf.values.append(value)
    return shelves
