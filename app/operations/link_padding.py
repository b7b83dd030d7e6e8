"""Bytes that mean nothing, over the device link: a terminal times them to tell how wide the way to its server is.

They are random, so that nothing on the way makes them fewer.
"""

import base64
import secrets
from dataclasses import dataclass
from typing import Annotated

from app.domain.bandwidth import QUESTIONS
from app.domain.limits import Number, Text

_PER_GROUP = 3, 4
"""Bytes, and the characters of base64 that stand for them."""


@dataclass(frozen=True)
class FetchPadding:
    size: Annotated[int, Number(4, max(QUESTIONS))]
    """Characters, a multiple of four."""


@dataclass(frozen=True)
class Padding:
    padding: Annotated[str, Text(4, max(QUESTIONS), "[A-Za-z0-9+/]*")]


def padding_of(size: int) -> Padding:
    """
    >>> len(padding_of(32_768).padding)
    32768
    """
    octets, characters = _PER_GROUP
    return Padding(base64.b64encode(secrets.token_bytes(size // characters * octets)).decode())
