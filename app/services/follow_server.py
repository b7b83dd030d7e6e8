"""A terminal keeps in step with its server: it applies what became of people, and brings what it did itself.

Rules it keeps: a page is applied whole, with the version it brings, or not at all; whoever leaves dies as anybody who
is deleted, and that is on record; a record counts as taken when the server says that it is committed; whoever was
enrolled here and is refused is let go, and why is on record.

    apply_page(store, page, logbook)
    message = next_upload(store)
    settle_upload(store, message, taken, logbook)
"""

import base64
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from app.biometrics.renewal import AnotherEpoch, Ring, Transform
from app.biometrics.template import SALT_BYTES, NotATemplate, parse_protected
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge, UnreadableBadge
from app.domain.faults import Fault, FaultError
from app.domain.moments import micros, moment
from app.domain.people import Hand, PersonId
from app.operations.link_sync import (
    RECORDS_MOST,
    FetchGallery,
    GalleryPage,
    LinkedConsent,
    LinkedPerson,
    LinkedRecord,
    Taken,
    UploadEnrolment,
    UploadRecords,
)
from app.ports.records import AuditRow
from app.ports.store import StoredTemplate
from app.ports.synced_store import EnrolledHere, SealedSample, SyncedPerson, SyncedStore, SyncState, SyncTransaction
from app.ports.transform import TransformKey
from app.services.logbook import Logbook

REMOVED = "removed_by_server"
BADGE_TAKEN = "badge_already_enrolled"
ANOTHER_TENANT = "another_tenant"
"""Why somebody left this terminal, in its log."""
UNSAID = "unsaid"
"""Stands for an outcome that the wire has no word for."""
_WORD = re.compile("[a-z0-9_]{1,64}")
_AT_ONCE = 250
Upload: TypeAlias = UploadRecords | UploadEnrolment


def question(store: SyncedStore) -> FetchGallery:
    state = store.state()
    return FetchGallery(state.version, state.covered, state.lineage)


def apply_page(store: SyncedStore, page: GalleryPage, logbook: Logbook) -> None:
    """Durable when it returns. Raises FaultError; then everything is as before, and the same page may come again."""
    keys = [TransformKey(key.epoch, base64.b64decode(key.key)) for key in page.keys]
    people = [_person(each) for each in page.people]
    with store.transaction() as transaction:
        state = transaction.state()
        state = replace(
            state,
            lineage=page.lineage,
            version=page.version,
            covered=page.covered,
            sweeping=(state.sweeping or page.afresh) and not page.complete,
            ready=page.complete or state.ready,
            closed=False,
        )
        sweep = page.complete and (page.afresh or transaction.state().sweeping)
        transaction.keep(state)
        _log(transaction, transaction.adopt(keys), ANOTHER_TENANT, logbook)
        if page.afresh:
            transaction.unmark()
        _log(transaction, transaction.remove([PersonId(each) for each in page.gone]), REMOVED, logbook)
        _log(transaction, transaction.put(people), BADGE_TAKEN, logbook)
        if sweep:
            _log(transaction, transaction.remove(transaction.unconfirmed()), REMOVED, logbook)
        if page.complete and len(keys) == 1:
            _renew_own(transaction)
            transaction.adopt(keys)


def open_again(store: SyncedStore) -> None:
    """The server answers, so its customer key does."""
    if store.state().closed:
        _keep_closed(store, closed=False)


def close(store: SyncedStore) -> None:
    """The server's customer key refuses: no palm is compared until it answers again, not even after a restart."""
    _keep_closed(store, closed=True)


def next_upload(store: SyncedStore) -> Upload | None:
    """What the server has not taken yet, from the oldest on; None when there is nothing."""
    state = store.state()
    rows = store.records_after(state.sent, RECORDS_MOST)
    if not rows:
        return None
    first = rows[0]
    here = store.enrolled_here(first.entry.person) if _enrols(first) and first.entry.person else None
    if here is not None:
        return _enrolment(state, first, here)
    until = next((at for at, row in enumerate(rows) if at and _enrols(row)), len(rows))
    return UploadRecords(state.stream, first.number, tuple(_record(row) for row in rows[:until]))


