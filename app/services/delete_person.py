"""A person leaves: rows, badge and key die, then the gallery forgets. The consent receipt and the audit stay.

delete_person(store, gallery, person, DeletionReason.REQUESTED, logbook)
"""

from datetime import timedelta
from enum import Enum

from app.biometrics.palm_search import PalmSearch
from app.domain.audit_action import AuditAction
from app.domain.people import PersonId
from app.ports.store import Store
from app.services.logbook import Logbook

UNUSED = timedelta(days=90)
LONGEST = timedelta(days=3 * 365)
"""What the consent text, version 1, promises; 3 years is also the limit of 740 ILCS 14/15(a)."""


class DeletionReason(Enum):
    REQUESTED = "requested"
    EXPIRED = "expired"
    ENDED = "ended"
    """The last moment that was set for the person has gone by."""


def delete_person(
    store: Store, gallery: PalmSearch, person: PersonId, reason: DeletionReason, logbook: Logbook
) -> bool:
    """True when there was such a person; durable when it returns. Raises FaultError; then the person may still be
    enrolled, and the same call again completes it."""
    with store.transaction() as transaction:
        known = transaction.delete_person(person)
        if known:
            transaction.add_audit(logbook.entry(AuditAction.DELETE_PERSON, reason.value, person))
    gallery.remove(person)
    return known


def delete_overdue(store: Store, gallery: PalmSearch, logbook: Logbook) -> int:
    """Keeps the consent's promise: deletes whoever has left, did not use the palm for 90 days or enrolled 3 years ago.
    Returns how many. Call it at start and once a day."""
    now = logbook.clock.now()
    left = store.ended(now)
    gone = sum(delete_person(store, gallery, person, DeletionReason.ENDED, logbook) for person in left)
    overdue = store.overdue(unused_since=now - UNUSED, enrolled_before=now - LONGEST)
    return gone + sum(delete_person(store, gallery, person, DeletionReason.EXPIRED, logbook) for person in overdue)
