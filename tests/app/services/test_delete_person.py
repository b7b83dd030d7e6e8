"""Leaving: on request, and when the time that the consent names has run out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.biometrics.gallery import Gallery
from app.domain.access import AttemptNumber, Grant
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.domain.people import PersonId
from app.flows.events import Refusal
from app.services.delete_person import DeletionReason, delete_overdue, delete_person
from app.services.enrol import Candidate, enrol_person
from app.services.identify import identify
from app.services.logbook import Logbook
from app.storage.store import SqlStore
from tests.app.services.palms import PROFILE, hands, palm, presented
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import RECEIPT, new_person

DAY = timedelta(days=1)
ATTEMPT = AttemptNumber(1)


@pytest.fixture
def clock() -> StillClock:
    return StillClock(datetime(2026, 3, 1, 9, tzinfo=UTC))


@pytest.fixture
def logbook(clock: StillClock) -> Logbook:
    return Logbook(clock, TerminalId("desk-1"), simulated=True)


def enrol(store: SqlStore, gallery: Gallery, logbook: Logbook, owner: int) -> PersonId:
    receipt = replace(RECEIPT, agreed_at=logbook.clock.now())
    person = enrol_person(store, gallery, Candidate(Badge(17, owner), receipt, hands(owner)), PROFILE, logbook)
    assert not isinstance(person, Refusal)
    return person


@pytest.mark.requirement("HOW-006")
@pytest.mark.requirement("EU-011")
def test_whoever_was_deleted_is_a_stranger_and_may_enrol_again(
    store: SqlStore, gallery: Gallery, logbook: Logbook
) -> None:
    anna, ben = (enrol(store, gallery, logbook, owner) for owner in (1, 2))
    assert delete_person(store, gallery, anna, DeletionReason.REQUESTED, logbook)
    assert gallery.identify([palm(1, sight=9)], PROFILE).person is None
    assert gallery.identify([palm(2, sight=9)], PROFILE).person == ben
    assert store.person_with(Badge(17, 1)) is None
    last = store.audit(1)[0]
    assert (last.action, last.outcome, last.person) == (AuditAction.DELETE_PERSON, "requested", anna)
    assert enrol(store, gallery, logbook, 1) != anna


def test_whoever_has_had_his_last_day_is_deleted_and_nobody_whose_day_is_to_come(
    store: SqlStore, gallery: Gallery, logbook: Logbook
) -> None:
    anna, ben, cleo = (enrol(store, gallery, logbook, owner) for owner in (1, 2, 3))
    now = logbook.clock.now()
    with store.transaction() as transaction:
        transaction.end_access(anna, now)
        transaction.end_access(ben, now + timedelta(microseconds=1))
    assert delete_overdue(store, gallery, logbook) == 1
    last = store.audit(1)[0]
    assert (last.action, last.outcome, last.person) == (AuditAction.DELETE_PERSON, "ended", anna)
    assert store.people() == gallery.people == {ben, cleo}
    assert enrol(store, gallery, logbook, 1) != anna, "and may enrol again"


def test_deleting_a_stranger_changes_and_records_nothing(store: SqlStore, gallery: Gallery, logbook: Logbook) -> None:
    enrol(store, gallery, logbook, 1)
    assert not delete_person(store, gallery, new_person(), DeletionReason.REQUESTED, logbook)
    assert len(store.audit(9)) == 1
    assert len(list(store.templates())) == 6


def test_ninety_days_without_use_end_the_keeping_and_not_a_moment_sooner(
    store: SqlStore, gallery: Gallery, logbook: Logbook, clock: StillClock
) -> None:
    idle, user = (enrol(store, gallery, logbook, owner) for owner in (1, 2))
    clock.pass_time(50 * DAY)
    assert isinstance(identify(gallery, store, presented(palm(2, sight=9)), ATTEMPT, PROFILE, logbook), Grant)
    clock.pass_time(40 * DAY)
    assert delete_overdue(store, gallery, logbook) == 0
    clock.pass_time(timedelta(seconds=1))
    assert delete_overdue(store, gallery, logbook) == 1
    assert (store.audit(1)[0].outcome, store.audit(1)[0].person) == ("expired", idle)
    assert {stored.person for stored in store.templates()} == {user}
    assert gallery.identify([palm(1, sight=9)], PROFILE).person is None


def test_three_years_end_the_keeping_of_a_palm_that_is_used_every_month(
    store: SqlStore, gallery: Gallery, logbook: Logbook, clock: StillClock
) -> None:
    person = enrol(store, gallery, logbook, 1)
    for _ in range(36):
        clock.pass_time(30 * DAY)
        with store.transaction() as transaction:
            transaction.record_use(person, clock.now())
        assert delete_overdue(store, gallery, logbook) == 0
    clock.pass_time(15 * DAY + timedelta(seconds=1))
    assert delete_overdue(store, gallery, logbook) == 1
    assert list(store.templates()) == []
