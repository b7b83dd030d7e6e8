"""The code reader port: what can be said of QR codes after each picture.

    reader = QrCodeReader(clock)
    reader.begin()
    reader.read(frame.pixels)        # Unread.NOTHING … OneCode("TN1:…")

ZXing looks at every picture. ZBar, ten times slower, looks at every fourth that ZXing read nothing in, dark on light
and light on dark; and at every one that ZXing did read, so that a second code that ZXing missed is not overlooked. A
code that is located and not read makes UNREADABLE when it has been there for UNREADABLE_S; beside one that is read it
makes SEVERAL by then, and until then nothing is said, because it may yet turn out to be another code.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from app.domain.codes import CodesSeen, OneCode, Unread
from app.ports.camera import Pixels
from app.ports.clock import Clock
from drivers.qr_code.symbols import Grey, Symbol, by_zbar, by_zxing
from drivers.qr_code.vision import cv2

ZBAR_EVERY: Final = 4
"""Misses. At 15 pictures a second ZBar then has its say every quarter of a second and costs 5 ms a picture."""
UNREADABLE_S: Final = 3.0
"""A person who holds up a telephone has it still and in focus within two; a good code is read in a picture or two."""
GAP_S: Final = 0.7
"""So long may a code that cannot be read go unnoticed and still be the same attempt: hands shake, cameras focus."""
LEAST_PX: Final = 21
"""The modules of the smallest code, ISO/IEC 18004, 5.1."""
MOST_PX: Final = 8192
"""On a side: no camera of a terminal has more, and nobody shall make us wait."""


class QrCodeReader:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._misses = 0
        self._since_s: float | None = None
        self._last_s = 0.0

    def begin(self) -> None:
        self._misses = 0
        self._since_s = None

    def read(self, pixels: Pixels) -> CodesSeen:
        grey = _grey(pixels)
        if grey is None:
            return Unread.NOTHING
        found = self._found(grey)
        texts = {symbol.text for symbol in found if symbol.text is not None}
        waited = self._waited(any(symbol.text is None for symbol in found))
        if len(texts) > 1:
            return Unread.SEVERAL
        if waited is None:
            return OneCode(texts.pop()) if texts else Unread.NOTHING
        if not waited:
            return Unread.NOTHING
        return Unread.SEVERAL if texts else Unread.UNREADABLE

    def _found(self, grey: Grey) -> list[Symbol]:
        found = by_zxing(grey)
        read = any(symbol.text is not None for symbol in found)
        self._misses = 0 if read else self._misses + 1
        asked = self._misses % ZBAR_EVERY == 0  # after none, too
        return _merged(found, by_zbar(grey) + by_zbar(255 - grey) if asked else [])

    def _waited(self, unread: bool) -> bool | None:
        """Whether a code that cannot be read has been there for long enough; None when there is none."""
        now_s = self._clock.monotonic_s()
        if self._since_s is not None and now_s - self._last_s > GAP_S:
            self._since_s = None
        if not unread:
            return None
        if self._since_s is None:
            self._since_s = now_s
        self._last_s = now_s
        return now_s - self._since_s >= UNREADABLE_S


def _merged(first: Sequence[Symbol], more: Sequence[Symbol]) -> list[Symbol]:
    """Each code once: where one reader has read it, nobody else's word about that place counts."""
    read = [symbol for symbol in first if symbol.text is not None]
    read += [symbol for symbol in more if not any(symbol.at(known) for known in read)]
    unread = [symbol for symbol in first if symbol.text is None and not any(symbol.at(known) for known in read)]
    return read + unread


def _grey(pixels: object) -> Grey | None:
    """(rows, columns) uint8, or None for what is no picture of a camera."""
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        return None
    if min(pixels.shape[:2]) < LEAST_PX or max(pixels.shape[:2]) > MOST_PX:
        return None
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
