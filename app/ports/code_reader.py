"""Looks for a QR code in one picture after the other.

reader.begin()
seen = reader.read(frame.pixels)      # Unread.NOTHING, …, then OneCode(text) or another reason why not
"""

from typing import Protocol

from app.domain.codes import CodesSeen
from app.ports.camera import Pixels


class CodeReader(Protocol):
    """For one thread at a time."""

    def begin(self) -> None:
        """Forgets what was seen before: somebody begins to show a code."""
        ...

    def read(self, pixels: Pixels) -> CodesSeen:
        """What can be said after this picture. Never raises, whatever is in it; a picture that is none is
        NOTHING. One code beside another that cannot be read is not yet OneCode."""
        ...
