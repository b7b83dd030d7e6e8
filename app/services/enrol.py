"""Enrols one person, whole, or says why not.

Rules it keeps: one badge one person, one palm one badge, the samples of a hand are of one palm; person, sealed
templates, consent receipt and audit are one transaction; the gallery learns of a person only after the store has;
templates are under the tenant's transform key.

    outcome = enrol_person(store, gallery, Candidate(badge, receipt, hands), profile, logbook)
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.biometrics.gallery import Reason
from app.biometrics.matching import distance
from app.biometrics.palm_search import PalmSearch
from app.biometrics.profiles import VERIFY, Profile
from app.biometrics.renewal import Transform
from app.biometrics.template import SALT_BYTES, PalmCode
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.people import Hand, PersonId
from app.domain.sites import DEFAULT_SITE, SiteId
from app.flows.events import Refusal
from app.ports.store import BadgeTaken, Store
from app.services.load_gallery import require_current
from app.services.logbook import Logbook

_KNOWN = (Reason.IDENTIFIED, Reason.AMBIGUOUS)
"""A palm that is like two people's is somebody's all the same."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whoever stands at the desk: a badge, a recorded consent, and the samples of each hand in order of capture."""

    badge: Badge
    receipt: ConsentReceipt
    hands: Mapping[Hand, tuple[PalmCode, ...]] = field(repr=False)
    site: SiteId = DEFAULT_SITE
    liveness: tuple[str, ...] = ()
    """What the detectors said of the newest sample, for the record."""


def enrol_person(
    store: Store, gallery: PalmSearch, candidate: Candidate, profile: Profile, logbook: Logbook
) -> PersonId | Refusal:
    """The new person, durable, or the reason, which is audited with nothing of the person. Raises FaultError."""
    if not any(candidate.hands.values()):
        raise ValueError("nobody is enrolled without a palm")
    require_current(store, gallery)
    refusal = _objection(store, gallery, candidate, profile)
    if refusal is None:
        person = PersonId(secrets.token_hex(16))
        try:
            save_person(store, person, candidate, logbook)
        except BadgeTaken:
            refusal = Refusal.BADGE_ALREADY_ENROLLED
        else:
            for hand, codes in candidate.hands.items():
                gallery.add(person, hand, codes)
            return person
    with store.transaction() as transaction:
        transaction.add_audit(logbook.entry(AuditAction.ENROL_REFUSED, refusal.value, liveness=candidate.liveness))
    return refusal


def save_person(store: Store, person: PersonId, candidate: Candidate, logbook: Logbook) -> None:
    """The one transaction of an enrolment; durable when it returns. Raises BadgeTaken, FaultError."""
    with store.transaction() as transaction:
        transaction.add_person(person, candidate.badge, candidate.receipt, candidate.site)
        transform = Transform(transaction.transform_key())
        for hand, codes in candidate.hands.items():
            for code in codes:
                template = transform.protect(code, os.urandom(SALT_BYTES))
                transaction.add_template(person, hand, template, transform.epoch)
        transaction.add_audit(logbook.entry(AuditAction.ENROL, "saved", person, liveness=candidate.liveness))


def _objection(store: Store, gallery: PalmSearch, candidate: Candidate, profile: Profile) -> Refusal | None:
    if store.person_with(candidate.badge) is not None:
        return Refusal.BADGE_ALREADY_ENROLLED
    if not all(_of_one_palm(codes) for codes in candidate.hands.values()):
        return Refusal.PALMS_DIFFER
    for codes in candidate.hands.values():
        if codes and gallery.identify(codes, profile).reason in _KNOWN:
            return Refusal.PALM_ALREADY_ENROLLED
    return None


def _of_one_palm(codes: tuple[PalmCode, ...]) -> bool:
    """Every sample is like the first, or like one that is: a palm that was held a little wrong once still counts."""
    linked, apart = list(codes[:1]), list(codes[1:])
    for known in linked:
        alike = [code for code in apart if distance(known, code) < VERIFY.threshold]
        linked += alike
        apart = [code for code in apart if not any(code is other for other in alike)]
    return not apart
