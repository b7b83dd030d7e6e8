"""What became of a person at a site, as terminals are told: one change a person and site, the newest.

Rules it keeps: versions rise in the order of commits, so that whoever has one has all before it; a tombstone holds the
opaque id and nothing else of whoever has left.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.people import PersonId


class ChangeKind(StrEnum):
    PUT = "put"
    """Enrolled, renewed, or come from another site."""
    TOMBSTONE = "tombstone"
    """Deleted, or gone to another site."""


@dataclass(frozen=True, slots=True)
class GalleryChange:
    version: int
    person: PersonId
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class LogHead:
    lineage: str
    """32 hexadecimal digits. Drawn anew when the database is found to be older than its keys: a restored backup counts
    anew, and what terminals have means nothing to it."""
    newest: int
    cut: int
    """Tombstones up to this version were cleared away: whoever has an older version has to begin afresh."""
