"""Ids and secrets of access keys, in the form that every AWS client takes.

>>> key = new_key(LONG_TERM)
>>> len(key.id), key.id[:4], len(key.secret)
(20, 'AKIA', 40)
>>> key.secret in repr(key)
False
"""

import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Final

from app.domain.principals import PrincipalId, PrincipalKind

LONG_TERM: Final = "AKIA"
TEMPORARY: Final = "ASIA"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ID_LETTERS = 16
_PRINCIPAL_LETTERS = 17
"""With the prefix 21, as AWS's; 85 bits."""
_SECRET_BYTES = 30
"""40 characters of base 64."""


@dataclass(frozen=True)
class KeyPair:
    id: str
    secret: str = field(repr=False)


def new_key(prefix: str) -> KeyPair:
    return KeyPair(prefix + _drawn(_ID_LETTERS), b64encode(secrets.token_bytes(_SECRET_BYTES)).decode())


def new_principal_id(kind: PrincipalKind) -> PrincipalId:
    return PrincipalId(kind.prefix + _drawn(_PRINCIPAL_LETTERS))


def new_policy_id() -> str:
    return "ANPA" + _drawn(_PRINCIPAL_LETTERS)


def _drawn(letters: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(letters))
