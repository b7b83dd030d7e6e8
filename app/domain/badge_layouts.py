"""A badge layout that an administrator wrote, as a format that badges are encoded in.

>>> from app.domain.badges import Badge
>>> layout = BadgeLayout(26, BitField(9, 16), BitField(1, 8))
>>> format_of(layout).encode(Badge(123, 4567)).text
'00111101100010001110101110'
"""

from app.domain.badge_formats import BadgeFormat, Parity, span
from app.domain.device_configuration import BadgeLayout, BitField, ParityBit
from app.domain.device_configuration import Parity as Even

NAME = "configured"


class LayoutUnfit(ValueError):
    """Fields that lie over one another: what is read could not be what was sent."""


def format_of(layout: BadgeLayout) -> BadgeFormat:
    """Parity bits are computed in their order. Raises LayoutUnfit."""
    facility, card = layout.facility_code, layout.card_number
    fields = [card, *([facility] if facility else []), *(BitField(each.bit, 1) for each in layout.parity)]
    places = [place for field in fields for place in _places(field)]
    if len(set(places)) != len(places):
        raise LayoutUnfit("two fields of the badge share a bit")
    parity = tuple(Parity(each.bit, _places(each.covers), each.parity is Even.ODD) for each in layout.parity)
    return BadgeFormat(NAME, layout.bit_length, _places(facility) if facility else (), _places(card), parity=parity)


def layout_of(known: BadgeFormat) -> BadgeLayout | None:
    """The other way round; None for a format with more to it than a layout can say: scattered or fixed bits, decimal
    digits, an issue level, a maker's code.

    >>> from app.domain.badge_formats import FORMATS
    >>> layout_of(FORMATS["H10301"]).card_number
    BitField(start=9, length=16)
    """
    card, facility = _field(known.card), _field(known.facility)
    parity = [(_field(each.over), each) for each in known.parity]
    plain = not (known.issue or known.oem or known.ones or known.decimal)
    if not plain or card is None or (known.facility and facility is None) or not all(over for over, _ in parity):
        return None
    bits = tuple(
        ParityBit(each.place, Even.ODD if each.odd else Even.EVEN, over) for over, each in parity if over is not None
    )
    return BadgeLayout(known.length, card, facility, bits)


def _field(places: tuple[int, ...]) -> BitField | None:
    """None for places that do not follow one another."""
    if not places or places != span(places[0], len(places)):
        return None
    return BitField(places[0], len(places))


def _places(field: BitField) -> tuple[int, ...]:
    return span(field.start, field.length)
