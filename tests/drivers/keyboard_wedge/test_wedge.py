"""A reader that types, and people who type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.badge_text import LONGEST_TEXT, text_rule
from app.domain.badges import Badge, UnreadableBadge
from drivers.keyboard_wedge.decoder import BURST_GAP_S, WedgeDecoder
from drivers.keyboard_wedge.reader import WedgeReader
from tests.contracts.badge_reader_contract import BadgeReaderContract, BadgeReaderRig

FAST_S, SLOW_S = 0.01, 0.12
"""Pauses of a reader and of a quick typist."""


def typed(decoder: WedgeDecoder, text: str, gap_s: float, from_s: float = 0.0) -> list[Badge | UnreadableBadge]:
    given = [decoder.key(character, from_s + at * gap_s) for at, character in enumerate(text)]
    return [badge for badge in given if badge is not None]


def test_a_burst_with_enter_is_a_badge() -> None:
    assert typed(WedgeDecoder(), "17-4242\r", FAST_S) == [Badge(17, 4242)]


def test_a_person_typing_the_same_is_not() -> None:
    assert typed(WedgeDecoder(), "17-4242\r", SLOW_S) == []


@pytest.mark.parametrize("text", ["17-4242", "123\r", "\r", "\r\n\r\n"])
def test_without_enter_or_with_too_few_keys_it_is_nothing(text: str) -> None:
    assert typed(WedgeDecoder(), text, FAST_S) == []


def test_one_pause_too_long_starts_anew_and_what_came_before_is_lost() -> None:
    decoder = WedgeDecoder()
    typed(decoder, "99", FAST_S)
    assert typed(decoder, "4242\r", FAST_S, from_s=1.0) == [Badge(0, 4242)]


def test_the_longest_pause_is_in_and_a_longer_one_is_out() -> None:
    assert typed(WedgeDecoder(), "4242\r", BURST_GAP_S * 0.999) == [Badge(0, 4242)]
    assert typed(WedgeDecoder(), "4242\r", BURST_GAP_S * 1.001) == []


def test_enter_that_comes_late_does_not_complete_a_badge() -> None:
    decoder = WedgeDecoder()
    typed(decoder, "174242", FAST_S)
    assert decoder.key("\r", 5.0) is None


def test_a_clock_that_goes_back_makes_no_badge() -> None:
    decoder = WedgeDecoder()
    typed(decoder, "4242", FAST_S, from_s=100.0)
    assert decoder.key("\r", 1.0) is None


def test_two_badges_in_a_row_are_two() -> None:
    assert typed(WedgeDecoder(), "4242\r4343\r", FAST_S) == [Badge(0, 4242), Badge(0, 4343)]


def test_hexadecimal_where_it_was_chosen() -> None:
    assert typed(WedgeDecoder(text_rule("hex")), "04A1B2C3\r", FAST_S) == [Badge(0, 0x04A1B2C3)]


def test_an_endless_burst_is_refused_and_memory_stays_small() -> None:
    decoder = WedgeDecoder()
    (read,) = typed(decoder, "7" * 100_000 + "\r", 0.001)
    assert isinstance(read, UnreadableBadge)
    typed(decoder, "7" * 10_000, 0.001, from_s=1000)
    assert len(decoder._text) <= LONGEST_TEXT + 1


@given(st.lists(st.tuples(st.characters(), st.floats(0, 0.1)), max_size=80))
def test_no_keys_make_it_fail(keys: list[tuple[str, float]]) -> None:
    decoder, at_s = WedgeDecoder(), 0.0
    for character, gap_s in keys:
        at_s += gap_s
        decoder.key(character, at_s)


class TestWedgeReader(BadgeReaderContract):
    @pytest.fixture
    def rig(self) -> BadgeReaderRig:
        reader = WedgeReader()
        now_s = [0.0]

        def present(text: str) -> None:
            now_s[0] += 10
            for character in text + "\r":
                now_s[0] += FAST_S
                reader.key(character, now_s[0])

        return BadgeReaderRig(reader, present)


def test_the_filter_is_told_which_keys_are_a_readers() -> None:
    reader = WedgeReader()
    reader.open()
    assert [reader.key(character, at * FAST_S) for at, character in enumerate("174242\r")] == [False] * 4 + [True] * 3
    assert [reader.key(character, 9 + at * SLOW_S) for at, character in enumerate("174242\r")] == [False] * 7


def test_a_badge_typed_while_closed_is_nobodys() -> None:
    reader = WedgeReader()
    assert [reader.key(character, at * FAST_S) for at, character in enumerate("174242\r")] == [False] * 7
    reader.open()
    assert reader.read(0.01) is None


def test_when_nobody_reads_the_newest_badges_are_kept() -> None:
    reader = WedgeReader()
    reader.open()
    for badge in range(1000, 1020):
        for at, character in enumerate(f"{badge}\r"):
            reader.key(character, badge + at * FAST_S)
    found = [reader.read(0.01) for _ in range(5)]
    assert found == [Badge(0, 1016), Badge(0, 1017), Badge(0, 1018), Badge(0, 1019), None]
