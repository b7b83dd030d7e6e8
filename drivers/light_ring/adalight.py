"""One frame of the Adalight protocol: "Ada", how many lights less one (two bytes, high first), a checksum of the two,
then red, green and blue of each light.

>>> frame(bytes(75))[:6].hex(" ")
'41 64 61 00 18 4d'

Source: Adafruit's Adalight, as WLED and many small programs for micro-controllers understand it. Limits: the checksum
is of the header alone, and nothing is answered; a frame that was cut shows wrong colours until the next one.
"""

from typing import Final

HEADER_BYTES: Final = 6
LIGHT_BYTES: Final = 3
MOST_LIGHTS: Final = 1 << 16


def frame(lights: bytes) -> bytes:
    """`lights` holds red, green and blue (0..255) of each light, of one light or more. Raises ValueError."""
    count, rest = divmod(len(lights), LIGHT_BYTES)
    if rest or not 1 <= count <= MOST_LIGHTS:
        raise ValueError(f"{len(lights)} bytes are no lights of three bytes each")
    high, low = divmod(count - 1, 256)
    return b"Ada" + bytes((high, low, high ^ low ^ 0x55)) + lights
