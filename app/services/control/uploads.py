"""What terminals bring is taken once: their records in order, and with the record of an enrolment whoever enrolled.

Rules it keeps: a record that was taken is not taken again, however often it comes, and none is left out; person,
templates, consent receipt, record and event are one transaction; a person is refused with a word, which is given again
to a terminal that did not hear it.

    told = take(transaction, instance, message, Receipts(publisher, at))
"""

import base64
import os
from dataclasses import dataclass
from datetime import datetime

from app.biometrics.renewal import AnotherEpoch, Ring, Transform
from app.biometrics.template import SALT_BYTES, NotATemplate, parse_protected
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge, UnreadableBadge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.control_events import Profile, ProfileChanged
from app.domain.device_configuration import OperationMode
from app.domain.device_instances import DeviceInstance
from app.domain.event_json import occurrence
from app.domain.moments import moment
from app.domain.people import Hand, PersonId
from app.operations.link_sync import Later, LinkedRecord, Taken, UploadEnrolment, UploadRecords
from app.ports.control.transaction import Transaction
from app.ports.control.uploads import Newcomer, Standing, StreamState
from app.ports.store import BadgeTaken, StoredTemplate
from app.services.control.publish import Publisher, publish
from app.services.control.usage import count_recognitions
from app.services.control.visits import GRANTED, enrolled, entry_of, event_of, failed

BADGE_TAKEN = "badge_already_enrolled"
DELETED = "deleted"
ANOTHER_PERSON = "another_person"
NOT_A_DESK = "not_an_enrolment_terminal"
UNREADABLE = "unreadable"
"""Why a person is refused: stable words."""
FETCH_FIRST_MILLIS = 1000


@dataclass(frozen=True)
class Desk:
    """Who takes it in, and when."""

    publisher: Publisher
    at: datetime

    def tell(self, transaction: Transaction, event: ProfileChanged | None) -> None:
        if event is not None:
            what = occurrence(event, self.publisher.realm.account)
            publish(transaction, what, self.publisher.stamp(self.at))


def take_records(transaction: Transaction, instance: DeviceInstance, said: UploadRecords, desk: Desk) -> Taken:
    """Behind a gap nothing is taken: the terminal goes back to what is missing."""
    state = transaction.uploads.hold(instance.id, said.stream)
    fresh = said.records[max(0, state.through + 1 - said.first) :]
    if said.first > state.through + 1 or not fresh:
        return Taken(state.through)
    transaction.uploads.append([entry_of(record, instance.id) for record in fresh])
    count_recognitions(transaction, instance.site, fresh, desk.at)
    for record in fresh:
        _note_use(transaction, record)
        desk.tell(transaction, event_of(record, instance.id, desk.publisher.realm, transaction.uploads))
    through = said.first + len(said.records) - 1
    transaction.uploads.keep(instance.id, said.stream, StreamState(through))
    return Taken(through)


def take_enrolment(
    transaction: Transaction, instance: DeviceInstance, said: UploadEnrolment, desk: Desk
) -> Taken | Later:
    state = transaction.uploads.hold(instance.id, said.stream)
    if said.number != state.through + 1:
        return Taken(state.through, state.refused if said.number == state.through else None)
    newcomer = _newcomer(transaction, instance, said)
    if newcomer is None:
        return Later(FETCH_FIRST_MILLIS, fetch=True)
    refused = newcomer if isinstance(newcomer, str) else _enrol(transaction, newcomer)
    realm, record = desk.publisher.realm, said.record
    if refused is None:
        assert isinstance(newcomer, Newcomer)
        event = enrolled(record, newcomer.person, newcomer.badge.number, instance.id, realm)
    else:
        event = failed(Profile.NOT_ENROLLED, record, refused, instance.id, realm)
        record = LinkedRecord(
            AuditAction.ENROL_REFUSED, refused, record.at_in_micros, record.simulated, liveness=record.liveness
        )
    transaction.uploads.append([entry_of(record, instance.id)])
    desk.tell(transaction, event)
    transaction.uploads.keep(instance.id, said.stream, StreamState(said.number, refused))
    return Taken(said.number, refused)


def _newcomer(transaction: Transaction, instance: DeviceInstance, said: UploadEnrolment) -> Newcomer | str | None:
    """The person as he will be kept, or why he will not be; None when his templates are under a key that has gone,
    which the terminal can put right."""
    if instance.mode is not OperationMode.ENROLLMENT:
        return NOT_A_DESK
    if said.record.action is not AuditAction.ENROL or said.record.person is None:
        return UNREADABLE
    person, agreed = PersonId(said.record.person), said.consent
    receipt = ConsentReceipt(
        ConsentText(agreed.version, agreed.language, agreed.sha256),
        moment(agreed.agreed_at_in_micros),
        TerminalId(instance.id),
    )
    ring = Ring(Transform(key) for key in transaction.gallery.transform_keys())
    try:
        templates = tuple(
            StoredTemplate(person, hand, _renewed(ring, text))
            for hand, texts in ((Hand.LEFT, said.left), (Hand.RIGHT, said.right))
            for text in texts
        )
        badge = Badge.parse(said.badge)
    except AnotherEpoch:
        return None
    except (NotATemplate, UnreadableBadge, ValueError):
        return UNREADABLE
    return Newcomer(person, instance.site, receipt, badge, templates) if templates else UNREADABLE


def _renewed(ring: Ring, text: str) -> bytes:
    """Under the current key, as everything that is kept. Raises AnotherEpoch, NotATemplate, ValueError."""
    template = base64.b64decode(text, validate=True)
    if parse_protected(template).epoch == ring.current.epoch:
        return template
    return ring.renew(template, os.urandom(SALT_BYTES))


def _enrol(transaction: Transaction, newcomer: Newcomer) -> str | None:
    """Why not. A person who is here already, by the same badge, was brought before."""
    standing = transaction.uploads.standing(newcomer.person)
    if standing is Standing.GONE:
        return DELETED
    if standing is Standing.ENROLLED:
        return None if transaction.uploads.badge_of(newcomer.person) == newcomer.badge else ANOTHER_PERSON
    try:
        with transaction.attempt():
            transaction.uploads.enrol(newcomer)
    except BadgeTaken:
        return BADGE_TAKEN
    return None


def _note_use(transaction: Transaction, record: LinkedRecord) -> None:
    """The consent's promise counts from the last recognition, at whichever door."""
    if record.action is AuditAction.IDENTIFY and record.outcome == GRANTED and record.person is not None:
        transaction.uploads.record_use(PersonId(record.person), moment(record.at_in_micros))
