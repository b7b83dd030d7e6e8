"""Where the audit's files go, and who signs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredFile:
    content: bytes
    labels: Mapping[str, str]
    """What lies beside the content: a digest's signature."""


class TrailPlace(Protocol):
    @property
    def bucket(self) -> str:
        """The place's name, which digests hold: a file that was moved to another is not the same."""
        ...

    def put(self, key: str, file: StoredFile) -> None:
        """Durable when it returns; replaces the same key. Raises FaultError(STORE_UNREADABLE or STORE_FULL)."""
        ...

    def get(self, key: str) -> StoredFile | None:
        """None for a file that is not there. Raises FaultError(STORE_UNREADABLE)."""
        ...

    def keys(self, prefix: str) -> Sequence[str]:
        """Of all files whose key begins so, in order."""
        ...


class TrailSigner(Protocol):
    """RSA, SHA-256, PKCS#1 v1.5, as CloudTrail signs."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def public_key(self) -> bytes:
        """PKCS#1 DER."""
        ...

    def sign(self, content: bytes) -> bytes: ...
    def holds(self, content: bytes, signature: bytes) -> bool:
        """Whether the signature is ours, over that content."""
        ...
