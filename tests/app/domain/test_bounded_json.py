"""JSON within bounds is read as Python reads it; anything else is refused before it can do harm."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bounded_json import Bounds, JsonRefused, read_json, refuse_excess

SMALL = Bounds(characters=200, depth=3, values=10)
LARGE = Bounds(characters=100_000, depth=100, values=100_000)

numbers = st.integers(-(10**60), 10**60) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_is_within_bounds_is_read_as_written(value: Any) -> None:
    text = json.dumps(value)
    assert read_json(text, LARGE) == value
    assert read_json(text.encode(), LARGE) == value


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[[[[1]]]]", "nested deeper than 3"),
        ('{"a":{"b":{"c":{}}}}', "nested deeper than 3"),
        ("[" + "1," * 11 + "1]", "more than 10 values"),
        ('{"a":1,"b":2,"c":3,"d":4,"e":5}', "more than 10 values"),
        ('"' + "x" * 200 + '"', "longer than 200 characters"),
        ('{"a":1,"a":1}', "twice"),
        ("NaN", "not JSON"),
        ("-Infinity", "not JSON"),
        ("1e999", "no computer"),
        ("9" * 65, "more than 64 digits"),
        ("[1,]", "not JSON"),
        ("", "not JSON"),
        (b"\xc3", "not UTF-8"),
    ],
)
def test_what_is_not_is_refused_with_its_cause(text: str | bytes, cause: str) -> None:
    with pytest.raises(JsonRefused, match=cause):
        read_json(text, SMALL)


def test_brackets_in_text_nest_nothing() -> None:
    assert read_json('["[[[[", "\\"[[[[", {"[[[[": 1}]', SMALL) == ["[[[[", '"[[[[', {"[[[[": 1}]


@pytest.mark.parametrize("value", [[[[[]]]], ["x" * 201], list(range(10)), {"k" * 201: 1}])
def test_decoded_values_meet_the_same_bounds(value: Any) -> None:
    with pytest.raises(JsonRefused):
        refuse_excess(value, SMALL)
