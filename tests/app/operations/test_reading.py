"""Requests are read strictly: what does not fit is refused by the name of its member, and never guessed at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.bounded_json import JsonValue
from app.domain.limits import MASKED, SECRET, Many, Number, Text
from app.operations.reading import from_text, read
from app.operations.refusals import Reason, Refusal
from app.operations.writing import masked, whole, wire


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


@dataclass(frozen=True)
class Inner:
    word: Annotated[str, Text(1, 4, "[a-z]*")]
    key: Annotated[str, SECRET] | None = None


@dataclass(frozen=True)
class Outer:
    number: Annotated[int, Number(1, 9)]
    inner: Inner
    colour: Colour = Colour.RED
    truth: bool | None = None
    many: Annotated[tuple[Inner, ...], Many(2)] = ()
    words: tuple[Annotated[str, Text(1, 4)], ...] = ()
    tags: Annotated[Mapping[Annotated[str, Text(1, 2)], Annotated[str, Text(0, 3)]], Many(2), MASKED] = field(
        default_factory=dict
    )


GOOD: dict[str, JsonValue] = {"number": 5, "inner": {"word": "abc"}}


def changed(**members: JsonValue) -> JsonValue:
    return {**GOOD, **members}


@pytest.mark.parametrize(
    ("value", "reason", "member"),
    [
        ([], Reason.WRONG_TYPE, "body"),
        ({}, Reason.MISSING, "number"),
        (changed(number=None), Reason.WRONG_TYPE, "number"),
        (changed(truth=None), Reason.WRONG_TYPE, "truth"),
        (changed(colour=None), Reason.NO_CHOICE, "colour"),
        (changed(tags={"a": None}), Reason.WRONG_TYPE, "tags.a"),
        (changed(number="5"), Reason.WRONG_TYPE, "number"),
        (changed(number=5.5), Reason.WRONG_TYPE, "number"),
        (changed(number=True), Reason.WRONG_TYPE, "number"),
        (changed(number=0), Reason.TOO_SMALL, "number"),
        (changed(number=10), Reason.TOO_GREAT, "number"),
        (changed(inner="abc"), Reason.WRONG_TYPE, "inner"),
        (changed(inner={}), Reason.MISSING, "inner.word"),
        (changed(inner={"word": ""}), Reason.TOO_SHORT, "inner.word"),
        (changed(inner={"word": "abcde"}), Reason.TOO_LONG, "inner.word"),
        (changed(inner={"word": "ABC"}), Reason.MALFORMED, "inner.word"),
        (changed(inner={"word": "abc\n"}), Reason.MALFORMED, "inner.word"),
        (changed(inner={"word": 3}), Reason.WRONG_TYPE, "inner.word"),
        (changed(inner={"word": "a", "x": 1}), Reason.UNKNOWN_MEMBER, "inner.x"),
        (changed(colour="red"), Reason.NO_CHOICE, "colour"),
        (changed(colour=["RED"]), Reason.NO_CHOICE, "colour"),
        (changed(truth=1), Reason.WRONG_TYPE, "truth"),
        (changed(many={}), Reason.WRONG_TYPE, "many"),
        (changed(many=[{"word": "a"}] * 3), Reason.TOO_MANY, "many"),
        (changed(many=[{"word": "a"}, {"word": "B"}]), Reason.MALFORMED, "many.1.word"),
        (changed(words=["ok", None]), Reason.WRONG_TYPE, "words.1"),
        (changed(words=["\ud800"]), Reason.MALFORMED, "words.0"),
        (changed(words=["a\x00"]), Reason.MALFORMED, "words.0"),
        (changed(tags=[]), Reason.WRONG_TYPE, "tags"),
        (changed(tags={"a": "", "b": "", "c": ""}), Reason.TOO_MANY, "tags"),
        (changed(tags={"": ""}), Reason.TOO_SHORT, "tags (key)"),
        (changed(tags={"a": "long"}), Reason.TOO_LONG, "tags.a"),
        (changed(colour2="x"), Reason.UNKNOWN_MEMBER, "colour2"),
        (changed(**{"x" * 99: "x"}), Reason.UNKNOWN_MEMBER, "x" * 40 + "..."),
        (changed(**{"a\nb": "x"}), Reason.UNKNOWN_MEMBER, "a?b"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(value: JsonValue, reason: Reason, member: str) -> None:
    refusal = read(Outer, value)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.facts["member"]) == (reason, member)


def test_what_fits_is_read() -> None:
    value = changed(colour="BLUE", truth=False, many=[{"word": "a"}], words=["é"], tags={"a": "1"})
    assert read(Outer, value) == Outer(5, Inner("abc"), Colour.BLUE, False, (Inner("a"),), ("é",), {"a": "1"})
    assert read(Outer, changed(number=5.0)) == Outer(5, Inner("abc"))


def test_no_refusal_repeats_a_value() -> None:
    refusal = read(Outer, changed(inner={"word": "hunter2hunter2"}))
    assert isinstance(refusal, Refusal)
    assert "hunter2" not in str(refusal)


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [
        ("number", ("5",), 5),
        ("number", ("-5",), -5),
        ("number", ("five",), "five"),
        ("number", ("\u0665",), "\u0665"),
        ("number", ("9" * 400,), "9" * 400),
        ("truth", ("true",), True),
        ("truth", ("yes",), "yes"),
        ("words", ("a", "b"), ["a", "b"]),
        ("words", ("a",), ["a"]),
    ],
)
def test_text_of_a_uri_becomes_what_its_member_is(name: str, texts: tuple[str, ...], value: JsonValue) -> None:
    assert from_text(Outer, name, texts) == value


def test_a_member_stands_once_in_a_uri() -> None:
    assert from_text(Outer, "number", ("1", "2")) == Refusal.of(Reason.REPEATED, member="number")
    assert from_text(Outer, "never", ("1",)) == Refusal.of(Reason.UNKNOWN_MEMBER, member="never")


def test_secrets_and_masks_stay_out() -> None:
    value = Outer(5, Inner("abc", "hush"), tags={"a": "1"})
    assert wire(value)["inner"] == {"word": "abc"}
    assert (masked(value)["tags"], masked(value)["inner"]) == ("***", {"word": "abc", "key": "***"})
    assert whole(value)["inner"] == {"word": "abc", "key": "hush"}


words = st.text("abcdefgh", min_size=1, max_size=4)
inners = st.builds(Inner, words, st.none() | st.text(max_size=9).filter(lambda text: text.isprintable()))
outers = st.builds(
    Outer,
    st.integers(1, 9),
    inners,
    st.sampled_from(Colour),
    st.none() | st.booleans(),
    st.lists(inners, max_size=2).map(tuple),
    st.lists(words, max_size=3).map(tuple),
    st.dictionaries(words.map(lambda word: word[:2]), words.map(lambda word: word[:3]), max_size=2),
)


@given(outers)
def test_what_is_written_is_read_again(value: Outer) -> None:
    assert read(Outer, whole(value)) == value
