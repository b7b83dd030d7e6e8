"""Puts every template under a fresh transform key, without anybody enrolling anew; then the old key dies.

Rules it keeps: no plain code is formed; both keys live until the last template has been put back, so that a crash at
any moment leaves every template readable under exactly one of them; a renewal that was cut off is completed by the
next one; templates that are enrolled meanwhile are under the fresh key.

    done = renew_templates(store, logbook, lambda renewed, of: None)
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.biometrics.renewal import AnotherEpoch, Ring
from app.biometrics.template import SALT_BYTES, NotATemplate
from app.domain.audit_action import AuditAction
from app.domain.faults import Fault, FaultError
from app.ports.store import Store
from app.services.load_gallery import live_ring
from app.services.logbook import Logbook

BATCH = 250
"""Templates a transaction: the write lock is free again some twenty times a second."""

Progress = Callable[[int, int], None]
"""Called with how many templates were renewed, and of how many."""


@dataclass(frozen=True, slots=True)
class Renewal:
    epoch: int
    """Of the key that all templates are under now; the only one that lives."""
    templates: int
    """Renewed by this call."""


def renew_templates(store: Store, logbook: Logbook, progress: Progress, batch: int = BATCH) -> Renewal:
    """Durable when it returns. Raises FaultError; then every template is readable still, and the same call again
    completes the renewal."""
    with store.transaction() as transaction:
        transaction.begin_renewal()
    ring, total, renewed = live_ring(store), store.count_behind(), 0
    while True:
        done = _renew_batch(store, ring, batch)
        if not done:
            break
        renewed += done
        progress(renewed, max(total, renewed))
    with store.transaction() as transaction:
        transaction.end_renewal()
        transaction.add_audit(logbook.entry(AuditAction.RENEW_TEMPLATES, "renewed"))
    return Renewal(ring.current.epoch, renewed)


def _renew_batch(store: Store, ring: Ring, most: int) -> int:
    with store.transaction() as transaction:
        behind = transaction.templates_behind(most)
        renewed = []
        for held in behind:
            try:
                template = ring.renew(held.template, os.urandom(SALT_BYTES))
            except (AnotherEpoch, NotATemplate) as error:
                raise FaultError(
                    Fault.STORE_UNREADABLE, "a stored template cannot be read, so none is given up"
                ) from error
            renewed.append(replace(held, template=template))
        transaction.put_back(renewed, ring.current.epoch)
    return len(behind)
