"""Bytes from a serial badge reader, cut into messages: lines of text, or the frames of RDM6300 readers.

Rules it keeps: bytes may come in any portions, any order and any number; memory is bounded; a message that is wrong
is reported once and the next one is read.

>>> LineFraming(Badge.parse).feed(b"17-4242\\r\\n")[0].masked
'••42'
"""

import re
from typing import Protocol

from app.domain.badge_text import LONGEST_TEXT, TextRule, read_text
from app.domain.badges import Badge, UnreadableBadge

_LINE_END = re.compile(rb"[\r\n]")
_STX, _ETX = 0x02, 0x03
_RDM6300_DIGITS = 12


class Framing(Protocol):
    def feed(self, content: bytes) -> list[Badge | UnreadableBadge]: ...


class LineFraming:
    """Text that ends with CR, LF or both. STX and ETX around it, as some readers send them, are left off."""

    def __init__(self, rule: TextRule) -> None:
        self._rule = rule
        self._rest = b""
        self._too_long = False

    def feed(self, content: bytes) -> list[Badge | UnreadableBadge]:
        *lines, self._rest = _LINE_END.split(self._rest + content)
        found = [badge for line in lines if (badge := self._line(line)) is not None]
        if len(self._rest) > LONGEST_TEXT:
            self._too_long, self._rest = True, b""
        return found

    def _line(self, line: bytes) -> Badge | UnreadableBadge | None:
        if self._too_long:
            self._too_long = False
            return UnreadableBadge("the reader sent a line that does not end")
        line = line.strip(b"\x02\x03 \t\0")
        # Latin-1 takes every byte; what is not ASCII is then refused as text.
        return read_text(self._rule, line.decode("latin-1")) if line else None


class Rdm6300Framing:
    """02, ten hexadecimal digits, two of checksum (exclusive or of the five bytes), 03.

    The card number is the last four bytes, as printed in decimal on EM4100 cards; the first is a version. So it is in
    seven captures that owners of such readers have posted.
    """

    def __init__(self) -> None:
        self._frame: bytearray | None = None

    def feed(self, content: bytes) -> list[Badge | UnreadableBadge]:
        found: list[Badge | UnreadableBadge] = []
        for byte in content:
            if byte == _STX:
                self._frame = bytearray()
            elif self._frame is not None and byte == _ETX:
                found.append(self._read(bytes(self._frame)))
                self._frame = None
            elif self._frame is not None:
                self._frame.append(byte)
                if len(self._frame) > _RDM6300_DIGITS:
                    self._frame = None
                    found.append(UnreadableBadge("the reader sent a frame that does not end"))
        return found

    def _read(self, frame: bytes) -> Badge | UnreadableBadge:
        if re.fullmatch(rb"[0-9A-Fa-f]{12}", frame) is None:
            return UnreadableBadge("the frame is not twelve hexadecimal digits")
        *number, checksum = bytes.fromhex(frame.decode("ascii"))
        for byte in number:
            checksum ^= byte
        if checksum:
            return UnreadableBadge("the frame's checksum is wrong")
        return Badge(0, int.from_bytes(bytes(number[1:]), "big"))
