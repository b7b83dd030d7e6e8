"""What a terminal that is being set up learns of itself from its server, and how its questions are told apart.

The claim that the server gave in exchange for a code is a secret and is not here: it stays with whoever asks.
"""

from dataclasses import dataclass
from typing import NewType

from app.domain.device_configuration import OperationMode
from app.domain.sites import Address

TryNumber = NewType("TryNumber", int)
"""Counts up and is never reused while a terminal runs, so that a late answer never acts in another state."""

_IN_DIGITS = (
    "AT AU BE BG BR CH CN CZ DE DK EE EG ES FI FR "
    "GR HR HU ID IL IN IT JP KR MX MY NO PH PL PT "
    "RO RS RU SE SG SI SK TH TR UA US VN ZA"
)
"""Countries whose postal codes are written in digits, with a hyphen or a space at most (Universal Postal Union,
addressing systems): the keypad is shown first. A country that is not here gets letters first, and both have a key that
leads to the other, so that nobody is stuck with the wrong one."""


@dataclass(frozen=True, slots=True)
class SiteAsked:
    """Whose postal code is asked for, once the code has been accepted."""

    site_name: str
    country_code: str
    answers_left: int

    @property
    def in_digits(self) -> bool:
        """Its postal codes are digits."""
        return self.country_code in _IN_DIGITS.split()


@dataclass(frozen=True, slots=True)
class Place:
    """What the installer looks at before it becomes so."""

    instance_name: str
    site_name: str
    address: Address
    mode: OperationMode

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on a letter, without what is not there."""
        at = self.address
        town = " ".join(part for part in (at.city, at.state_or_region, at.postal_code) if part)
        return tuple(line for line in (at.address_line1, at.address_line2, at.address_line3, town) if line)
