"""What holds for every pattern and every event, not only for those in tables."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.patterns.compiler import compile_pattern
from app.patterns.matching import matches
from app.patterns.pattern import PatternInvalid

scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["x", "xy", "10.0.0.1", ""])
keys = st.sampled_from(["a", "b", "c"])
objects = st.recursive(
    st.dictionaries(keys, scalars | st.lists(scalars, max_size=3), max_size=3),
    lambda inner: st.dictionaries(keys, inner | st.lists(inner, max_size=3), max_size=3),
    max_leaves=12,
)

anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=6) | st.sampled_from(["<", "=", "*", "10.0.0.0/8"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["$or", "prefix", "anything-but", "numeric", "cidr", "exists", "wildcard", "a", "b"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=20,
)

expressions: list[Any] = [{"exists": True}, {"exists": False}, {"prefix": "x"}, {"anything-but": "x"}]
fields: st.SearchStrategy[list[Any]] = st.lists(
    scalars | st.sampled_from([*expressions, {"numeric": [">", 0]}]), min_size=1, max_size=2
)
patterns = st.dictionaries(keys, fields | st.dictionaries(keys, fields, min_size=1, max_size=2), min_size=1, max_size=3)


@given(anything, objects)
def test_compiling_raises_nothing_but_its_own_refusal(value: Any, event: dict[str, Any]) -> None:
    with suppress(PatternInvalid):
        assert matches(compile_pattern(value), event) in (True, False)


@given(st.text() | st.binary())
def test_compiling_text_raises_nothing_but_its_own_refusal(value: str | bytes) -> None:
    with suppress(PatternInvalid):
        assert compile_pattern(value).branches


@given(patterns, objects)
def test_a_written_pattern_means_the_same_when_it_is_read_again(pattern: Any, event: Any) -> None:
    again = matches(compile_pattern(json.dumps(pattern)), json.dumps(event))
    assert matches(compile_pattern(pattern), event) is again


@given(patterns, patterns, objects)
def test_a_choice_of_two_patterns_fits_what_either_fits(one: Any, other: Any, event: Any) -> None:
    either = matches(compile_pattern(one), event) or matches(compile_pattern(other), event)
    assert matches(compile_pattern({"$or": [one, other]}), event) is either


@given(patterns, keys, fields, objects)
def test_one_more_field_never_widens_a_pattern(pattern: Any, key: str, field: Any, event: Any) -> None:
    narrowed = {**pattern, "z": {key: field}}
    if matches(compile_pattern(narrowed), event):
        assert matches(compile_pattern(pattern), event)


@given(st.lists(scalars, min_size=1, max_size=4), fields)
def test_a_list_of_values_fits_when_one_of_them_does(values: list[Any], field: Any) -> None:
    pattern = compile_pattern({"a": field})
    assert matches(pattern, {"a": values}) is any(matches(pattern, {"a": value}) for value in values)


@given(patterns, st.lists(objects, min_size=1, max_size=3))
def test_an_array_fits_when_one_element_alone_does_or_absence_is_asked(pattern: Any, elements: list[Any]) -> None:
    """Array consistency: the reference looks at each element by itself. Absence is left out, see decision 0021."""
    if "false" in json.dumps(pattern):
        return
    whole = matches(compile_pattern({"list": pattern}), {"list": elements})
    alone = any(matches(compile_pattern({"list": pattern}), {"list": [element]}) for element in elements)
    assert whole is alone
