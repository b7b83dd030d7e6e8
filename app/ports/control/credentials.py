"""What people and programs show to be believed, in the store: hashed where a hash is enough, sealed where it is not.

`holder` is the id of a user, or the account's for its owner.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.domain.lockout import Attempts


@dataclass(frozen=True)
class StoredPassword:
    hashed: str = field(repr=False)
    earlier: tuple[str, ...] = field(repr=False)
    """Hashes of those before it, newest first."""
    must_change: bool
    changed_at: datetime


class FactorKind(StrEnum):
    CODE = "code"
    """An authenticator app's one-time codes."""
    PASSKEY = "passkey"


@dataclass(frozen=True)
class Factor:
    """A second factor."""

    id: str
    """Its serial number is the ARN that this is the last part of."""
    holder: str
    kind: FactorKind
    secret: bytes = field(repr=False)
    """The shared secret of codes, or a passkey's public key."""
    credential: bytes
    """By which an authenticator knows its passkey; empty for codes."""
    used: int
    """The last step whose code was used, or the authenticator's counter."""
    active: bool
    """False until the first proof that it works."""
    created_at: datetime


@dataclass(frozen=True)
class AccessKey:
    id: str
    holder: str
    secret: str = field(repr=False)
    active: bool
    created_at: datetime
    used_at: datetime | None = None
    used_for: str = ""
    """The service of its last use."""


class Secrets(Protocol):
    def password(self, holder: str) -> StoredPassword | None: ...

    def put_password(self, holder: str, password: StoredPassword) -> None: ...

    def remove_password(self, holder: str) -> bool: ...

    def factors_of(self, holder: str) -> list[Factor]:
        """Oldest first."""
        ...

    def put_factor(self, factor: Factor) -> None:
        """Adds it, or puts it in place of the one of its id."""
        ...

    def remove_factor(self, factor: str) -> None: ...

    def put_recovery_codes(self, holder: str, digests: tuple[bytes, ...]) -> None:
        """In place of all earlier ones."""
        ...

    def spend_recovery_code(self, holder: str, digest: bytes) -> bool:
        """True once for each code."""
        ...

    def recovery_codes_left(self, holder: str) -> int: ...

    def forget(self, holder: str) -> None:
        """Password, factors, codes and keys."""
        ...


class AccessKeys(Protocol):
    def add(self, key: AccessKey) -> None: ...

    def get(self, key: str) -> AccessKey | None: ...

    def of(self, holder: str) -> list[AccessKey]:
        """Oldest first."""
        ...

    def set_active(self, key: str, active: bool) -> None: ...

    def note_use(self, key: str, at: datetime, service: str) -> None: ...

    def remove(self, key: str) -> None: ...


class Guesses(Protocol):
    """What keeps guessers and repeaters out. `name` and `what` are 32 bytes that hold nobody's name."""

    def attempts(self, name: bytes) -> Attempts:
        """Held until the transaction ends: of two guesses at once, the second sees the first."""
        ...

    def put_attempts(self, name: bytes, attempts: Attempts) -> None: ...

    def spend(self, what: bytes, until: datetime) -> bool:
        """True the first time; it is remembered until then."""
        ...

    def spent_until(self, what: bytes) -> datetime | None:
        """None for what was not spent, or is forgotten."""
        ...

    def forget(self, now: datetime) -> None:
        """What was to be remembered until an earlier time, and attempts that count no more."""
        ...
