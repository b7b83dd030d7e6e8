"""Bytes become badges, in whatever portions they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.badge_text import LONGEST_TEXT
from app.domain.badges import Badge, UnreadableBadge
from drivers.serial_reader.framing import Framing, LineFraming, Rdm6300Framing

FRAME = b"\x026A003E3230 56\x03".replace(b" ", b"")
"""Bytes 6A 00 3E 32 30, checksum 56: printed on the card as 0004076080."""


def test_a_frame_with_its_checksum_is_the_number_printed_on_the_card() -> None:
    assert Rdm6300Framing().feed(FRAME) == [Badge(0, 4076080)]


@pytest.mark.parametrize(
    "frame",
    [
        b"\x026A003E323057\x03",  # checksum one off
        b"\x026A003E3230\x03",  # too short
        b"\x026A003E3230ZZ\x03",  # no digits
        b"\x02" + b"0" * 13,  # no end
    ],
)
def test_a_wrong_frame_is_reported_once_and_the_next_is_read(frame: bytes) -> None:
    wrong, right = Rdm6300Framing().feed(frame + FRAME)
    assert isinstance(wrong, UnreadableBadge)
    assert right == Badge(0, 4076080)


def test_noise_between_frames_is_nothing() -> None:
    assert Rdm6300Framing().feed(b"\x03\xff12" + FRAME + b"99" + FRAME) == [Badge(0, 4076080)] * 2


@pytest.mark.parametrize(
    "line", [b"17-4242\r\n", b"17-4242\n", b"17-4242\r", b"\x0217-4242\r\n\x03", b"\r\n\r\n 17-4242\r"]
)
def test_a_line_ends_as_its_reader_likes(line: bytes) -> None:
    assert LineFraming(Badge.parse).feed(line) == [Badge(17, 4242)]


def test_a_line_without_end_is_refused_once_and_memory_stays_small() -> None:
    framing = LineFraming(Badge.parse)
    for _ in range(1000):
        assert framing.feed(b"7" * 100) == []
    assert len(framing._rest) <= LONGEST_TEXT
    refused, read = framing.feed(b"\n17-4242\n")
    assert isinstance(refused, UnreadableBadge)
    assert read == Badge(17, 4242)


def test_bytes_that_are_no_text_are_unreadable() -> None:
    (read,) = LineFraming(Badge.parse).feed(b"\xff\xfe17\n")
    assert isinstance(read, UnreadableBadge)


@given(
    st.lists(st.integers(0, 99_999), max_size=5),
    st.lists(st.integers(1, 7), min_size=1, max_size=60),
    st.sampled_from(["line", "frame"]),
)
def test_the_portions_do_not_matter(cards: list[int], portions: list[int], kind: str) -> None:
    framing: Framing = LineFraming(Badge.parse) if kind == "line" else Rdm6300Framing()
    content = b"".join(f"{card}\r\n".encode() if kind == "line" else _frame(card) for card in cards)
    found: list[Badge | UnreadableBadge] = []
    while content:
        portions = portions[1:] + portions[:1]
        found += framing.feed(content[: portions[0]])
        content = content[portions[0] :]
    assert found == [Badge(0, card) for card in cards]


@given(st.lists(st.binary(max_size=300), max_size=10))
def test_no_bytes_make_it_fail(portions: list[bytes]) -> None:
    for framing in (LineFraming(Badge.parse), Rdm6300Framing()):
        for portion in portions:
            framing.feed(portion)


def _frame(card: int) -> bytes:
    number = bytes([1]) + card.to_bytes(4, "big")
    checksum = 0
    for byte in number:
        checksum ^= byte
    return b"\x02" + (number + bytes([checksum])).hex().upper().encode() + b"\x03"
