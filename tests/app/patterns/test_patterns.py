"""Every operator and every rule of event patterns, one row each: pattern, event, whether it fits."""

from typing import Any

import pytest

from app.patterns.compiler import BOUNDS, MOST_BRANCHES, compile_pattern
from app.patterns.matching import EventRefused, matches
from app.patterns.pattern import PatternInvalid
from tests.app.work import lines_run

FITS, DOES_NOT = True, False

OPERATORS: list[tuple[list[Any], Any, bool]] = [
    (["north"], "north", FITS),
    (["south", "north"], "north", FITS),
    (["north"], "North", DOES_NOT),
    ([3], 3, FITS),
    ([3], 3.0, FITS),
    ([0.37], 3.7e-1, FITS),
    ([3], "3", DOES_NOT),
    (["3"], 3, DOES_NOT),
    ([1], True, DOES_NOT),
    ([True], 1, DOES_NOT),
    ([True], True, FITS),
    ([False], True, DOES_NOT),
    ([None], None, FITS),
    ([None], "null", DOES_NOT),
    ([None], False, DOES_NOT),
    (["2001:db8::1"], "2001:DB8:0:0::1", FITS),
    (["10.0.0.1"], "10.0.0.2", DOES_NOT),
    ([{"exactly": "north"}], "north", FITS),
    ([{"prefix": "no"}], "north", FITS),
    ([{"prefix": "No"}], "north", DOES_NOT),
    ([{"prefix": ""}], "north", FITS),
    ([{"prefix": "1"}], 12, DOES_NOT),
    ([{"prefix": {"equals-ignore-case": "NO"}}], "north", FITS),
    ([{"suffix": "th"}], "north", FITS),
    ([{"suffix": "no"}], "north", DOES_NOT),
    ([{"suffix": {"equals-ignore-case": "TH"}}], "north", FITS),
    ([{"equals-ignore-case": "NORTH"}], "north", FITS),
    ([{"equals-ignore-case": "NORT"}], "north", DOES_NOT),
    ([{"equals-ignore-case": ""}], "", FITS),
    ([{"wildcard": "n*t*"}], "north", FITS),
    ([{"wildcard": "n*o"}], "north", DOES_NOT),
    ([{"wildcard": "n?rth"}], "north", DOES_NOT),
    ([{"wildcard": "a\\*b\\\\"}], "a*b\\", FITS),
    ([{"wildcard": "a\\*b"}], "axb", DOES_NOT),
    ([{"wildcard": ""}], "north", DOES_NOT),
    ([{"wildcard": "*"}], None, DOES_NOT),
    ([{"numeric": ["=", 5]}], 5.0, FITS),
    ([{"numeric": ["=", 5]}], "5", DOES_NOT),
    ([{"numeric": ["<", 5]}], 4.99, FITS),
    ([{"numeric": ["<", 5]}], 5, DOES_NOT),
    ([{"numeric": ["<=", 5]}], 5, FITS),
    ([{"numeric": [">", 5]}], 5, DOES_NOT),
    ([{"numeric": [">=", 5]}], 5, FITS),
    ([{"numeric": [">", 0, "<=", 5]}], 0, DOES_NOT),
    ([{"numeric": [">", 0, "<=", 5]}], 5, FITS),
    ([{"numeric": [">=", 0, "<", 5]}], 5, DOES_NOT),
    ([{"numeric": [">", -1]}], None, DOES_NOT),
    ([{"numeric": [">", -1]}], True, DOES_NOT),
    ([{"numeric": ["<=", 10**12]}], 999e9, FITS),
    ([{"cidr": "10.0.0.0/24"}], "10.0.0.255", FITS),
    ([{"cidr": "10.0.0.0/24"}], "10.0.1.0", DOES_NOT),
    ([{"cidr": "10.0.0.0/24"}], "10.0.0.256", DOES_NOT),
    ([{"cidr": "10.0.0.0/24"}], 10, DOES_NOT),
    ([{"cidr": "10.0.0.9/24"}], "10.0.0.8", DOES_NOT),
    ([{"cidr": "10.0.0.9/24"}], "10.0.0.10", FITS),
    ([{"cidr": "2001:db8::/64"}], "2001:db8::5", FITS),
    ([{"cidr": "2001:db8::/64"}], "2001:db9::5", DOES_NOT),
    ([{"cidr": "0.0.0.0/0"}], "::1", DOES_NOT),
    ([{"exists": True}], None, FITS),
    ([{"exists": True}], "", FITS),
    ([{"exists": True}], {}, DOES_NOT),
    ([{"exists": True}], {"deeper": 1}, DOES_NOT),
    ([{"exists": True}], [], DOES_NOT),
    ([{"exists": False}], {"deeper": 1}, FITS),
    ([{"exists": False}], [], FITS),
    ([{"exists": False}], 0, DOES_NOT),
    (["x", {"exists": False}], "x", FITS),
    ([{"anything-but": "north"}], "south", FITS),
    ([{"anything-but": "north"}], "north", DOES_NOT),
    ([{"anything-but": "north"}], None, FITS),
    ([{"anything-but": ["north", "south"]}], "south", DOES_NOT),
    ([{"anything-but": ["3"]}], 3, FITS),
    ([{"anything-but": [3, 4]}], 3.0, DOES_NOT),
    ([{"anything-but": 3}], "3", FITS),
    ([{"anything-but": {"prefix": "no"}}], "north", DOES_NOT),
    ([{"anything-but": {"prefix": ["so", "we"]}}], "north", FITS),
    ([{"anything-but": {"prefix": "1"}}], 12, FITS),
    ([{"anything-but": {"suffix": "th"}}], "north", DOES_NOT),
    ([{"anything-but": {"equals-ignore-case": ["NORTH", "EAST"]}}], "east", DOES_NOT),
    ([{"anything-but": {"wildcard": "n*"}}], "north", DOES_NOT),
    ([{"anything-but": {"wildcard": ["s*", "w*"]}}], "north", FITS),
    (["a", {"prefix": "b"}, {"numeric": ["=", 1]}], 1, FITS),
    (["north"], ["south", "north"], FITS),
    (["west"], ["south", "north"], DOES_NOT),
    ([{"anything-but": "north"}], ["south", "north"], FITS),
    ([{"anything-but": ["north"]}], ["north"], DOES_NOT),
    (["north"], [["north"]], FITS),
]


