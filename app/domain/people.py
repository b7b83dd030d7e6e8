"""Who is enrolled: an opaque person id and the two hands a person may enrol.

>>> Hand.LEFT.other
<Hand.RIGHT: 'right'>
"""

from enum import Enum
from typing import NewType

PersonId = NewType("PersonId", str)
"""32 lowercase hexadecimal digits, random: says nothing about the person."""


class Hand(Enum):
    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Hand":
        return Hand.RIGHT if self is Hand.LEFT else Hand.LEFT
