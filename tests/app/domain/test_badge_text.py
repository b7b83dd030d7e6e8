"""What readers print, read as badges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.badge_text import LONGEST_TEXT, PRESETS, TextRule, read_text, text_rule
from app.domain.badges import Badge, UnreadableBadge

PATTERN = r"F(?P<facility>\d+)C(?P<card>\d+)"


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (text_rule("decimal"), "17-4242", Badge(17, 4242)),
        (text_rule("decimal"), " 0004242 ", Badge(0, 4242)),
        (text_rule("hex"), "04A1B2C3", Badge(0, 0x04A1B2C3)),
        (text_rule("hex"), "deadbeef", Badge(0, 0xDEADBEEF)),
        (text_rule("hex_reversed"), "04A1B2C3", Badge(0, 0xC3B2A104)),
        (text_rule("wiegand"), "02F623AE", Badge(123, 4567)),
        (text_rule("wiegand", badge_format="H10302"), "00000023AF", Badge(0, 4567)),
        (text_rule("regex", pattern=PATTERN), "F17C4242", Badge(17, 4242)),
        (text_rule("regex", pattern=r"\+(?P<card>\d+);"), "+99;", Badge(0, 99)),
    ],
)
def test_the_text_is_this_badge(rule: TextRule, text: str, expected: Badge) -> None:
    assert read_text(rule, text) == expected


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (text_rule("decimal"), "x' OR 1=1"),
        (text_rule("decimal"), "\u0661\u0662"),
        (text_rule("decimal"), "12\x0034"),
        (text_rule("decimal"), "1" * 400),
        (text_rule("hex"), "0x12"),
        (text_rule("hex"), "FFFFFFFFFFFFFF"),
        (text_rule("hex_reversed"), "ABC"),
        (text_rule("wiegand"), "02F623AF"),
        (text_rule("wiegand"), "FFFFFFFF"),
        (text_rule("regex", pattern=PATTERN), "F17C4242 " + "F"),
        (text_rule("regex", pattern=r"(?P<card>\d*)"), ""),
    ],
)
def test_the_text_is_refused_and_not_repeated(rule: TextRule, text: str) -> None:
    read = read_text(rule, text)
    assert isinstance(read, UnreadableBadge)
    assert len(text) < 4 or text not in str(read)


@given(st.sampled_from(PRESETS), st.text(max_size=LONGEST_TEXT + 5))
def test_no_text_makes_a_rule_fail(preset: str, text: str) -> None:
    assert isinstance(read_text(text_rule(preset, pattern=PATTERN), text), Badge | UnreadableBadge)


@pytest.mark.parametrize(
    ("preset", "badge_format", "pattern"),
    [
        ("octal", "H10301", ""),
        ("wiegand", "H1", ""),
        ("regex", "H10301", ""),
        ("regex", "H10301", "("),
        ("regex", "", "x"),
    ],
)
def test_a_rule_that_there_is_not_is_refused(preset: str, badge_format: str, pattern: str) -> None:
    with pytest.raises(ValueError, match="badge"):
        text_rule(preset, badge_format=badge_format, pattern=pattern)
