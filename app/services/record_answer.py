"""The controller's word for a grant, kept.

record_answer(store, grant, DoorAnswer.DENIED, logbook)
"""

from app.domain.access import DoorAnswer, Grant
from app.domain.audit_action import AuditAction
from app.ports.store import Store
from app.services.logbook import Logbook


def record_answer(store: Store, grant: Grant, answer: DoorAnswer, logbook: Logbook) -> None:
    """Whose grant it was and what the door said; not the badge."""
    with store.transaction() as transaction:
        transaction.add_audit(logbook.entry(AuditAction.DOOR_ANSWER, answer.value, grant.person, grant.attempt))
