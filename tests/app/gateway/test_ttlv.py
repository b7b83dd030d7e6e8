"""TTLV against the specification's own examples, and against bytes that somebody made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gateway.keys.kmip_messages import Answered, Asked, answer, question
from app.gateway.keys.ttlv import Item, Kind, NotTtlv, Value, read_item, write_item

EXAMPLES = [
    (Item(0x420020, Kind.INTEGER, 8), "42002002000000040000000800000000"),
    (Item(0x420020, Kind.LONG_INTEGER, 123456789000000000), "420020030000000801B69B4BA5749200"),
    (Item(0x420020, Kind.ENUMERATION, 255), "4200200500000004000000FF00000000"),
    (Item(0x420020, Kind.BOOLEAN, True), "42002006000000080000000000000001"),
    (Item(0x420020, Kind.TEXT, "Hello World"), "420020070000000B48656C6C6F20576F726C640000000000"),
    (Item(0x420020, Kind.BYTES, bytes([1, 2, 3])), "42002008000000030102030000000000"),
    (Item(0x420020, Kind.DATE_TIME, 1205495800), "42002009000000080000000047DA67F8"),
    (Item(0x420020, Kind.INTERVAL, 864000), "4200200A00000004000D2F0000000000"),
    (
        Item(
            0x420020,
            Kind.STRUCTURE,
            (Item(0x420004, Kind.ENUMERATION, 254), Item(0x420005, Kind.INTEGER, 255)),
        ),
        "42002001000000204200040500000004000000FE000000004200050200000004000000FF00000000",
    ),
]
"""KMIP 1.2, section 9.1.2."""

LEAVES = st.one_of(
    st.tuples(st.just(Kind.INTEGER), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just(Kind.LONG_INTEGER), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(Kind.ENUMERATION), st.integers(0, 2**32 - 1)),
    st.tuples(st.just(Kind.BOOLEAN), st.booleans()),
    st.tuples(st.just(Kind.TEXT), st.text(max_size=40)),
    st.tuples(st.just(Kind.BYTES), st.binary(max_size=40)),
)


def _item(tag: int, of: tuple[Kind, Value]) -> Item:
    return Item(tag, *of)


TAGS = st.integers(0x420000, 0x4200FF)
ITEMS = st.recursive(
    st.builds(_item, TAGS, LEAVES),
    lambda inner: st.builds(Item, TAGS, st.just(Kind.STRUCTURE), st.lists(inner, max_size=4).map(tuple)),
    max_leaves=12,
)


@pytest.mark.parametrize(("item", "written"), EXAMPLES)
def test_the_specifications_examples_are_written_and_read(item: Item, written: str) -> None:
    assert write_item(item).hex().upper() == written
    assert read_item(bytes.fromhex(written)) == item


@given(ITEMS)
def test_what_is_written_is_read_as_it_was(item: Item) -> None:
    assert read_item(write_item(item)) == item


@given(st.binary(max_size=120))
def test_whatever_comes_is_read_strictly_or_not_at_all(data: bytes) -> None:
    try:
        item = read_item(data)
    except NotTtlv:
        return
    assert write_item(item) == data


@pytest.mark.parametrize(
    "written",
    [
        "420020020000000400000008000000FF",  # padded with other than zero
        "42002002000000040000000800000000" * 2,  # one too many
        "420020020000000300000008000000",  # cut off
        "42002006000000080000000000000002",  # neither true nor false
        "4200200400000008000000000000000A",  # a big integer
    ],
)
def test_what_breaks_the_specification_is_refused(written: str) -> None:
    with pytest.raises(NotTtlv):
        read_item(bytes.fromhex(written))


def test_an_answer_that_refuses_holds_the_reason_and_no_data() -> None:
    refused = Item(
        0x42007B,
        Kind.STRUCTURE,
        (
            Item(
                0x42000F,
                Kind.STRUCTURE,
                (Item(0x42007F, Kind.ENUMERATION, 1), Item(0x42007E, Kind.ENUMERATION, 0x0C)),
            ),
        ),
    )
    assert answer(write_item(refused)) == Answered(None, reason=0x0C)


def test_a_question_is_no_answer() -> None:
    with pytest.raises(NotTtlv):
        answer(question(Asked.ENCRYPT, "1", b"secret", bytes(16)))
