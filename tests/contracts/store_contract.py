"""What every store must do, whichever engine is under it. A subclass brings the `store` fixture.

class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path): ...
"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt, ConsentText, TerminalId
from app.domain.people import Hand, PersonId
from app.ports.store import AuditEntry, BadgeTaken, Store, StoredTemplate

NINE = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
DESK = TerminalId("desk-1")
RECEIPT = ConsentReceipt(ConsentText("1", "en", "ab" * 32), NINE, DESK)
BADGE = Badge(17, 4242)


def new_person() -> PersonId:
    return PersonId(secrets.token_hex(16))


def audit_of(action: AuditAction, outcome: str = "saved", person: PersonId | None = None) -> AuditEntry:
    return AuditEntry(action, outcome, NINE, DESK, simulated=True, person=person)


def add(store: Store, badge: Badge = BADGE, receipt: ConsentReceipt = RECEIPT, samples: int = 2) -> PersonId:
    """A whole person: both hands, each template telling whose, which and what number it is."""
    person = new_person()
    with store.transaction() as transaction:
        transaction.add_person(person, badge, receipt)
        for stored in templates_of(person, samples):
            transaction.add_template(person, stored.hand, stored.template)
        transaction.add_audit(audit_of(AuditAction.ENROL, person=person))
    return person


def templates_of(person: PersonId, samples: int = 2) -> list[StoredTemplate]:
    return [
        StoredTemplate(person, hand, f"{person} {hand.value} {sample} ".encode() * 40)
        for hand in Hand
        for sample in range(samples)
    ]


def leave_after_adding(store: Store, person: PersonId) -> None:
    with store.transaction() as transaction:
        transaction.add_person(person, BADGE, RECEIPT)
        transaction.add_template(person, Hand.LEFT, b"palm")
        transaction.add_audit(audit_of(AuditAction.ENROL, person=person))
        raise KeyboardInterrupt


def leave_after_deleting(store: Store, person: PersonId) -> None:
    with store.transaction() as transaction:
        transaction.delete_person(person)
        raise KeyboardInterrupt


class StoreContract:
    def test_a_person_comes_back_as_written(self, store: Store) -> None:
        person = add(store)
        assert store.person_with(BADGE) == person
        assert store.badge_of(person) == BADGE
        assert store.receipt_of(person) == RECEIPT
        assert list(store.templates()) == templates_of(person)

    def test_access_has_the_end_that_was_set_last_or_none(self, store: Store) -> None:
        person, other = add(store), add(store, Badge(1, 2))
        assert store.end_of(person) is None
        for ends_at in (NINE, NINE + timedelta(days=1)):
            with store.transaction() as transaction:
                assert transaction.end_access(person, ends_at)
                assert not transaction.end_access(new_person(), ends_at)
            assert store.end_of(person) == ends_at
        assert store.ended(NINE + timedelta(days=1)) == [person]
        assert store.ended(NINE) == []
        with store.transaction() as transaction:
            assert transaction.end_access(person, None)
        assert store.end_of(person) is store.end_of(other) is None
        assert store.ended(NINE + timedelta(days=9)) == []

    def test_nobody_is_found_by_a_badge_that_nobody_holds(self, store: Store) -> None:
        add(store)
        assert store.person_with(Badge(0, 4242)) is None
        assert store.badge_of(new_person()) is None
        assert store.receipt_of(new_person()) is None

    def test_templates_come_in_the_same_order_every_time(self, store: Store) -> None:
        people = sorted(add(store, Badge(1, card), samples=11) for card in range(3))
        expected = [stored for person in people for stored in templates_of(person, 11)]
        assert list(store.templates()) == expected == list(store.templates())

    def test_nothing_stays_of_a_transaction_that_failed(self, store: Store) -> None:
        person = new_person()
        with pytest.raises(KeyboardInterrupt):
            leave_after_adding(store, person)
        assert store.person_with(BADGE) is None
        assert store.receipt_of(person) is None
        assert list(store.templates()) == []
        assert store.audit(10) == []

    def test_a_badge_has_one_holder(self, store: Store) -> None:
        first = add(store)
        with pytest.raises(BadgeTaken):
            add(store)
        assert store.person_with(BADGE) == first
        assert [stored.person for stored in store.templates()] == [first] * 4

    def test_of_two_at_once_with_one_badge_exactly_one_is_enrolled(self, store: Store) -> None:
        def attempt(_: int) -> PersonId | None:
            try:
                return add(store)
            except BadgeTaken:
                return None

        with ThreadPoolExecutor(8) as pool:
            saved = [person for person in pool.map(attempt, range(8)) if person]
        assert saved == [store.person_with(BADGE)]
        assert {stored.person for stored in store.templates()} == set(saved)

    def test_a_deleted_person_is_gone_and_the_consent_is_not(self, store: Store) -> None:
        person, other = add(store), add(store, Badge(17, 4243))
        with store.transaction() as transaction:
            assert transaction.delete_person(person)
        assert store.person_with(BADGE) is None
        assert store.badge_of(person) is None
        assert list(store.templates()) == templates_of(other)
        assert store.receipt_of(person) == RECEIPT

    def test_a_stranger_cannot_be_deleted(self, store: Store) -> None:
        add(store)
        with store.transaction() as transaction:
            assert not transaction.delete_person(new_person())
        assert len(list(store.templates())) == 4

    def test_a_deletion_that_failed_took_nothing(self, store: Store) -> None:
        person = add(store)
        with pytest.raises(KeyboardInterrupt):
            leave_after_deleting(store, person)
        assert store.badge_of(person) == BADGE
        assert list(store.templates()) == templates_of(person)

    def test_a_badge_is_free_again_when_its_holder_has_gone(self, store: Store) -> None:
        first = add(store)
        with store.transaction() as transaction:
            transaction.delete_person(first)
        second = add(store)
        assert store.person_with(BADGE) == second != first

    def test_the_audit_is_read_newest_first(self, store: Store) -> None:
        written = [
            audit_of(AuditAction.CONSENT_DECLINED, "declined"),
            replace(audit_of(AuditAction.IDENTIFY, "granted", new_person()), attempt=7, simulated=False),
            audit_of(AuditAction.DOOR_ANSWER, "silent"),
            replace(audit_of(AuditAction.IDENTIFY), liveness=("kiosk", "bona_fide", "repeats:enforce:clear:0.000")),
        ]
        for entry in written:
            with store.transaction() as transaction:
                transaction.add_audit(entry)
        assert store.audit(10) == written[::-1]
        assert store.audit(3) == written[:0:-1]
        assert store.audit(0) == []

    def test_people_are_overdue_by_last_use_and_by_age(self, store: Store) -> None:
        long_ago, day = NINE - timedelta(days=800), timedelta(days=1)
        used, unused, fresh = (
            add(store, Badge(1, card), replace(RECEIPT, agreed_at=at))
            for card, at in enumerate((long_ago, long_ago, NINE))
        )
        with store.transaction() as transaction:
            transaction.record_use(used, NINE)
        assert store.overdue(NINE - 90 * day, NINE - 1095 * day) == [unused]
        assert store.overdue(NINE - 90 * day, NINE - 700 * day) == sorted([used, unused])
        assert store.overdue(NINE, NINE) == sorted([used, unused])
        assert fresh in store.overdue(NINE + day, long_ago)

    def test_a_time_without_a_zone_is_refused(self, store: Store) -> None:
        naive = replace(audit_of(AuditAction.IDENTIFY), at=datetime(2026, 3, 1))  # noqa: DTZ001  the mistake itself
        with pytest.raises(Exception, match="zone"), store.transaction() as transaction:
            transaction.add_audit(naive)
        assert store.audit(1) == []
