"""The audit of calls: one chain that only grows; looked up by who, what, when and about what; filed by the hour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.domain.audit_record import AuditedCall


class Attribute(StrEnum):
    """What a look-up may ask for, in CloudTrail's words (LookupEvents)."""

    EVENT_ID = "EventId"
    EVENT_NAME = "EventName"
    READ_ONLY = "ReadOnly"
    USERNAME = "Username"
    RESOURCE_NAME = "ResourceName"
    ACCESS_KEY_ID = "AccessKeyId"


@dataclass(frozen=True, slots=True)
class Question:
    start: datetime | None = None
    end: datetime | None = None
    """Both included, as in LookupEvents."""
    attribute: Attribute | None = None
    value: str = ""
    """`true` or `false` for READ_ONLY, else the whole value."""


@dataclass(frozen=True, slots=True)
class TrailEntry:
    number: int
    """From 1, without a gap."""
    event: str
    at: datetime
    action: str
    username: str
    access_key: str
    read_only: bool
    resources: tuple[str, ...]
    text: str
    """The whole record, JSON."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest record. Kept elsewhere, it shows later whether the trail was cut off or forged."""

    number: int
    hash: str
    """64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """Which records one digest is about: settled before anything is written, so that whoever writes it, once or twice,
    writes the same bytes."""

    number: int
    start: datetime
    end: datetime
    first: int
    last: int
    """Numbers of records; `last` is below `first` where the hour was quiet."""
    last_hash: str
    """Of the record `last`, or of the newest before it."""


@dataclass(frozen=True, slots=True)
class FiledDigest:
    plan: DigestPlan
    key: str
    """The file's name in its place."""
    hash: str
    """SHA-256 of the digest file's content before compression, hexadecimal."""
    signature: str
    """Hexadecimal."""


class TrailLog(Protocol):
    def append(self, call: AuditedCall) -> None: ...

    def find(self, question: Question, before: int, most: int) -> Sequence[TrailEntry]:
        """Newest first, those numbered below `before`; all for 0."""
        ...

    def entries(self, first: int, last: int) -> Iterator[TrailEntry]:
        """In order."""
        ...

    def head(self) -> Head:
        """Number 0 and the chain's origin while nothing was recorded."""
        ...

    def hash_of(self, number: int) -> str | None:
        """None where there is no such record."""
        ...

    def first_broken(self) -> int | None:
        """The number of the first record that was edited, removed or moved; None when the chain holds."""
        ...

    def digests(self, after: int = 0) -> Sequence[FiledDigest]:
        """Those that are written, in order."""
        ...

    def newest_digest(self) -> FiledDigest | None: ...

    def plan_digest(self, start: datetime, end: datetime) -> DigestPlan:
        """The plan that waits to be written, else a new one for everything since the last. `start` counts for the
        first digest of all; every later one starts where the one before it ended."""
        ...

    def file_digest(self, filed: FiledDigest) -> bool:
        """Written. False when somebody else has said so before."""
        ...
