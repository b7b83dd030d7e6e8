"""How an opaque person id is shown, typed and recognised: whole where it is needed, its first eight digits elsewhere.

>>> short(PersonId("3f9a12bc" + "0" * 24))
'3f9a12bc'
>>> is_identity("3f9a12bc")
False
"""

import re

from app.domain.people import PersonId

SHORT = 8
"""Hexadecimal digits: two of 10,000 people share them in one of 86 stores; nothing but the eye relies on them."""
_WHOLE = re.compile(r"[0-9a-f]{32}", re.ASCII)


def short(person: PersonId) -> str:
    return person[:SHORT]


def is_identity(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None
