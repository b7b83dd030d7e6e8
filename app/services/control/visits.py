"""What a terminal's records become at the server: entries of the log of visits, and the guide's events.

Rules it keeps: a record is the terminal's that brought it, whatever it says; an event tells when something happened,
by the terminal's clock, and its envelope when the server heard of it.
"""

from app.domain.audit_action import AuditAction
from app.domain.consent import TerminalId
from app.domain.control_events import AssociatedId, Profile, ProfileChanged, UserStatus
from app.domain.device_instances import InstanceId
from app.domain.moments import moment
from app.domain.people import PersonId
from app.domain.realm import Realm
from app.operations.link_sync import LinkedRecord
from app.ports.control.uploads import Uploads
from app.ports.store import AuditEntry

GRANTED = "granted"
NOT_KEPT = "not_kept"
"""Enrolled at a terminal that let the person go before the server heard of it."""
BADGE = "badge"
"""The guide's `associatedIdType`."""


def entry_of(record: LinkedRecord, instance: InstanceId) -> AuditEntry:
    return AuditEntry(
        action=record.action,
        outcome=record.outcome,
        at=moment(record.at_in_micros),
        terminal=TerminalId(instance),
        simulated=record.simulated,
        person=None if record.person is None else PersonId(record.person),
        attempt=record.attempt,
        liveness=tuple((record.liveness or "").split()),
    )


def event_of(record: LinkedRecord, instance: InstanceId, realm: Realm, uploads: Uploads) -> ProfileChanged | None:
    """None for what the guide has no event for."""
    if record.action is AuditAction.IDENTIFY and record.outcome == GRANTED and record.person is not None:
        return recognised(record, PersonId(record.person), instance, realm, uploads)
    if record.action is AuditAction.IDENTIFY and record.person is not None:
        return refused(record, PersonId(record.person), instance, realm)
    if record.action is AuditAction.IDENTIFY:
        return failed(Profile.NOT_RECOGNISED, record, record.outcome, instance, realm)
    if record.action is AuditAction.ENROL_REFUSED:
        return failed(Profile.NOT_ENROLLED, record, record.outcome, instance, realm)
    if record.action is AuditAction.ENROL:
        return failed(Profile.NOT_ENROLLED, record, NOT_KEPT, instance, realm)
    return None


def recognised(
    record: LinkedRecord, person: PersonId, instance: InstanceId, realm: Realm, uploads: Uploads
) -> ProfileChanged:
    """Whoever was deleted meanwhile is named, without a badge."""
    badge = uploads.badge_of(person)
    status = UserStatus.DELETED if badge is None else UserStatus.ACTIVE
    ids = () if badge is None else (AssociatedId(BADGE, badge.number),)
    users = (realm.arn(f"user/{person}"),)
    return ProfileChanged(Profile.RECOGNISED, users, instance, moment(record.at_in_micros), status, ids)


def refused(record: LinkedRecord, person: PersonId, instance: InstanceId, realm: Realm) -> ProfileChanged:
    """Recognised, and not admitted: the access of the person has ended."""
    users, at = (realm.arn(f"user/{person}"),), moment(record.at_in_micros)
    return ProfileChanged(Profile.NOT_RECOGNISED, users, instance, at, reason=record.outcome)


def enrolled(record: LinkedRecord, person: PersonId, badge: str, instance: InstanceId, realm: Realm) -> ProfileChanged:
    users, at = (realm.arn(f"user/{person}"),), moment(record.at_in_micros)
    return ProfileChanged(Profile.ENROLLED, users, instance, at, UserStatus.ACTIVE, (AssociatedId(BADGE, badge),))


def failed(what: Profile, record: LinkedRecord, reason: str, instance: InstanceId, realm: Realm) -> ProfileChanged:
    """Nobody is known, so it is about all users."""
    return ProfileChanged(what, (realm.arn("user"),), instance, moment(record.at_in_micros), reason=reason)
