"""How people reach terminals and leave them over the device link, and what terminals bring back: the messages.

A terminal says which version of its site's people it has; it is sent what changed since, page by page, and applies each
page together with its version. What it did itself it numbers, and brings in order; what was taken is committed.

Rules they keep: people are told to terminals of their site alone; whoever has left is an id and nothing else; badges,
templates and keys are never in a log or a trace (`repr`).
"""

from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from app.domain.audit_action import AuditAction
from app.domain.limits import Many, Number, Text

PEOPLE_MOST = 32
"""Changes in one page: some 0.5 MB, and one sync of the terminal's disk."""
TEMPLATES_MOST = 12
"""Of one hand; enrolment takes 3."""
RECORDS_MOST = 50
"""In one upload: with the events that come of them a few hundredths of a second of the store."""

_BASE64 = r"[A-Za-z0-9+/]*={0,2}"
_HEX = "[0-9a-f]*"
Version: TypeAlias = Annotated[int, Number(0, 2**53 - 1)]
Micros: TypeAlias = Annotated[int, Number(0, 2**53 - 1)]
"""Since 1970-01-01T00:00Z: records keep the time they were chained with."""
Lineage: TypeAlias = Annotated[str, Text(32, 32, _HEX)]
PersonText: TypeAlias = Annotated[str, Text(32, 32, _HEX)]
BadgeText: TypeAlias = Annotated[str, Text(1, 40)]
TemplateText: TypeAlias = Annotated[str, Text(4, 2520, _BASE64)]
"""Base64 of up to 1,888 bytes."""
Samples: TypeAlias = Annotated[tuple[TemplateText, ...], Many(TEMPLATES_MOST)]
Word: TypeAlias = Annotated[str, Text(1, 64, "[a-z0-9_]*")]


@dataclass(frozen=True)
class LinkedKey:
    """One of the tenant's transform keys."""

    epoch: Annotated[int, Number(1, 2**31 - 1)]
    key: Annotated[str, Text(44, 44, _BASE64)] = field(repr=False)


@dataclass(frozen=True)
class LinkedPerson:
    """All that a door needs of somebody."""

    person: PersonText
    version: Version
    """Of the change by which he comes."""
    enrolled_at_in_micros: Micros
    badge: BadgeText = field(repr=False)
    left: Samples = field(repr=False)
    right: Samples = field(repr=False)
    ends_at_in_micros: Micros | None = None
    """From then on he is refused, whether the terminal hears its server or not."""


@dataclass(frozen=True)
class FetchGallery:
    """What changed since? Without a lineage: everybody."""

    version: Version
    covered: Version
    """As the last page said."""
    lineage: Lineage | None = None


@dataclass(frozen=True)
class GalleryPage:
    lineage: Lineage
    """Of what `version` counts in; another one counts anew."""
    version: Version
    """That the terminal has once it has applied the page."""
    covered: Version
    """Tombstones up to this version are none of the terminal's business any more, applied or about nobody it has."""
    afresh: bool
    """The page is the first of all: whoever is in none of them up to the complete one is gone."""
    complete: bool
    """There was no more when it was sent."""
    keys: Annotated[tuple[LinkedKey, ...], Many(2, 1)]
    """Those that live, oldest first."""
    people: Annotated[tuple[LinkedPerson, ...], Many(PEOPLE_MOST)] = ()
    gone: Annotated[tuple[PersonText, ...], Many(PEOPLE_MOST)] = ()


@dataclass(frozen=True)
class GalleryChanged:
    """The doorbell."""

    version: Version


@dataclass(frozen=True)
class LinkedRecord:
    """One row of the terminal's own log."""

    action: AuditAction
    outcome: Word
    at_in_micros: Micros
    simulated: bool
    person: PersonText | None = None
    attempt: Version | None = None
    liveness: Annotated[str, Text(1, 512)] | None = None


@dataclass(frozen=True)
class UploadRecords:
    stream: Lineage
    """Of the terminal's log: another one counts anew."""
    first: Version
    """The number of the first record; the others follow without a gap."""
    records: Annotated[tuple[LinkedRecord, ...], Many(RECORDS_MOST, 1)]


@dataclass(frozen=True)
class LinkedConsent:
    version: Annotated[str, Text(1, 32)]
    language: Annotated[str, Text(1, 16)]
    sha256: Annotated[str, Text(64, 64, _HEX)]
    agreed_at_in_micros: Micros


@dataclass(frozen=True)
class UploadEnrolment:
    """One record, of an enrolment, with whoever it is about."""

    stream: Lineage
    number: Version
    record: LinkedRecord
    consent: LinkedConsent
    badge: BadgeText = field(repr=False)
    left: Samples = field(repr=False)
    right: Samples = field(repr=False)


@dataclass(frozen=True)
class Taken:
    """Committed."""

    through: Version
    """The number of the newest record that is taken; the terminal goes on behind it."""
    refused: Word | None = None
    """Why the person of that record was not: the terminal lets him go."""


@dataclass(frozen=True)
class Later:
    """Nothing was taken or sent, because there is too much of it, or because the terminal has to fetch first."""

    wait_millis: Annotated[int, Number(0, 600_000)]
    fetch: bool = False
