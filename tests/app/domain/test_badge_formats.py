"""Badges as Wiegand bits, held to bits that Proxmark3's code computed and that manufacturers print.

`GIVEN` is (format, facility code, card number, issue level, OEM code, bits in sending order).
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.badge_formats import FORMATS, BadgeBits, BadgeDoesNotFit, BadgeFormat
from app.domain.badges import Badge, UnreadableBadge

GIVEN = (
    ("H10301", 18, 8179, 0, 0, "10001001000011111111100111"),
    ("H10301", 31, 337, 0, 0, "10001111100000001010100011"),
    ("H10301", 123, 4567, 0, 0, "10111101100010001110101110"),
    ("H10301", 123, 4567, 0, 0, "10111101100010001110101110"),
    ("H10301", 212, 7041, 0, 0, "11101010000011011100000010"),
    ("ind26", 2142, 3862, 0, 0, "01000010111101111000101100"),
    ("ind26", 4095, 0, 0, 0, "01111111111110000000000001"),
    ("ind27", 3474, 13229, 0, 0, "011011001001011001110101101"),
    ("ind27", 4300, 1972, 0, 0, "100001100110000011110110100"),
    ("indasc27", 4871, 12902, 0, 0, "110001000101111000000110111"),
    ("indasc27", 5642, 15003, 0, 0, "011101100101101010101001001"),
    ("Tecom27", 339, 44504, 0, 0, "101100111100010011000110101"),
    ("Tecom27", 548, 60082, 0, 0, "110010010100011001111000010"),
    ("2804W", 204, 13915, 0, 0, "0010110011000110110010110111"),
    ("2804W", 255, 0, 0, 0, "1010111111110000000000000001"),
    ("ind29", 6898, 12487, 0, 0, "11010111100100011000011000111"),
    ("ind29", 6227, 24000, 0, 0, "11000010100110101110111000000"),
    ("ATSW30", 3297, 20464, 0, 0, "011001110000101001111111100000"),
    ("ATSW30", 3923, 42038, 0, 0, "011110101001110100100001101100"),
    ("ADT31", 9, 1445623, 0, 0, "0100100101100000111011110111000"),
    ("ADT31", 3, 6526688, 0, 0, "0001111000111001011011100000000"),
    ("HCP32", 0, 15820, 0, 0, "00000000000111101110011000000000"),
    ("HCP32", 0, 5413, 0, 0, "00000000000010101001001010000000"),
    ("HPP32", 4095, 0, 0, 0, "01111111111110000000000000000000"),
    ("HPP32", 0, 0, 0, 0, "00000000000000000000000000000000"),
    ("Kastle", 165, 35720, 30, 0, "01111101010010110001011100010000"),
    ("Kastle", 107, 657, 12, 0, "01011000110101100000010100100010"),
    ("Kantech", 188, 60384, 0, 0, "00000001011110011101011111000000"),
    ("Kantech", 149, 62853, 0, 0, "00000001001010111110101100001010"),
    ("WIE32", 3996, 44318, 0, 0, "00001111100111001010110100011110"),
    ("WIE32", 3183, 419, 0, 0, "00001100011011110000000110100011"),
    ("D10202", 10, 7122510, 0, 0, "100010100110110010101110010011100"),
    ("D10202", 52, 3636225, 0, 0, "001101000011011101111100000000011"),
    ("H10306", 15381, 1487, 0, 0, "1001111000001010100000101110011111"),
    ("H10306", 123, 4567, 0, 0, "0000000000111101100010001110101111"),
    ("N10002", 65535, 0, 0, 0, "0111111111111111100000000000000001"),
    ("N10002", 9853, 12107, 0, 0, "1001001100111110100101111010010110"),
    ("Optus34", 952, 5467, 0, 0, "0000101010101101100000011101110000"),
    ("Optus34", 47, 15266, 0, 0, "0001110111010001000000000001011110"),
    ("SMP34", 830, 10005, 5, 0, "0000110011111010100100111000101010"),
    ("SMP34", 595, 23064, 3, 0, "0000100101001101101011010000110000"),
    ("BQT34", 67, 4495309, 0, 0, "1010000110100010010010111110011011"),
    ("BQT34", 200, 9192099, 0, 0, "0110010001000110001000010101000111"),
    ("C1k35s", 123, 4567, 0, 0, "11000001111011000000010001110101111"),
    ("C1k35s", 2012, 259844, 0, 0, "01011111011100001111110111000001000"),
    ("C15001", 225, 36534, 0, 395, "001100010111110000110001110101101101"),
    ("C15001", 222, 60826, 0, 594, "010010100101101111011101101100110101"),
    ("S12906", 219, 13900164, 1, 0, "011011011011101010000011001100001000"),
    ("S12906", 142, 4709591, 0, 0, "010001110000100011111011100110101110"),
    ("Sie36", 262143, 0, 0, 0, "111111111111111111100000000000000000"),
    ("Sie36", 121467, 12296, 0, 0, "101110110100111101100110000000010000"),
    ("H10320", 0, 70272157, 0, 0, "0111000000100111001000010101011101110"),
    ("H10320", 0, 70718174, 0, 0, "0111000001110001100000010111010011010"),
    ("H10302", 0, 2103280795, 0, 0, "0000011111010101110110000100100110111"),
    ("H10302", 0, 7177985298, 0, 0, "1001101010111101011101011101000100100"),
    ("H10304", 65535, 0, 0, 0, "0111111111111111100000000000000000001"),
    ("H10304", 1243, 90015, 0, 0, "1000001001101101100101011111100111110"),
    ("P10004", 616, 122363, 0, 0, "0000100110100001110111011111101100000"),
    ("P10004", 2175, 58460, 0, 0, "0010000111111100111001000101110000000"),
    ("HGen37", 0, 524287, 0, 0, "0001000000000000011111111111111111111"),
    ("HGen37", 0, 452374, 0, 0, "1010000000000000011011100111000101101"),
    ("MDI37", 9, 420313181, 0, 0, "1001001110010000110101111000010111011"),
    ("MDI37", 14, 141028953, 0, 0, "0001110010000110011111101110010110011"),
    ("BQT38", 733, 160103, 2, 0, "10100111000101100111001000010110111010"),
    ("BQT38", 3613, 246980, 2, 0, "00111100010011000100001001110000111011"),
    ("ISCS", 1023, 0, 0, 0, "00000111111111100000000000000000000001"),
    ("ISCS", 1, 1, 0, 0, "10000000000000100000000000000000000010"),
    ("PW39", 17188, 474229, 0, 0, "100100001100100100011100111100011101011"),
    ("PW39", 49230, 939574, 0, 0, "101100000001001110111001010110001101101"),
    ("P10001", 3630, 5719, 0, 0, "1111111000101110000101100101011110010001"),
    ("P10001", 2731, 61529, 0, 0, "1111101010101011111100000101100111111000"),
    ("Casi40", 0, 227457619245, 0, 0, "0110100111101011000011111010101001011010"),
    ("Casi40", 0, 0, 0, 0, "0000000000000000000000000000000000000000"),
    ("Verkada40", 638, 3382021, 0, 0, "1100111111000000011001110011011000001011"),
    ("Verkada40", 50, 1001, 0, 0, "1000011001000000000000000000011111010011"),
    ("Verkada40", 81, 5008, 0, 0, "1000101000100000000000000010011100100001"),
    ("BC40", 1628, 115906, 0, 29, "0011101011001011100001110001001100001000"),
    ("BC40", 3976, 67662, 0, 68, "1000100111110001000001000010000100111001"),
    ("Defcon32", 39771, 293032, 6, 0, "010011011010110110110010001111000101010000"),
    ("Defcon32", 60213, 1044885, 9, 0, "011101011001101011001111111110001100101010"),
    ("H800002", 4660, 472563277, 0, 0, "1010010001101000111000010101010111110010011010"),
    ("H800002", 5219, 510405374, 0, 0, "0010100011000110111100110110000101010111111101"),
    ("C1k48s", 4014289, 3135876, 0, 0, "111111010100000011010001010111111011001100001001"),
    ("C1k48s", 4194303, 0, 0, 0, "101111111111111111111111000000000000000000000000"),
    ("Avig56", 600995, 13631262377, 0, 0, "01001001010111010001111001011000111110010001110101010011"),
    ("Avig56", 818559, 13513699343, 0, 0, "01100011111010111111111001001010111101010110000000011111"),
    ("IR56", 16661151, 1297916942, 0, 0, "11111110001110101001111101001101010111001010010000001110"),
    ("IR56", 8398785, 1899365293, 0, 0, "10000000001001111100000101110001001101100000001110101101"),
)
VECTORS = Path(__file__).parents[4] / "shared" / "vectors" / "wiegand.csv"
CUT_OFF = {"HPP32", "ISCS", "Casi40", "BC40"}
"""Formats of which the vectors hold numbers that do not fit and were cut off. We refuse those."""


@pytest.mark.parametrize(("name", "facility", "card", "issue", "oem", "bits"), GIVEN)
def test_encoding_gives_the_published_bits(
    name: str, facility: int, card: int, issue: int, oem: int, bits: str
) -> None:
    assert FORMATS[name].encode(Badge(facility, card), issue, oem).text == bits


@pytest.mark.parametrize(("name", "facility", "card", "issue", "oem", "bits"), GIVEN)
def test_decoding_the_published_bits_gives_the_badge(
    name: str, facility: int, card: int, issue: int, oem: int, bits: str
) -> None:
    content = FORMATS[name].read(BadgeBits(int(bits, 2), len(bits)))
    assert (content.badge, content.issue) == (Badge(facility, card), issue)
    assert content.oem == (oem or FORMATS[name].usual_oem)


def test_there_are_42_formats_and_each_has_a_published_row() -> None:
    assert len(FORMATS) == 42
    assert {row[0] for row in GIVEN} == set(FORMATS)


@st.composite
def _fitting(draw: st.DrawFn) -> tuple[BadgeFormat, Badge, int, int]:
    entry = draw(st.sampled_from(list(FORMATS.values())))
    most = 10**8 - 1 if entry.decimal else (1 << len(entry.card)) - 1
    badge = Badge(draw(st.integers(0, (1 << len(entry.facility)) - 1)), draw(st.integers(0, most)))
    oem = draw(st.integers(1 if entry.usual_oem else 0, (1 << len(entry.oem)) - 1))
    return entry, badge, draw(st.integers(0, (1 << len(entry.issue)) - 1)), oem


@given(_fitting())
def test_what_was_encoded_is_decoded_whole(case: tuple[BadgeFormat, Badge, int, int]) -> None:
    entry, badge, issue, oem = case
    content = entry.read(entry.encode(badge, issue, oem))
    assert (content.badge, content.issue, content.oem) == (badge, issue, oem)


@given(st.sampled_from(list(FORMATS.values())), st.data())
def test_any_bits_are_refused_or_mean_exactly_one_badge(entry: BadgeFormat, data: st.DataObject) -> None:
    bits = BadgeBits(data.draw(st.integers(0, (1 << entry.length) - 1)), entry.length)
    try:
        content = entry.read(bits)
    except UnreadableBadge:
        return
    assert entry.encode(content.badge, content.issue, content.oem) == bits


@pytest.mark.parametrize("entry", [entry for entry in FORMATS.values() if entry.parity], ids=lambda entry: entry.name)
def test_a_flipped_parity_bit_is_refused(entry: BadgeFormat) -> None:
    good = entry.encode(Badge(0, 1))
    for rule in entry.parity:
        with pytest.raises(UnreadableBadge):
            entry.decode(BadgeBits(good.value ^ (1 << (entry.length - 1 - rule.place)), entry.length))


@pytest.mark.parametrize("entry", FORMATS.values(), ids=lambda entry: entry.name)
def test_a_number_one_bit_too_long_is_refused_and_not_repeated(entry: BadgeFormat) -> None:
    too_long = 1 << len(entry.card)
    with pytest.raises(BadgeDoesNotFit, match=entry.name) as refusal:
        entry.encode(Badge(0, too_long))
    assert str(too_long) not in str(refusal.value)
    with pytest.raises(BadgeDoesNotFit, match="facility"):
        entry.encode(Badge(1 << len(entry.facility), 0))


def test_another_length_is_refused() -> None:
    with pytest.raises(UnreadableBadge, match="26 bits, not 34"):
        FORMATS["H10301"].decode(FORMATS["H10306"].encode(Badge(1, 1)))


def test_left_justified_bytes_are_read_back_and_hostile_ones_refused() -> None:
    bits = FORMATS["H10301"].encode(Badge(123, 4567))
    assert BadgeBits.from_raw(bytes.fromhex("bd88eb80"), 26) == bits
    for raw, length in (("bd88eb81", 26), ("bd88eb", 26), ("bd88eb8000", 26), ("", 0), ("bd88eb80", -1)):
        with pytest.raises(UnreadableBadge):
            BadgeBits.from_raw(bytes.fromhex(raw), length)


def test_the_number_does_not_show_in_repr() -> None:
    assert "4567" not in repr(FORMATS["H10302"].encode(Badge(0, 4567)))
    assert "value" not in repr(FORMATS["H10302"].encode(Badge(0, 4567)))


def _rows() -> Iterator[dict[str, str]]:
    with VECTORS.open(newline="") as lines:
        yield from csv.DictReader(lines)


@pytest.mark.real
@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_every_shared_vector_is_met_or_refused_because_it_was_cut_off() -> None:
    for row in _rows():
        entry = FORMATS[row["format"]]
        badge, issue, oem = Badge(int(row["fc"]), int(row["cn"])), int(row["issue"]), int(row["oem"])
        if badge.card >= 1 << len(entry.card):
            assert entry.name in CUT_OFF
            with pytest.raises(BadgeDoesNotFit):
                entry.encode(badge, issue, oem)
            continue
        bits = entry.encode(badge, issue, oem)
        assert (bits.text, bits.raw.hex().upper()) == (row["bits_msb_first"], row["hex_left_justified_osdp_raw"])
        assert entry.decode(bits) == badge
