"""Activation codes and what became of them, and the certificates that terminals were given."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.domain.activation import ActivationClaim, IssuedCode
from app.domain.device_instances import InstanceId


class ActivationCodes(Protocol):
    def issue(self, code: IssuedCode) -> None: ...

    def find(self, reference_hash: bytes) -> IssuedCode | None:
        """One that is there, spent or not, though its device instance may have gone."""
        ...

    def claim(self, reference_hash: bytes, claim_hash: bytes, at: datetime) -> ActivationClaim | None:
        """Spends a code that nobody has claimed and that has not run out, in one statement: of many who try at once,
        one gets it. None for any other."""
        ...

    def hold(self, claim_hash: bytes) -> ActivationClaim | None:
        """Nobody else changes it until the transaction ends."""
        ...

    def change(self, claim: ActivationClaim) -> None: ...

    def forget(self, before: datetime) -> int:
        """Those issued before. How many they were."""
        ...


@dataclass(frozen=True)
class StoredAuthority:
    """DER throughout; the keys are PKCS #8, and lie only sealed."""

    root: bytes
    issuer: bytes
    root_key: bytes = field(repr=False)
    issuer_key: bytes = field(repr=False)


@dataclass(frozen=True)
class TerminalCertificate:
    serial: str
    """Hexadecimal."""
    instance: InstanceId
    certificate: str
    """PEM, of the terminal alone."""
    pin: bytes
    """Of its key."""
    issued_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None


class Certificates(Protocol):
    def authority(self) -> StoredAuthority | None: ...

    def keep_authority(self, authority: StoredAuthority) -> None:
        """Once: of several server processes that begin together, one keeps its own and the others find it."""
        ...

    def add(self, certificate: TerminalCertificate) -> None: ...

    def find(self, serial: str) -> TerminalCertificate | None: ...

    def standing(self, instance: InstanceId) -> list[TerminalCertificate]:
        """Those not revoked, the newest first."""
        ...

    def revoke(self, instance: InstanceId, at: datetime) -> int:
        """All of the instance's that stand. How many they were."""
        ...

    def revoked(self, now: datetime) -> list[tuple[str, datetime]]:
        """Serial and time of those that have not run out by themselves."""
        ...
