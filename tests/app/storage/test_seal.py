"""Seals open with their key, at their place, unaltered, and otherwise not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.seal import KEY_BYTES, SealBroken, open_seal, place_of, seal

KEY = bytes(range(KEY_BYTES))
PLACE = place_of("account", "templates", "row")


@given(st.binary(max_size=300))
def test_a_seal_opens_to_what_was_sealed(content: bytes) -> None:
    assert open_seal(KEY, seal(KEY, content, PLACE), PLACE) == content


@given(st.binary(max_size=60), st.integers(min_value=0))
def test_a_flipped_bit_anywhere_breaks_it(content: bytes, bit: int) -> None:
    sealed = bytearray(seal(KEY, content, PLACE))
    bit %= len(sealed) * 8
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        open_seal(KEY, bytes(sealed), PLACE)


@pytest.mark.parametrize(
    "place", [("other", "templates", "row"), ("account", "badges", "row"), ("account", "templates", "r")]
)
def test_it_opens_at_no_other_place(place: tuple[str, str, str]) -> None:
    with pytest.raises(SealBroken):
        open_seal(KEY, seal(KEY, b"palm", PLACE), place_of(*place))


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(27), bytes(28)])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        open_seal(KEY, sealed, PLACE)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        open_seal(bytes(KEY_BYTES), seal(KEY, b"palm", PLACE), PLACE)


def test_no_two_seals_of_one_content_are_alike() -> None:
    assert len({seal(KEY, b"palm", PLACE) for _ in range(100)}) == 100


def test_no_two_places_read_alike() -> None:
    with pytest.raises(ValueError, match="separator"):
        place_of("account|templates", "row", "")
