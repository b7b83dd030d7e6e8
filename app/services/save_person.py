"""The one transaction of an enrolment: person, badge, sealed templates, consent receipt and audit, or nothing.

save_person(store, new_person_id(), applicant, logbook)
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.biometrics.template import PalmCode, serialise
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.people import Hand, PersonId
from app.ports.store import AuditAction, Store
from app.services.logbook import Logbook


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whoever stands at the desk: a badge, a recorded consent, and the samples of each hand in order of capture."""

    badge: Badge
    receipt: ConsentReceipt
    hands: Mapping[Hand, tuple[PalmCode, ...]] = field(repr=False)


def new_person_id() -> PersonId:
    return PersonId(secrets.token_hex(16))


def save_person(store: Store, person: PersonId, applicant: Applicant, logbook: Logbook) -> None:
    """Durable when it returns. Raises BadgeTaken, FaultError."""
    with store.transaction() as transaction:
        transaction.add_person(person, applicant.badge, applicant.receipt)
        for hand, codes in applicant.hands.items():
            for code in codes:
                transaction.add_template(person, hand, serialise(code))
        transaction.add_audit(logbook.entry(AuditAction.ENROL, "saved", person))