@pytest.mark.parametrize(("choices", "value", "fits"), OPERATORS)
def test_an_operator_accepts_exactly_its_values(choices: list[Any], value: Any, fits: bool) -> None:
    assert matches(compile_pattern({"detail": {"place": choices}}), {"detail": {"place": value}}) is fits


@pytest.mark.parametrize(
    ("choices", "fits"),
    [
        (["north"], DOES_NOT),
        ([None], DOES_NOT),
        ([{"anything-but": "north"}], DOES_NOT),
        ([{"exists": True}], DOES_NOT),
        ([{"exists": False}], FITS),
        (["north", {"exists": False}], FITS),
    ],
)
@pytest.mark.parametrize(
    "event", [{}, {"detail": {}}, {"detail": "text"}, {"detail": []}, {"detail": {"Place": "north"}}]
)
def test_a_field_that_is_absent_fits_absence_alone(choices: list[Any], fits: bool, event: Any) -> None:
    assert matches(compile_pattern({"detail": {"place": choices}}), event) is fits


HERE: list[Any] = [{"exists": True}]
NOT_HERE: list[Any] = [{"exists": False}]


@pytest.mark.parametrize(
    ("pattern", "event", "fits"),
    [
        ({"a": ["1"], "b": ["2"]}, {"a": "1", "b": "2", "c": "3"}, FITS),
        ({"a": ["1"], "b": ["2"]}, {"a": "1"}, DOES_NOT),
        ({"a.b": ["1"]}, {"a": {"b": "1"}}, FITS),
        ({"a": [1], "a.b": [2]}, {"a": [1, {"b": 2}]}, FITS),
        ({"a": {"b": ["1"]}}, {"a.b": "1"}, FITS),
        ({"d": {"a": ["1"], "b": ["2"]}}, {"d": [{"a": "1", "b": "2"}]}, FITS),
        ({"d": {"a": ["1"], "b": ["2"]}}, {"d": [{"a": "1"}, {"b": "2"}]}, DOES_NOT),
        ({"d": {"a": ["1"], "b": ["2"]}}, {"d": [{"a": "1", "b": "3"}, {"a": "1", "b": "2"}]}, FITS),
        ({"d": {"a": ["1"], "b": ["2"]}, "e": ["5"]}, {"d": [{"a": "1"}, {"b": "2"}], "e": "5"}, DOES_NOT),
        ({"d": {"a": ["1"]}, "e": {"b": ["2"]}}, {"d": [{"a": "0"}, {"a": "1"}], "e": [{"b": "2"}]}, FITS),
        ({"u": {"t": {"k": ["1"], "v": ["2"]}}}, {"u": [{"t": [{"k": "1"}, {"v": "2"}]}]}, DOES_NOT),
        ({"u": {"t": {"k": ["1"], "v": ["2"]}}}, {"u": [{"t": [{"k": "1", "v": "2"}]}]}, FITS),
        ({"u": {"n": ["x"], "t": {"k": ["1"]}}}, {"u": [{"n": "x", "t": [{"k": "2"}]}, {"t": [{"k": "1"}]}]}, DOES_NOT),
        ({"u": {"n": ["x"], "t": {"k": ["1"]}}}, {"u": [{"n": "x", "t": [{"k": "2"}, {"k": "1"}]}]}, FITS),
        ({"d": {"tags": ["a"], "type": ["t"]}}, {"d": {"tags": ["b", "a"], "type": "t"}}, FITS),
        ({"d": {"a": HERE, "b": NOT_HERE}}, {"d": [{"a": 1}]}, FITS),
        ({"d": {"a": HERE, "b": NOT_HERE}}, {"d": [{"a": 1}, {"b": 2}]}, FITS),
        ({"d": {"a": HERE, "b": NOT_HERE}}, {"d": [{"a": 1, "b": 2}]}, DOES_NOT),
        ({"d": {"a": NOT_HERE, "b": HERE}}, {"d": [{"a": 1}, {"b": 2}]}, DOES_NOT),
        ({"$or": [{"a": ["1"]}, {"b": ["2"]}]}, {"b": "2"}, FITS),
        ({"$or": [{"a": ["1"]}, {"b": ["2"]}]}, {"a": "2", "b": "1"}, DOES_NOT),
        ({"c": ["3"], "$or": [{"a": ["1"]}, {"b": ["2"]}]}, {"b": "2"}, DOES_NOT),
        ({"d": {"$or": [{"a": ["1"], "b": ["2"]}, {"c": HERE}]}}, {"d": {"a": "1"}}, DOES_NOT),
        ({"d": {"$or": [{"a": ["1"], "b": ["2"]}, {"c": HERE}]}}, {"d": {"a": "1", "b": "2"}}, FITS),
        ({"$or": [{"a": ["1"]}, {"$or": [{"b": ["2"]}, {"c": ["3"]}]}]}, {"c": "3"}, FITS),
        ({"$or": [{"prefix": "x"}, {"suffix": "y"}]}, {"$or": "xa"}, FITS),
        ({"$or": {"a": ["1"]}}, {"$or": {"a": "1"}}, FITS),
    ],
)
def test_fields_fit_together(pattern: Any, event: Any, fits: bool) -> None:
    assert matches(compile_pattern(pattern), event) is fits


