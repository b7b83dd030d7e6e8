"""A badge: the number that people carry and that the door controller knows.

A badge number is personal data. `repr` hides it, so that no log or traceback shows it by accident.

>>> Badge(facility=17, card=4242).masked
'••42'
>>> Badge.parse("17-4242") == Badge(17, 4242)
True
"""

import re
from dataclasses import dataclass, field

_NUMBER = re.compile(r"(?:(\d{1,10})[-:,])?(\d{1,12})", re.ASCII)
_LARGEST = 2**48 - 1


class UnreadableBadge(ValueError):
    """The reader's text is not a badge number. The text itself is not repeated: it may be anybody's."""


@dataclass(frozen=True, slots=True)
class Badge:
    """Facility code and card number, both unsigned integers below 2**48."""

    facility: int = field(repr=False)
    card: int = field(repr=False)

    def __post_init__(self) -> None:
        if not (0 <= self.facility <= _LARGEST and 0 <= self.card <= _LARGEST):
            raise UnreadableBadge("facility code and card number must be unsigned and below 2**48")

    @classmethod
    def parse(cls, text: str) -> "Badge":
        """Reads `CARD` or `FACILITY-CARD` in decimal ('-', ':' or ',' between them). Raises UnreadableBadge."""
        match = _NUMBER.fullmatch(text.strip())
        if match is None:
            raise UnreadableBadge("expected a card number, or facility code and card number, in decimal digits")
        return cls(int(match[1] or 0), int(match[2]))

    @property
    def number(self) -> str:
        """The canonical text. Only for fields that exist to hold a badge number."""
        return f"{self.facility}-{self.card}"

    @property
    def masked(self) -> str:
        """What a screen may show: the last two digits of the card number."""
        return f"••{self.card % 100:02d}"
