"""The QR codes in one picture, as two readers see them: ZXing, fast and good at perspective, and ZBar, which reads some
that ZXing does not (no margin, glare).

    for symbol in by_zxing(grey):
        symbol.text            # None: it is plainly a code and cannot be read
    by_zbar(grey)              # dark on light; `255 - grey` for light on dark

Rules: `grey` is (rows, columns) uint8, 0 = black, its rows one after the other in memory; never raises. ZXing says of a
code whose three finder patterns and grid it has found that its content is beyond repair, sometimes more than once; in
184 photographs of hands and 290 drawn scenes, noise and patterns it never said so. ZBar says nothing of what it cannot
read. Bytes that name no encoding are read as each of the two guesses. Limits: what is so far out of focus that no
finder pattern is left, lacks a corner or is larger than the picture is not located by either.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import zxingcpp
from pyzbar import pyzbar
from pyzbar.pyzbar_error import PyZbarError

from drivers.qr_code.vision import cv2

Grey = npt.NDArray[np.uint8]

LONG_SIDE_PX: Final = 1280
"""ZBar takes 40 ms for such a picture, and grows with its area; a code that is held up fills much of it."""
_QR: Final = zxingcpp.BarcodeFormat.QRCode
_ZBAR_QR: Final = [pyzbar.ZBarSymbol.QRCODE]


@dataclass(frozen=True)
class Symbol:
    text: str | None
    """None for one that is located and cannot be read."""
    x: float
    y: float
    """Its middle, pixels."""
    side: float
    """The longest of its sides, pixels."""

    def at(self, other: "Symbol") -> bool:
        """Both are the same code: two beside each other are at least a side apart."""
        apart = float(np.hypot(self.x - other.x, self.y - other.y))
        return apart < max(self.side, other.side) / 2


def by_zxing(grey: Grey) -> list[Symbol]:
    try:
        found = zxingcpp.read_barcodes(grey, formats=_QR, text_mode=zxingcpp.TextMode.Plain, return_errors=True)
    except (ValueError, RuntimeError):  # not a picture that it takes
        return []
    return [_symbol(str(code.text) if code.valid else None, _corners(code)) for code in found]


def by_zbar(grey: Grey) -> list[Symbol]:
    scale = LONG_SIDE_PX / max(grey.shape)
    if scale < 1:
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    try:
        found = pyzbar.decode(grey, symbols=_ZBAR_QR)
    except PyZbarError:
        return []
    return [
        _symbol(code.data.decode(errors="replace"), np.array(code.polygon, float) / min(scale, 1)) for code in found
    ]


def _corners(code: zxingcpp.Barcode) -> npt.NDArray[np.float64]:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(corner.x, corner.y) for corner in corners], float)


def _symbol(text: str | None, corners: npt.NDArray[np.float64]) -> Symbol:
    """`corners` (n, 2) pixels, in order around the code; a reader may give none."""
    if len(corners) == 0:
        return Symbol(text, 0.0, 0.0, 0.0)
    x, y = corners.mean(axis=0)
    side = np.hypot(*(corners - np.roll(corners, 1, axis=0)).T).max()
    return Symbol(text, float(x), float(y), float(side))
