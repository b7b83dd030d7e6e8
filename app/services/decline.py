"""Somebody did not consent: counted, with nothing of the person.

record_decline(store, logbook)
"""

from app.domain.audit_action import AuditAction
from app.ports.store import Store
from app.services.logbook import Logbook


def record_decline(store: Store, logbook: Logbook) -> None:
    with store.transaction() as transaction:
        transaction.add_audit(logbook.entry(AuditAction.CONSENT_DECLINED, "declined"))