INVALID: list[tuple[Any, str]] = [
    ({}, ""),
    ([], ""),
    (None, ""),
    ("{", ""),
    ('{"a": ["1"], "a": ["2"]}', ""),
    ({"a": {}}, "a"),
    ({"a": []}, "a"),
    ({"a": "north"}, "a"),
    ({"a": 42}, "a"),
    ({"a": {"b": None}}, "a.b"),
    ({"a": [["x"]]}, "a"),
    ({"a": [{}]}, "a"),
    ({"a": [{"prefix": "x", "suffix": "y"}]}, "a"),
    ({"a": [{"regex": "x"}]}, "a"),
    ({"a": [{"PREFIX": "x"}]}, "a"),
    ({"a": [{"prefix": 1}]}, "a"),
    ({"a": [{"prefix": ["x"]}]}, "a"),
    ({"a": [{"prefix": {"wildcard": "x"}}]}, "a"),
    ({"a": [{"suffix": None}]}, "a"),
    ({"a": [{"exactly": 1}]}, "a"),
    ({"a": [{"equals-ignore-case": ["x"]}]}, "a"),
    ({"a": [{"exists": "yes"}]}, "a"),
    ({"a": [{"exists": 1}]}, "a"),
    ({"a": [{"wildcard": 1}]}, "a"),
    ({"a": [{"wildcard": "a**b"}]}, "a"),
    ({"a": [{"wildcard": "a\\b"}]}, "a"),
    ({"a": [{"wildcard": "a\\"}]}, "a"),
    ({"a": [{"wildcard": "*:*:*:*:*:x/*"}]}, "a"),
    ({"a": [{"numeric": 5}]}, "a"),
    ({"a": [{"numeric": []}]}, "a"),
    ({"a": [{"numeric": ["="]}]}, "a"),
    ({"a": [{"numeric": ["=", "5"]}]}, "a"),
    ({"a": [{"numeric": ["=", True]}]}, "a"),
    ({"a": [{"numeric": ["=>", 5]}]}, "a"),
    ({"a": [{"numeric": ["=", 5, "<", 6]}]}, "a"),
    ({"a": [{"numeric": ["<", 6, ">", 5]}]}, "a"),
    ({"a": [{"numeric": [">", 5, "<"]}]}, "a"),
    ({"a": [{"numeric": [">", 5, "<", 5]}]}, "a"),
    ({"a": [{"cidr": "10.0.0.0"}]}, "a"),
    ({"a": [{"cidr": "10.0.0.0/32"}]}, "a"),
    ({"a": [{"cidr": "10.0.0.0/-1"}]}, "a"),
    ({"a": [{"cidr": "10.0.0.256/8"}]}, "a"),
    ({"a": [{"cidr": "::/128"}]}, "a"),
    ({"a": [{"cidr": ["10.0.0.0/8"]}]}, "a"),
    ({"a": [{"anything-but": []}]}, "a"),
    ({"a": [{"anything-but": None}]}, "a"),
    ({"a": [{"anything-but": ["x", None]}]}, "a"),
    ({"a": [{"anything-but": ["x", 1]}]}, "a"),
    ({"a": [{"anything-but": True}]}, "a"),
    ({"a": [{"anything-but": {"prefix": ""}}]}, "a"),
    ({"a": [{"anything-but": {"suffix": [".txt", 1]}}]}, "a"),
    ({"a": [{"anything-but": {"prefix": {"equals-ignore-case": "x"}}}]}, "a"),
    ({"a": [{"anything-but": {"numeric": ["=", 1]}}]}, "a"),
    ({"$or": []}, "$or"),
    ({"$or": [{"a": ["1"]}]}, "$or"),
    ({"$or": [{"a": ["1"]}, {}]}, ""),
    ({"d": {"$or": [{"a": ["1"]}, {"b": "2"}]}}, "d.b"),
    ({"a": {"b": ["1"]}, "a.b": ["2"]}, "a.b"),
    ({"$or": [{"a": ["1"]}, {"b": ["2"]}], "a": ["3"]}, "a"),
]


