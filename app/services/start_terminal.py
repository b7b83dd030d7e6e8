"""A terminal begins its work: with what it meets pictures of palms is on record from then on.

start_terminal(store, KIOSK, logbook)
"""

import logging

from app.biometrics.liveness.judge import Profile, Switch
from app.domain.audit_action import AuditAction
from app.ports.store import Store
from app.services.logbook import Logbook

log = logging.getLogger("thenar.services")


def start_terminal(store: Store, profile: Profile, logbook: Logbook) -> None:
    """Raises FaultError when it cannot be recorded: nothing is judged off the record."""
    enforced = sorted(detector.value for detector in profile.enforced) if profile.switch is Switch.ENFORCE else []
    if enforced:
        log.info("liveness %s: what is taken for a picture of a palm is refused", profile.name)
    else:
        log.warning("liveness %s: a picture of a palm is NOT refused", profile.name)
    with store.transaction() as transaction:
        record = (profile.name, profile.switch.value, *enforced)
        transaction.add_audit(logbook.entry(AuditAction.START_TERMINAL, profile.switch.value, liveness=record))
