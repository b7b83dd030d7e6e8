"""Recovery codes: printed once, each good for one sign-in when the second factor is lost.

Rules: a code has 100 bits, so its plain hash tells nothing; what a person types may be in any case and with any spaces
or hyphens.

>>> code = new_codes()[0]
>>> digest(code.lower().replace("-", " ")) == digest(code)
True
"""

import secrets
from hashlib import sha256

HOW_MANY = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 letters and digits that nobody mistakes for each other: 5 bits each."""
_GROUPS = 4
_GROUP = 5


def new_codes() -> tuple[str, ...]:
    return tuple("-".join(_group() for _ in range(_GROUPS)) for _ in range(HOW_MANY))


def digest(code: str) -> bytes:
    """What is stored of a code: SHA-256 of its letters and digits."""
    letters = "".join(each for each in code.upper() if each.isalnum())
    return sha256(b"recovery code|" + letters.encode()).digest()


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))
