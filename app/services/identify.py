"""A palm over the terminal: who is it? One of the two makers of a Grant.

Rules it keeps: nobody is looked for behind what is not taken for a living palm; the decision is audited with what the
detectors said before the grant leaves; a person who was deleted meanwhile is not recognised, and one whose access has
ended gets no grant, and is named in the audit alone; the grant is void soon; no score of a comparison leaves this
module.

    decision = identify(gallery, store, presented, attempt, profile, logbook)
    decision = identify_both(gallery, store, {Hand.LEFT: left, Hand.RIGHT: right}, attempt, profile, logbook)
"""

from collections.abc import Mapping

from app.biometrics.fusion import fused, one_of_two
from app.biometrics.gallery import Identification, Reason
from app.biometrics.liveness.judge import Liveness, Verdict
from app.biometrics.liveness.presented import Presented
from app.biometrics.palm_search import PalmSearch
from app.biometrics.profiles import Profile
from app.domain.access import GRANT_LIFE_S, AttemptNumber, Denial, DenialReason, Grant, Means
from app.domain.audit_action import AuditAction
from app.domain.people import Hand, PersonId
from app.ports.store import Store
from app.services.end_access import Now, has_ended
from app.services.load_gallery import require_current
from app.services.logbook import Logbook

_NOT_LIVING = {
    Verdict.ATTACK: DenialReason.PRESENTATION_ATTACK,
    Verdict.UNDECIDED: DenialReason.LIVENESS_UNDECIDED,
}
_REASONS = {
    Reason.NOBODY_ENROLLED: DenialReason.NOBODY_ENROLLED,
    Reason.NOT_RECOGNISED: DenialReason.NOT_RECOGNISED,
    Reason.AMBIGUOUS: DenialReason.AMBIGUOUS,
}


def identify(
    gallery: PalmSearch,
    store: Store,
    probe: Presented | None,
    attempt: AttemptNumber,
    profile: Profile,
    logbook: Logbook,
    now: Now | None = None,
) -> Grant | Denial:
    """`probe` is None when it was taken for another attempt. `now` tells what people's access ends by and is
    asked for whoever has an end; without it the machine's own clock is. Raises FaultError when the decision cannot be
    recorded, the gallery is from before a renewal, or `now` does; then there is no grant."""
    require_current(store, gallery)
    expires_at_s = logbook.clock.monotonic_s() + GRANT_LIFE_S
    record = probe.liveness.record() if probe else ()
    found = _recognise(gallery, probe, profile)
    return _decided(store, found, attempt, expires_at_s, record, logbook, now or logbook.clock.now)


def identify_both(
    gallery: PalmSearch,
    store: Store,
    probes: Mapping[Hand, Presented],
    attempt: AttemptNumber,
    profile: Profile,
    logbook: Logbook,
    now: Now | None = None,
) -> Grant | Denial:
    """The same for both palms of one person, with a profile for both; whoever shows one alone is not recognised. Raises
    FaultError as `identify` does, and ValueError for a profile of one palm."""
    require_current(store, gallery)
    expires_at_s = logbook.clock.monotonic_s() + GRANT_LIFE_S
    record = tuple(line for probe in probes.values() for line in probe.liveness.record())
    found = _recognise_both(gallery, probes, profile)
    return _decided(store, found, attempt, expires_at_s, record, logbook, now or logbook.clock.now)


def _decided(
    store: Store,
    found: PersonId | DenialReason,
    attempt: AttemptNumber,
    expires_at_s: float,
    record: tuple[str, ...],
    logbook: Logbook,
    now: Now,
) -> Grant | Denial:
    if isinstance(found, DenialReason):
        return _deny(store, attempt, found, record, logbook)
    if has_ended(store, found, now):
        return _deny(store, attempt, DenialReason.ACCESS_ENDED, record, logbook, found)
    badge = store.badge_of(found)
    if badge is None:
        return _deny(store, attempt, DenialReason.NOT_RECOGNISED, record, logbook)
    with store.transaction() as transaction:
        transaction.record_use(found, logbook.clock.now())
        transaction.add_audit(logbook.entry(AuditAction.IDENTIFY, "granted", found, attempt, record))
    return Grant(attempt, badge, Means.PALM, expires_at_s, found)


def not_living(liveness: Liveness) -> DenialReason | None:
    """Why a palm is not taken for alive; None when it is, or when nobody asked."""
    return _NOT_LIVING.get(liveness.verdict)


def _recognise(gallery: PalmSearch, probe: Presented | None, profile: Profile) -> PersonId | DenialReason:
    if probe is None or not probe.codes:
        return DenialReason.NOT_RECOGNISED
    refused = not_living(probe.liveness)
    if refused is not None:
        return refused
    return _answer(gallery.identify(probe.codes, profile))


def _recognise_both(gallery: PalmSearch, probes: Mapping[Hand, Presented], profile: Profile) -> PersonId | DenialReason:
    if not all(hand in probes and probes[hand].codes for hand in Hand):
        return DenialReason.NOT_RECOGNISED
    for probe in probes.values():
        refused = not_living(probe.liveness)
        if refused is not None:
            return refused
    left, right = (gallery.identify(probes[hand].codes, one_of_two(profile), hand) for hand in (Hand.LEFT, Hand.RIGHT))
    return _answer(fused(left, right, profile))


def _answer(found: Identification) -> PersonId | DenialReason:
    return found.person if found.person is not None else _REASONS[found.reason]


def _deny(
    store: Store,
    attempt: AttemptNumber,
    reason: DenialReason,
    record: tuple[str, ...],
    logbook: Logbook,
    person: PersonId | None = None,
) -> Denial:
    with store.transaction() as transaction:
        transaction.add_audit(logbook.entry(AuditAction.IDENTIFY, reason.value, person, attempt, record))
    return Denial(attempt, reason)
