"""A palm over the terminal: who is it? One of the two makers of a Grant.

Rules it keeps: the decision is audited before the grant leaves; a person who was deleted meanwhile is not recognised;
the grant is void soon; no score leaves this module.

    decision = identify(gallery, store, probe, attempt, profile, logbook)
"""

from collections.abc import Sequence

from app.biometrics.gallery import Reason
from app.biometrics.palm_search import PalmSearch
from app.biometrics.profiles import Profile
from app.biometrics.template import PalmCode
from app.domain.access import GRANT_LIFE_S, AttemptNumber, Denial, DenialReason, Grant, Means
from app.domain.people import PersonId
from app.ports.store import AuditAction, Store
from app.services.load_gallery import require_current
from app.services.logbook import Logbook

_REASONS = {
    Reason.NOBODY_ENROLLED: DenialReason.NOBODY_ENROLLED,
    Reason.NOT_RECOGNISED: DenialReason.NOT_RECOGNISED,
    Reason.AMBIGUOUS: DenialReason.AMBIGUOUS,
}


def identify(
    gallery: PalmSearch,
    store: Store,
    probe: Sequence[PalmCode],
    attempt: AttemptNumber,
    profile: Profile,
    logbook: Logbook,
) -> Grant | Denial:
    """Raises FaultError when the decision cannot be recorded, or the gallery is from before a renewal; then there is no
    grant."""
    require_current(store, gallery)
    expires_at_s = logbook.clock.monotonic_s() + GRANT_LIFE_S
    found = _recognise(gallery, probe, profile)
    if isinstance(found, DenialReason):
        return _deny(store, attempt, found, logbook)
    badge = store.badge_of(found)
    if badge is None:
        return _deny(store, attempt, DenialReason.NOT_RECOGNISED, logbook)
    with store.transaction() as transaction:
        transaction.record_use(found, logbook.clock.now())
        transaction.add_audit(logbook.entry(AuditAction.IDENTIFY, "granted", found, attempt))
    return Grant(attempt, badge, Means.PALM, expires_at_s, found)


def _recognise(gallery: PalmSearch, probe: Sequence[PalmCode], profile: Profile) -> PersonId | DenialReason:
    if not probe:
        return DenialReason.NOT_RECOGNISED
    found = gallery.identify(probe, profile)
    if found.person is not None:
        return found.person
    return _REASONS[found.reason]


def _deny(store: Store, attempt: AttemptNumber, reason: DenialReason, logbook: Logbook) -> Denial:
    with store.transaction() as transaction:
        transaction.add_audit(logbook.entry(AuditAction.IDENTIFY, reason.value, None, attempt))
    return Denial(attempt, reason)