@pytest.mark.parametrize(("pattern", "place"), INVALID)
def test_what_is_no_pattern_is_refused_at_its_place(pattern: Any, place: str) -> None:
    with pytest.raises(PatternInvalid) as refused:
        compile_pattern(pattern)
    assert refused.value.place == place
    assert refused.value.cause


@pytest.mark.parametrize("event", [[], None, "text", 7, '{"a": NaN}', b"\xff"])
def test_what_is_no_object_is_no_event(event: Any) -> None:
    with pytest.raises(EventRefused):
        matches(compile_pattern({"a": ["x"]}), event)


def nested(depth: int) -> Any:
    value: Any = ["x"]
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "bomb",
    [
        nested(500),
        '{"a":' * 3_000,
        {"a": ["x"] * 10_000},
        {f"$or{'' if n == 0 else n}": [{"a": ["1"]}] for n in range(3_000)},
        {"a": [{"wildcard": "*a" * 4_000}]},
        {"a": [{"wildcard": "*ab*ba*aab*abb*" + "ab" * 3_000}]},
        {"a": [{"wildcard": "*" + "".join(chr(0x4E00 + n) for n in range(8_000))}]},
    ],
)
def test_a_bomb_is_refused_before_much_work_is_done(bomb: Any) -> None:
    with lines_run() as work, pytest.raises(PatternInvalid):
        compile_pattern(bomb)
    assert work.lines < 100 * BOUNDS.characters


def test_choices_that_multiply_are_refused_while_they_multiply() -> None:
    pattern: dict[str, Any] = {"start": ["x"]}
    for level in range(20):
        pattern = {"x": pattern, "$or": [{f"a{level}": ["1"]}, {f"b{level}": ["1"]}]}
    with lines_run() as work, pytest.raises(PatternInvalid):
        compile_pattern(pattern)
    assert work.lines < 100 * MOST_BRANCHES


def test_arrays_full_of_near_misses_cost_one_pass() -> None:
    elements = [dict.fromkeys("abcdefgh", "1") for _ in range(300)]
    event: Any = {"one": elements, "two": elements, "three": [{"deep": elements}]}
    wanted: Any = {name: ["1"] for name in "abcdefgh"}
    pattern = compile_pattern({"one": wanted, "two": wanted, "three": {"deep": wanted}, "z": ["never"]})
    with lines_run() as work:
        assert not matches(pattern, event)
    values = 3 * 8 * 300
    assert work.lines < 100 * values
