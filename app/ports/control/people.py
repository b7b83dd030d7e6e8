"""Enrolled people as the console lists them: their rows, without anything of a palm."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.people import PersonId

REQUESTED = "requested"
"""As `app.services.delete_person.DeletionReason` says it."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    person: PersonId
    enrolled_at: datetime
    terminal: TerminalId | None
    """Where the person agreed to the terms."""
    ends_at: datetime | None
    """From when on the person is refused; None without an end."""
    badge: Badge | None = field(repr=False)
    """None when the person's key has gone."""


class People(Protocol):
    def page(self, after: str, most: int) -> list[Enrolled]:
        """At most `most`, in the order of their ids, from the one behind `after` on."""
        ...

    def remove(self, person: PersonId, at: datetime, why: str = REQUESTED) -> bool:
        """For ever, with badge, templates and key; the consent receipt stays. False when there is no such person."""
        ...

    def end_access(self, person: PersonId, ends_at: datetime | None) -> bool:
        """As `app.ports.store.Transaction` does it."""
        ...

    def ended(self, at: datetime, most: int) -> list[PersonId]:
        """As `app.ports.store.Store` tells them, at most `most`."""
        ...

    def overdue(self, unused_since: datetime, enrolled_before: datetime, most: int) -> list[PersonId]:
        """As `app.ports.store.Store` tells them, at most `most`."""
        ...
