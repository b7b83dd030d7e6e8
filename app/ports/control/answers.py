"""Answers that are kept for a while, so that a call that is repeated with the same client token changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    digest: bytes
    """SHA-256 of the request that was answered."""
    answer: bytes
    """The answer as JSON, sealed in the store."""


class KeptAnswers(Protocol):
    """`key` says who called, what and with which token: 32 bytes that hold none of the three."""

    def find(self, key: bytes, since: datetime) -> KeptAnswer | None:
        """None as well for one that was kept before `since`. In a transaction, nobody else finds or keeps under this
        key until it ends, so that two equal calls at once count once."""
        ...

    def keep(self, key: bytes, kept: KeptAnswer, at: datetime) -> None:
        """Replaces an older one of the same key."""
        ...

    def forget(self, before: datetime) -> int:
        """Those kept earlier; how many."""
        ...
