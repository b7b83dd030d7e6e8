"""Sets the last moment of people's access, or takes it back: all of them or none; and tells whether it has gone by.

changed = end_access(store, [person], datetime(2026, 12, 1, tzinfo=UTC), logbook)
has_ended(store, person, clock.now)
"""

from collections.abc import Callable, Collection
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from app.domain.audit_action import AuditAction
from app.domain.people import PersonId
from app.ports.store import Store
from app.services.logbook import Logbook

Now: TypeAlias = Callable[[], datetime]
"""What people's access ends by. Raises FaultError where the time cannot be told."""


class EndChange(Enum):
    SET = "end_set"
    TAKEN_BACK = "end_taken_back"


def end_access(store: Store, people: Collection[PersonId], ends_at: datetime | None, logbook: Logbook) -> int:
    """How many of them are there. `ends_at` is aware; None: without an end. Durable when it returns. Raises
    FaultError."""
    change = EndChange.TAKEN_BACK if ends_at is None else EndChange.SET
    with store.transaction() as transaction:
        known = [person for person in people if transaction.end_access(person, ends_at)]
        for person in known:
            transaction.add_audit(logbook.entry(AuditAction.END_ACCESS, change.value, person))
    return len(known)


def has_ended(store: Store, person: PersonId, now: Now) -> bool:
    """Nobody is asked for the time for whoever has no end. Raises FaultError."""
    ends_at = store.end_of(person)
    return ends_at is not None and ends_at <= now()
