"""What is remembered. Everything that belongs together is written in one transaction or not at all: with whoever
enrols, is renewed, moves, is given an end or leaves goes the change that terminals are told of
(`app.domain.gallery_changes`)."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, TerminalId
from app.domain.people import Hand, PersonId
from app.domain.sites import DEFAULT_SITE, SiteId
from app.ports.transform import TransformKey


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who is never here by name or badge: `person` is the opaque id, `outcome` a stable word."""

    action: AuditAction
    outcome: str
    at: datetime
    terminal: TerminalId
    simulated: bool
    person: PersonId | None = None
    attempt: int | None = None
    liveness: tuple[str, ...] = ()
    """What the detectors said, as `app.biometrics.liveness.judge` records it; empty where no palm was judged."""


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """`template` is the serialised palm code of `app.biometrics.template`, opened; under one of the transform keys."""

    person: PersonId
    hand: Hand
    template: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldTemplate:
    """A template with its place, out of the store to be renewed and put back."""

    person: PersonId
    hand: Hand
    sample: int
    template: bytes = field(repr=False)


class Transaction(Protocol):
    def add_person(self, person: PersonId, badge: Badge, receipt: ConsentReceipt, site: SiteId = DEFAULT_SITE) -> None:
        """Raises BadgeTaken when another person holds the badge."""
        ...

    def transform_key(self) -> TransformKey:
        """The current one, which stays current until this transaction ends."""
        ...

    def add_template(self, person: PersonId, hand: Hand, template: bytes, epoch: int = 0) -> None:
        """`epoch` is that of the transform key that `template` is under."""
        ...

    def begin_renewal(self) -> None:
        """Makes a fresh transform key the current one. Does nothing while an earlier renewal is not ended."""
        ...

    def templates_behind(self, most: int) -> list[HeldTemplate]:
        """Up to `most` templates that are not under the current transform key."""
        ...

    def put_back(self, renewed: Sequence[HeldTemplate], epoch: int) -> None:
        """Templates that were taken out in this transaction, in their places; now under the key of `epoch`."""
        ...

    def end_renewal(self) -> None:
        """All transform keys but the current one die when the transaction ends. Raises ValueError while a template
        needs one."""
        ...

    def add_audit(self, entry: AuditEntry) -> None: ...
    def record_use(self, person: PersonId, at: datetime) -> None:
        """The palm was recognised just now: its time of keeping starts afresh."""
        ...

    def delete_person(self, person: PersonId) -> bool:
        """True when there was one. Its templates, badge and key are gone for ever; the consent receipt stays,
        without the badge."""
        ...

    def end_access(self, person: PersonId, ends_at: datetime | None) -> bool:
        """From then on the person is refused; None: not any more. False when there is no such person."""
        ...

    def move_person(self, person: PersonId, site: SiteId) -> bool:
        """The person belongs there from now on. False when there is no such person."""
        ...


class BadgeTaken(Exception):
    """The badge belongs to an enrolled person. Expected: the service turns it into a refusal."""


class Store(Protocol):
    def transaction(self) -> AbstractContextManager[Transaction]:
        """Commits on leaving, rolls back on an exception. Durable when the block has ended."""
        ...

    def epoch(self) -> int:
        """Of the current transform key."""
        ...

    def transform_keys(self) -> tuple[TransformKey, ...]:
        """The live ones, oldest first; the last is current. There are two while templates are renewed."""
        ...

    def count_behind(self) -> int:
        """Templates that are not under the current transform key."""
        ...

    def person_with(self, badge: Badge) -> PersonId | None: ...
    def badge_of(self, person: PersonId) -> Badge | None: ...
    def end_of(self, person: PersonId) -> datetime | None:
        """From when on the person is refused; None without an end."""
        ...

    def site_of(self, person: PersonId) -> SiteId | None:
        """Where the person belongs; None when there is no such person."""
        ...

    def receipt_of(self, person: PersonId) -> ConsentReceipt | None:
        """What the person agreed to; still there after deletion."""
        ...

    def overdue(self, unused_since: datetime, enrolled_before: datetime) -> list[PersonId]:
        """People whose palm was last recognised (or else enrolled) before `unused_since`, or who enrolled before
        `enrolled_before`."""
        ...

    def ended(self, at: datetime) -> list[PersonId]:
        """People whose access had ended by then."""
        ...

    def people(self, sites: Collection[SiteId] | None = None) -> frozenset[PersonId]:
        """Everybody who is enrolled, or the people of some sites."""
        ...

    def templates(self, sites: Collection[SiteId] | None = None) -> Iterator[StoredTemplate]:
        """All that can be opened, of everybody or of the people of some sites, in a stable order."""
        ...

    def templates_of(self, people: Collection[PersonId]) -> list[StoredTemplate]:
        """Those of some people, in the order of `templates`; a person who has gone has none."""
        ...

    def audit(self, newest: int) -> list[AuditEntry]:
        """The `newest` entries, newest first."""
        ...
