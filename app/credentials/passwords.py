"""Passwords: argon2id hashes, and the same work for a name that nobody has.

Source: RFC 9106, section 4 (second recommended option: 64 MiB, three passes, four lanes); argon2-cffi makes the hash.

Rules: whoever asks about an unknown name waits as long as for a known one, because a hash is computed either way; a
hash that was made with weaker costs is reported, so that it is made anew while the password is at hand.

>>> hasher = Hasher(CHEAP)
>>> hasher.check(hasher.hashed("correct horse battery"), "correct horse battery").right
True
>>> hasher.check(None, "correct horse battery").right
False
"""

import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.password_policy import PasswordFault, PasswordPolicy

SALT_BYTES = 16
HASH_BYTES = 32
_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without letters and digits that people mistake for each other when they read a password out."""
_SYMBOLS = "!@#$%^&*()_+-="
GENERATED = 20
"""Characters of a generated password: 116 bits."""


@dataclass(frozen=True)
class Costs:
    memory_kib: int
    passes: int
    lanes: int


USUAL = Costs(memory_kib=65_536, passes=3, lanes=4)
CHEAP = Costs(memory_kib=64, passes=1, lanes=1)
"""For tests of other things: no protection."""


class Check(NamedTuple):
    right: bool
    outdated: bool
    """True for a right password whose hash was made with other costs than ours now."""


def argon2id(costs: Costs) -> PasswordHasher:
    return PasswordHasher(
        time_cost=costs.passes,
        memory_cost=costs.memory_kib,
        parallelism=costs.lanes,
        hash_len=HASH_BYTES,
        salt_len=SALT_BYTES,
    )


class Hasher:
    def __init__(self, costs: Costs = USUAL, argon2: PasswordHasher | None = None) -> None:
        """`argon2` is only for whoever wants to watch it work."""
        self._argon2 = argon2 or argon2id(costs)

    @cached_property
    def _nobodys(self) -> str:
        return self.hashed(secrets.token_urlsafe())

    def hashed(self, password: str) -> str:
        return self._argon2.hash(password)

    def check(self, stored: str | None, password: str) -> Check:
        """`stored` is None for a name that nobody has, or that has no password."""
        nobodys = self._nobodys  # made at the first check of all, so that no later one takes longer for making it
        right = self._matches(nobodys if stored is None else stored, password)
        if stored is None or not right:
            return Check(False, False)
        return Check(True, self._argon2.check_needs_rehash(stored))

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._argon2.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def generated(policy: PasswordPolicy) -> str:
    """A random password that the policy takes."""
    length = max(GENERATED, policy.shortest)
    needed = "".join(
        secrets.choice(letters)
        for letters, wanted in (
            (_SYMBOLS, policy.symbol),
            ("23456789", policy.digit),
            ("ABCDEFGHJKLMNPQRSTUVWXYZ", policy.upper_case),
            ("abcdefghijkmnpqrstuvwxyz", policy.lower_case),
        )
        if wanted
    )
    letters = list(needed + "".join(secrets.choice(_ALPHABET) for _ in range(length - len(needed))))
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def faults_of(
    policy: PasswordPolicy, hasher: Hasher, password: str, names: tuple[str, ...], earlier: tuple[str, ...]
) -> tuple[PasswordFault, ...]:
    """Why a new password is refused; `earlier` are hashes, newest first."""
    found = policy.faults(password, names)
    if found:
        return found
    used = any(hasher.check(each, password).right for each in earlier[: policy.remembered])
    return (PasswordFault.USED_BEFORE,) if used else ()
