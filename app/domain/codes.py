"""What was seen of QR codes in a picture. A text that was read is hostile until it has been parsed."""

from dataclasses import dataclass, field
from enum import Enum


class Unread(Enum):
    """Why there is no text."""

    NOTHING = "nothing"
    """No code in view, or one that may yet be read: not shown for long enough."""
    UNREADABLE = "unreadable"
    """Something that is plainly a code has been in view for a while and cannot be read."""
    SEVERAL = "several"
    """More than one code, and they do not say the same."""


@dataclass(frozen=True)
class OneCode:
    """Every code in view says this."""

    text: str = field(repr=False)


CodesSeen = OneCode | Unread