def settle_upload(store: SyncedStore, sent: Upload, taken: Taken, logbook: Logbook) -> None:
    """Durable when it returns. Raises FaultError; then the same is brought again, and taken once all the same."""
    last = sent.number if isinstance(sent, UploadEnrolment) else sent.first + len(sent.records) - 1
    with store.transaction() as transaction:
        state = transaction.state()
        if isinstance(sent, UploadEnrolment) and taken.refused is not None and taken.through == last:
            assert sent.record.person is not None
            _log(transaction, transaction.remove([PersonId(sent.record.person)]), taken.refused, logbook)
        transaction.keep(replace(state, sent=min(taken.through, last)))


def _keep_closed(store: SyncedStore, *, closed: bool) -> None:
    with store.transaction() as transaction:
        transaction.keep(replace(transaction.state(), closed=closed))


def _log(transaction: SyncTransaction, gone: Sequence[PersonId], why: str, logbook: Logbook) -> None:
    for person in gone:
        transaction.people.add_audit(logbook.entry(AuditAction.DELETE_PERSON, why, person))


def _renew_own(transaction: SyncTransaction) -> None:
    """Whoever the server does not know yet is under the key that was current when he enrolled."""
    ring = Ring(Transform(key) for key in transaction.transform_keys())
    while behind := transaction.people.templates_behind(_AT_ONCE):
        try:
            renewed = [replace(each, template=ring.renew(each.template, os.urandom(SALT_BYTES))) for each in behind]
        except (AnotherEpoch, NotATemplate) as error:
            raise FaultError(Fault.STORE_UNREADABLE, "a template of somebody enrolled here cannot be read") from error
        transaction.people.put_back(renewed, ring.current.epoch)


def _person(told: LinkedPerson) -> SyncedPerson:
    """Raises FaultError(STORE_UNREADABLE) for what this version cannot read: nobody is silently left out."""
    try:
        samples = tuple(
            _sample(hand, base64.b64decode(text))
            for hand, texts in ((Hand.LEFT, told.left), (Hand.RIGHT, told.right))
            for text in texts
        )
        badge = Badge.parse(told.badge)
    except (NotATemplate, UnreadableBadge, ValueError) as error:
        raise FaultError(Fault.STORE_UNREADABLE, "somebody whom the server sent") from error
    enrolled_at = moment(told.enrolled_at_in_micros)
    ends_at = None if told.ends_at_in_micros is None else moment(told.ends_at_in_micros)
    return SyncedPerson(PersonId(told.person), told.version, enrolled_at, badge, samples, ends_at)


def _sample(hand: Hand, template: bytes) -> SealedSample:
    return SealedSample(hand, parse_protected(template).epoch, template)


def _enrols(row: AuditRow) -> bool:
    return row.entry.action is AuditAction.ENROL


def _record(row: AuditRow) -> LinkedRecord:
    entry = row.entry
    return LinkedRecord(
        action=entry.action,
        outcome=entry.outcome if _WORD.fullmatch(entry.outcome) else UNSAID,
        at_in_micros=micros(entry.at),
        simulated=entry.simulated,
        person=entry.person,
        attempt=entry.attempt,
        liveness=" ".join(entry.liveness) or None,
    )


def _enrolment(state: SyncState, row: AuditRow, here: EnrolledHere) -> UploadEnrolment:
    text = here.receipt.text
    return UploadEnrolment(
        stream=state.stream,
        number=row.number,
        record=_record(row),
        consent=LinkedConsent(text.version, text.language, text.sha256, micros(here.receipt.agreed_at)),
        badge=here.badge.number,
        left=_of_hand(here.templates, Hand.LEFT),
        right=_of_hand(here.templates, Hand.RIGHT),
    )


def _of_hand(templates: Sequence[StoredTemplate], hand: Hand) -> tuple[str, ...]:
    return tuple(base64.b64encode(each.template).decode() for each in templates if each.hand is hand)
