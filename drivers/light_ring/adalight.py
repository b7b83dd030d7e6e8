"""One frame of the Adalight protocol: "Ada", how many lights less one (two bytes, high first), a checksum of the two,
then red, green and blue of each light.

>>> frame(bytes(75))[:6].hex(" ")
'41 64 61 00 18 4d'

Rules it keeps: no light has a value that WLED would take for an order, where it is switched on in the middle of a frame
or has missed a byte: it would change its speed and never hear a frame again. The next lower value is taken instead.

Source: Adafruit's Adalight, as WLED and many small programs for micro-controllers understand it; the orders, WLED's
serial interface. Limits: the checksum is of the header alone, and nothing is answered; a frame that was cut shows wrong
colours until the next one.
"""

from typing import Final

HEADER_BYTES: Final = 6
LIGHT_BYTES: Final = 3
MOST_LIGHTS: Final = 1 << 16
ORDERS: Final = b"AIXLOlov^{" + bytes(range(0xB0, 0xB8)) + b"\xc9"
"""What WLED heeds between frames: the beginning of a frame or of another protocol, questions, JSON, eight speeds."""

_HARMLESS: Final = bytes(max(lower for lower in range(value + 1) if lower not in ORDERS) for value in range(256))


def frame(lights: bytes) -> bytes:
    """`lights` holds red, green and blue (0..255) of each light, of one light or more. Raises ValueError."""
    count, rest = divmod(len(lights), LIGHT_BYTES)
    if rest or not 1 <= count <= MOST_LIGHTS:
        raise ValueError(f"{len(lights)} bytes are no lights of three bytes each")
    high, low = divmod(count - 1, 256)
    return b"Ada" + bytes((high, low, high ^ low ^ 0x55)) + lights.translate(_HARMLESS)
