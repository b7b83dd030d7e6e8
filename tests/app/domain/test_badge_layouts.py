"""What an administrator writes down is the format that everybody else knows by a name."""

import pytest

from app.domain.badge_formats import FORMATS
from app.domain.badge_layouts import LayoutUnfit, format_of
from app.domain.badges import Badge
from app.domain.device_configuration import BadgeLayout, BitField, Parity, ParityBit

EVEN, ODD = ParityBit(0, Parity.EVEN, BitField(1, 12)), ParityBit(25, Parity.ODD, BitField(13, 12))
STANDARD = BadgeLayout(26, BitField(9, 16), BitField(1, 8), (EVEN, ODD))


@pytest.mark.requirement("TPL-009")
@pytest.mark.parametrize("badge", [Badge(0, 1), Badge(123, 4567), Badge(255, 65_535)])
def test_the_26_bits_written_down_are_those_known_as_h10301(badge: Badge) -> None:
    assert format_of(STANDARD).encode(badge) == FORMATS["H10301"].encode(badge)
    assert format_of(STANDARD).decode(FORMATS["H10301"].encode(badge)) == badge


def test_a_layout_without_facility_code_carries_the_card_number_alone() -> None:
    layout = BadgeLayout(37, BitField(1, 35), None, (ParityBit(0, Parity.EVEN, BitField(1, 18)),))
    assert format_of(layout).decode(format_of(layout).encode(Badge(0, 987_654))) == Badge(0, 987_654)


@pytest.mark.parametrize(
    "layout",
    [
        BadgeLayout(26, BitField(8, 16), BitField(1, 8)),
        BadgeLayout(26, BitField(9, 16), BitField(1, 8), (ParityBit(9, Parity.EVEN, BitField(1, 8)),)),
        BadgeLayout(26, BitField(9, 16), BitField(1, 8), (EVEN, EVEN)),
    ],
)
def test_fields_that_lie_over_one_another_are_refused(layout: BadgeLayout) -> None:
    with pytest.raises(LayoutUnfit):
        format_of(layout)
