"""How a badge becomes Wiegand bits, and bits a badge: one row of a table for each of 42 formats.

Rules it keeps:

- A number that a format cannot carry is refused. Cut off, it would open the door as somebody else.
- Bits that encoding would not give again are refused: wrong parity, wrong fixed bits, unused bits set, a wrong length.
- The layouts are facts of the field, checked against vectors that somebody else computed (`tests/app/domain`).

>>> bits = FORMATS["H10301"].encode(Badge(123, 4567))
>>> bits.text, bits.raw.hex()
('10111101100010001110101110', 'bd88eb80')
>>> FORMATS["H10301"].decode(bits) == Badge(123, 4567)
True

Limits: `HPP32` is public only as far as its facility code, so that it carries no card number here. Formats without a
`parity` in the table have none that is public; a wrong bit in them goes unseen. Verkada40 and Defcon32 are inferred
from published cards rather than from a published layout.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.badges import Badge, UnreadableBadge

Positions = tuple[int, ...]
"""Places of bits, most significant first; bit 0 is sent first."""


class BadgeDoesNotFit(ValueError):
    """The format has no room for this badge. The number itself is not repeated."""


def span(first: int, count: int) -> Positions:
    """`count` places from `first` on.

    >>> span(1, 3)
    (1, 2, 3)
    """
    return tuple(range(first, first + count))


@dataclass(frozen=True, slots=True)
class BadgeBits:
    """`length` bits, the first one sent being the most significant of `value`."""

    value: int = field(repr=False)
    length: int

    def __post_init__(self) -> None:
        if not (1 <= self.length <= 512 and 0 <= self.value < 1 << self.length):
            raise UnreadableBadge("bits and their count disagree")

    @property
    def raw(self) -> bytes:
        """Left-justified, as osdp_RAW carries them: the last byte is filled with zeros."""
        count = (self.length + 7) // 8
        return (self.value << (count * 8 - self.length)).to_bytes(count, "big")

    @property
    def text(self) -> str:
        """Zeros and ones in sending order."""
        return f"{self.value:0{self.length}b}"

    @classmethod
    def from_raw(cls, raw: bytes, length: int) -> "BadgeBits":
        """Reads left-justified bytes. Raises UnreadableBadge."""
        filling = len(raw) * 8 - length
        value = int.from_bytes(raw, "big")
        if not 0 <= filling < 8 or value & ((1 << filling) - 1):
            raise UnreadableBadge("bytes and their count of bits disagree")
        return cls(value >> filling, length)


@dataclass(frozen=True, slots=True)
class Parity:
    """The bit at `place` makes the count of ones, over itself and `over`, odd or even."""

    place: int
    over: Positions
    odd: bool


@dataclass(frozen=True, slots=True)
class BadgeContent:
    """Everything a format carries. `oem` is the maker's or site's own code where there is one."""

    badge: Badge
    issue: int = 0
    oem: int = 0


@dataclass(frozen=True, slots=True)
class BadgeFormat:
    name: str
    length: int
    facility: Positions = ()
    card: Positions = ()
    issue: Positions = ()
    oem: Positions = ()
    ones: Positions = ()
    """Bits that are always 1."""
    parity: tuple[Parity, ...] = ()
    """In the order in which they are computed."""
    decimal: bool = False
    """The card number is sent as decimal digits of four bits each."""
    usual_oem: int = 0
    """Sent where no OEM code is given."""

    def encode(self, badge: Badge, issue: int = 0, oem: int = 0) -> BadgeBits:
        """Raises BadgeDoesNotFit."""
        card = _as_decimal_digits(badge.card) if self.decimal else badge.card
        bits = [0] * self.length
        for value, places, what in (
            (badge.facility, self.facility, "facility code"),
            (card, self.card, "card number"),
            (issue, self.issue, "issue level"),
            (oem or self.usual_oem, self.oem, "OEM code"),
        ):
            _put(bits, value, places, f"{self.name} has {len(places)} bits for the {what}")
        for place in self.ones:
            bits[place] = 1
        for rule in self.parity:
            bits[rule.place] = (sum(bits[place] for place in rule.over) + rule.odd) % 2
        return BadgeBits(int("".join(map(str, bits)), 2), self.length)

    def decode(self, bits: BadgeBits) -> Badge:
        """Raises UnreadableBadge."""
        return self.read(bits).badge

    def read(self, bits: BadgeBits) -> BadgeContent:
        """Every field, checked by encoding it again. Raises UnreadableBadge."""
        if bits.length != self.length:
            raise UnreadableBadge(f"{self.name} has {self.length} bits, not {bits.length}")
        card = _take(bits, self.card)
        if self.decimal:
            digits = f"{card:x}"
            if not digits.isdecimal():
                raise UnreadableBadge(f"{self.name} holds decimal digits only")
            card = int(digits)
        content = BadgeContent(Badge(_take(bits, self.facility), card), _take(bits, self.issue), _take(bits, self.oem))
        if self.encode(content.badge, content.issue, content.oem) != bits:
            raise UnreadableBadge(f"parity or fixed bits are not those of {self.name}")
        return content


def _as_decimal_digits(number: int) -> int:
    return int(str(number), 16)


def _put(bits: list[int], value: int, places: Positions, refusal: str) -> None:
    if not 0 <= value < 1 << len(places):
        raise BadgeDoesNotFit(refusal)
    for place in reversed(places):
        bits[place] = value & 1
        value >>= 1


def _take(bits: BadgeBits, places: Positions) -> int:
    value = 0
    for place in places:
        value = value << 1 | bits.value >> (bits.length - 1 - place) & 1
    return value


def _even(place: int, over: Positions) -> Parity:
    return Parity(place, over, odd=False)


def _odd(place: int, over: Positions) -> Parity:
    return Parity(place, over, odd=True)


def _two_of_three(first: int, last: int, skip: int) -> Positions:
    """Corporate 1000 and its kin cover two bits of every three. `skip` is one of the places left out."""
    return tuple(place for place in range(first, last + 1) if (place - skip) % 3)


_TABLE = (
    BadgeFormat("H10301", 26, span(1, 8), span(9, 16), parity=(_even(0, span(1, 12)), _odd(25, span(13, 12)))),
    BadgeFormat("ind26", 26, span(1, 12), span(13, 12), parity=(_even(0, span(1, 12)), _odd(25, span(13, 12)))),
    BadgeFormat("ind27", 27, span(0, 13), span(13, 14)),
    BadgeFormat(
        "indasc27",
        27,
        (9, 4, 6, 5, 0, 7, 19, 8, 10, 16, 24, 12, 22),
        (26, 1, 3, 15, 14, 17, 20, 13, 25, 2, 18, 21, 11, 23),
    ),
    BadgeFormat(
        "Tecom27",
        27,
        (15, 19, 24, 23, 22, 18, 6, 10, 14, 3, 2),
        (0, 1, 13, 12, 9, 26, 20, 16, 17, 21, 25, 7, 8, 11, 4, 5),
    ),
    BadgeFormat(
        "2804W",
        28,
        span(4, 8),
        span(12, 15),
        parity=(_odd(2, _two_of_three(4, 26, skip=6)), _even(0, span(1, 13)), _odd(27, span(0, 27))),
    ),
    BadgeFormat("ind29", 29, span(0, 13), span(13, 16)),
    BadgeFormat("ATSW30", 30, span(1, 12), span(13, 16), parity=(_even(0, span(1, 12)), _odd(29, span(13, 16)))),
    BadgeFormat("ADT31", 31, span(1, 4), span(5, 23)),
    BadgeFormat("HCP32", 32, card=span(1, 24)),
    BadgeFormat("HPP32", 32, facility=span(1, 12)),
    BadgeFormat(
        "Kastle",
        32,
        span(7, 8),
        span(15, 16),
        issue=span(2, 5),
        ones=(1,),
        parity=(_even(0, span(1, 16)), _odd(31, span(14, 17))),
    ),
    BadgeFormat("Kantech", 32, span(7, 8), span(15, 16)),
    BadgeFormat("WIE32", 32, span(4, 12), span(16, 16)),
    BadgeFormat("D10202", 33, span(1, 7), span(8, 24), parity=(_even(0, span(1, 16)), _odd(32, span(16, 16)))),
    BadgeFormat("H10306", 34, span(1, 16), span(17, 16), parity=(_even(0, span(1, 16)), _odd(33, span(17, 16)))),
    BadgeFormat("N10002", 34, span(1, 16), span(17, 16), parity=(_even(0, span(1, 16)), _odd(33, span(17, 16)))),
    BadgeFormat("Optus34", 34, span(22, 11), span(1, 16)),
    BadgeFormat("SMP34", 34, span(1, 13), span(17, 16), issue=span(14, 3)),
    BadgeFormat("BQT34", 34, span(1, 8), span(9, 24), parity=(_even(0, span(1, 16)), _odd(33, span(17, 16)))),
    BadgeFormat(
        "C1k35s",
        35,
        span(2, 12),
        span(14, 20),
        parity=(
            _even(1, _two_of_three(2, 33, skip=4)),
            _odd(34, _two_of_three(1, 33, skip=3)),
            _odd(0, span(1, 34)),
        ),
    ),
    BadgeFormat(
        "C15001",
        36,
        span(11, 8),
        span(19, 16),
        oem=span(1, 10),
        usual_oem=900,
        parity=(_even(0, span(1, 17)), _odd(35, span(18, 17))),
    ),
    BadgeFormat(
        "S12906",
        36,
        span(1, 8),
        span(11, 24),
        issue=span(9, 2),
        parity=(_odd(0, span(1, 17)), _odd(35, span(17, 18))),
    ),
    BadgeFormat(
        "Sie36",
        36,
        span(1, 18),
        span(19, 16),
        parity=(_odd(0, _two_of_three(1, 34, skip=2)), _even(35, _two_of_three(1, 34, skip=3))),
    ),
    BadgeFormat(
        "H10320",
        37,
        card=span(0, 32),
        decimal=True,
        parity=(
            _even(32, (0, 4, 8, 12, 16, 20, 24, 28)),
            _odd(33, (1, 5, 9, 13, 17, 21, 25, 29)),
            _even(34, (2, 6, 10, 14, 18, 22, 28, 30)),  # sic, 28: as every published description has it
            _even(35, (3, 7, 11, 15, 19, 23, 29, 31)),
        ),
    ),
    BadgeFormat("H10302", 37, card=span(1, 35), parity=(_even(0, span(1, 18)), _odd(36, span(18, 18)))),
    BadgeFormat("H10304", 37, span(1, 16), span(17, 19), parity=(_even(0, span(1, 18)), _odd(36, span(18, 18)))),
    BadgeFormat("P10004", 37, span(1, 13), span(14, 18)),
    BadgeFormat(
        "HGen37",
        37,
        card=span(4, 32),
        ones=(36,),
        parity=(
            _even(0, (4, 8, 12, 16, 20, 24, 28, 32)),
            _odd(2, (6, 10, 14, 18, 22, 26, 30, 34)),
            _even(3, (7, 11, 15, 19, 23, 27, 31, 35)),
        ),
    ),
    BadgeFormat("MDI37", 37, span(3, 4), span(7, 29), parity=(_even(0, span(1, 18)), _odd(36, span(18, 18)))),
    BadgeFormat(
        "BQT38",
        38,
        span(24, 13),
        span(1, 19),
        issue=span(20, 4),
        parity=(_even(0, span(1, 18)), _odd(37, span(19, 18))),
    ),
    BadgeFormat(
        "ISCS",
        38,
        span(5, 10),
        span(15, 22),
        oem=span(1, 4),
        parity=(_even(0, span(1, 18)), _odd(37, span(19, 18))),
    ),
    BadgeFormat("PW39", 39, span(1, 17), span(18, 20), parity=(_even(0, span(1, 18)), _odd(38, span(19, 19)))),
    BadgeFormat(
        "P10001",
        40,
        span(4, 12),
        span(16, 16),
        ones=span(0, 4),
        parity=tuple(_even(32 + bit, (bit, 8 + bit, 16 + bit, 24 + bit)) for bit in range(8)),
    ),
    BadgeFormat("Casi40", 40, card=span(1, 38)),
    BadgeFormat("Verkada40", 40, span(1, 10), span(11, 28), parity=(_even(0, span(1, 19)), _even(39, span(20, 19)))),
    BadgeFormat("BC40", 40, span(7, 12), span(19, 19), oem=span(0, 7), parity=(_odd(39, span(19, 19)),)),
    BadgeFormat(
        "Defcon32",
        42,
        span(1, 16),
        span(21, 20),
        issue=span(17, 4),
        parity=(_even(0, tuple(range(2, 21, 2))), _odd(41, tuple(range(21, 40, 2)))),
    ),
    BadgeFormat("H800002", 46, span(1, 14), span(15, 30), parity=(_even(0, span(1, 44)), _odd(45, span(1, 44)))),
    BadgeFormat(
        "C1k48s",
        48,
        span(2, 22),
        span(24, 23),
        parity=(
            _even(1, _two_of_three(3, 46, skip=2)),
            _odd(47, _two_of_three(2, 45, skip=4)),
            _odd(0, span(1, 47)),
        ),
    ),
    BadgeFormat("Avig56", 56, span(1, 20), span(21, 34), parity=(_even(0, span(1, 27)), _odd(55, span(28, 27)))),
    BadgeFormat("IR56", 56, span(0, 24), span(24, 32)),
)

FORMATS: Mapping[str, BadgeFormat] = MappingProxyType({entry.name: entry for entry in _TABLE})
"""By the name that installers know, as `H10301` for the common 26 bits."""

_BY_ANY_CASE = {name.casefold(): entry for name, entry in FORMATS.items()}


def format_named(name: str) -> BadgeFormat:
    """A format by its name, whatever the case. Raises ValueError.

    >>> format_named("h10301").length
    26
    """
    entry = _BY_ANY_CASE.get(name.casefold())
    if entry is None:
        raise ValueError(f"a badge format is one of {', '.join(FORMATS)}")
    return entry
