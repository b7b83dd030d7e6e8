"""What terminals bring: the records of their own logs, each taken once, and the people whom they enrolled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.device_instances import InstanceId
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.ports.store import AuditEntry, StoredTemplate


@dataclass(frozen=True, slots=True)
class StreamState:
    """How far a terminal's log is taken."""

    through: int
    """The number of the newest record; 0 before the first."""
    refused: str | None = None
    """Why the person of that very record was refused, should the terminal not have heard it."""


class Standing(Enum):
    UNKNOWN = "unknown"
    ENROLLED = "enrolled"
    GONE = "gone"
    """Was enrolled, and was deleted since."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    person: PersonId
    site: SiteId
    receipt: ConsentReceipt
    badge: Badge = field(repr=False)
    templates: tuple[StoredTemplate, ...] = field(repr=False)
    """Under the current transform key; by hand and sample."""


class Uploads(Protocol):
    def hold(self, instance: InstanceId, stream: str) -> StreamState:
        """Nobody else changes it until the transaction ends."""
        ...

    def keep(self, instance: InstanceId, stream: str, state: StreamState) -> None: ...

    def append(self, entries: Sequence[AuditEntry]) -> None:
        """To the log of visits, in order."""
        ...

    def standing(self, person: PersonId) -> Standing: ...

    def enrol(self, newcomer: Newcomer) -> None:
        """Raises BadgeTaken when another person holds the badge."""
        ...

    def badge_of(self, person: PersonId) -> Badge | None: ...

    def record_use(self, person: PersonId, at: datetime) -> None:
        """Never earlier than what is known already."""
        ...
