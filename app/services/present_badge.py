"""A badge at the reader: the equal way in, without a palm. One of the two makers of a Grant.

Rules it keeps: any readable badge is passed on, enrolled or not, because the controller decides; the grant names whose
it is only where that is somebody of the terminal's own site whose access has not ended, and a door without a controller
lets nobody else in; it is audited before the grant leaves; the grant is void soon.

    grant = present_badge(store, badge, attempt, site, logbook)
"""

from app.domain.access import GRANT_LIFE_S, AttemptNumber, Grant, Means
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.faults import FaultError
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.ports.store import Store
from app.services.end_access import Now, has_ended
from app.services.logbook import Logbook


def present_badge(
    store: Store, badge: Badge, attempt: AttemptNumber, site: SiteId, logbook: Logbook, now: Now | None = None
) -> Grant:
    """`now` tells what people's access ends by; without it the machine's own clock. Raises FaultError when the decision
    cannot be recorded; then there is no grant."""
    expires_at_s = logbook.clock.monotonic_s() + GRANT_LIFE_S
    person = store.person_with(badge)
    of_here = person if person is not None and _may_enter(store, person, site, now or logbook.clock.now) else None
    with store.transaction() as transaction:
        transaction.add_audit(logbook.entry(AuditAction.PRESENT_BADGE, "granted", person, attempt))
    return Grant(attempt, badge, Means.BADGE, expires_at_s, of_here)


def _may_enter(store: Store, person: PersonId, site: SiteId, now: Now) -> bool:
    """Where nobody can tell the time, an end counts as over; the badge goes to the controller all the same."""
    try:
        return store.site_of(person) == site and not has_ended(store, person, now)
    except FaultError:
        return False
