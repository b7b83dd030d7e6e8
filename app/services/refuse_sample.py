"""At the desk something was shown that was not taken for a living palm: recorded, with nothing of whoever showed it.

refuse_sample(store, liveness, logbook)
"""

from app.biometrics.liveness.judge import Liveness
from app.domain.access import DenialReason
from app.domain.audit_action import AuditAction
from app.ports.store import Store
from app.services.identify import not_living
from app.services.logbook import Logbook


def refuse_sample(store: Store, liveness: Liveness, logbook: Logbook) -> None:
    """Raises ValueError for a verdict that refuses nothing."""
    reason: DenialReason | None = not_living(liveness)
    if reason is None:
        raise ValueError(liveness.verdict.value)
    with store.transaction() as transaction:
        transaction.add_audit(logbook.entry(AuditAction.SAMPLE_REFUSED, reason.value, liveness=liveness.record()))
