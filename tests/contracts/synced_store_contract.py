"""What every terminal's store must do with the people whom a server brings. A subclass brings `people`, the store, and
`store`, the same as the one that is kept in step."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.domain.people import Hand, PersonId
from app.ports.store import Store, StoredTemplate
from app.ports.synced_store import EnrolledHere, SealedSample, SyncedPerson, SyncedStore
from app.ports.transform import TransformKey
from tests.contracts.store_contract import BADGE, NINE, RECEIPT, add, audit_of, new_person

KEYS = tuple(TransformKey(epoch, bytes([epoch]) * 32) for epoch in (4, 5))


def somebody(card: int = 1, epoch: int = 4, samples: int = 2, person: PersonId | None = None) -> SyncedPerson:
    person = person or new_person()
    held = tuple(SealedSample(hand, epoch, template(person, hand, n)) for hand in Hand for n in range(samples))
    return SyncedPerson(person, card, NINE, Badge(1, card), held)


def template(person: PersonId, hand: Hand, sample: int) -> bytes:
    return f"{person} {hand.value} {sample}".encode() * 30


def templates_of(someone: SyncedPerson) -> list[StoredTemplate]:
    return [StoredTemplate(someone.person, each.hand, each.template) for each in someone.samples]


def bring(store: SyncedStore, *persons: SyncedPerson, keys: tuple[TransformKey, ...] = KEYS[:1]) -> list[PersonId]:
    with store.transaction() as transaction:
        transaction.adopt(keys)
        return transaction.put(persons)


def stop_halfway(store: SyncedStore, *persons: SyncedPerson) -> None:
    with store.transaction() as transaction:
        transaction.put(persons)
        transaction.keep(replace(transaction.state(), version=9))
        raise KeyboardInterrupt


class SyncedStoreContract:
    def test_whoever_is_brought_is_somebody_as_if_enrolled_here(self, people: Store, store: SyncedStore) -> None:
        one, two = somebody(1), somebody(2, samples=3)
        assert bring(store, one, two) == []
        assert people.person_with(one.badge) == one.person
        assert people.badge_of(two.person) == two.badge
        assert people.templates_of([one.person]) == templates_of(one)
        assert people.templates_of([two.person]) == templates_of(two)
        assert people.transform_keys() == KEYS[:1]
        assert people.receipt_of(one.person) is None

    def test_whoever_is_brought_has_the_end_that_was_brought_last(self, people: Store, store: SyncedStore) -> None:
        one, two = replace(somebody(1), ends_at=NINE), somebody(2)
        bring(store, one, two)
        assert (people.end_of(one.person), people.end_of(two.person)) == (NINE, None)
        bring(store, replace(one, ends_at=None), replace(two, ends_at=NINE))
        assert (people.end_of(one.person), people.end_of(two.person)) == (None, NINE)

    def test_whoever_is_brought_again_is_replaced(self, people: Store, store: SyncedStore) -> None:
        one = somebody(1, samples=3)
        bring(store, one)
        again = replace(somebody(2, person=one.person, samples=1), version=7)
        assert bring(store, again) == []
        assert people.badge_of(one.person) == Badge(1, 2)
        assert people.person_with(Badge(1, 1)) is None
        assert people.templates_of([one.person]) == templates_of(again)

    def test_a_page_and_its_version_are_one(self, people: Store, store: SyncedStore) -> None:
        bring(store)
        with pytest.raises(KeyboardInterrupt):
            stop_halfway(store, somebody(1), somebody(2))
        assert people.people() == frozenset()
        assert store.state().version == 0

    def test_whoever_leaves_is_gone_and_strangers_are_nobody(self, people: Store, store: SyncedStore) -> None:
        one, two = somebody(1), somebody(2)
        bring(store, one, two)
        with store.transaction() as transaction:
            assert transaction.remove([one.person, new_person()]) == [one.person]
        assert people.people() == {two.person}
        assert people.person_with(one.badge) is None

    def test_a_badge_goes_to_whom_the_server_says(self, people: Store, store: SyncedStore) -> None:
        here, known = add(people, BADGE), somebody(1)
        bring(store, known)
        heirs = replace(somebody(), badge=BADGE), replace(somebody(), badge=known.badge)
        assert sorted(bring(store, *heirs)) == sorted([here, known.person])
        assert people.people() == {heir.person for heir in heirs}
        assert people.person_with(BADGE) == heirs[0].person

    def test_the_servers_keys_take_our_own_ones_place(self, people: Store, store: SyncedStore) -> None:
        own = people.transform_keys()
        bring(store)
        assert people.transform_keys() == KEYS[:1] != own
        one, two = somebody(1), somebody(2)
        bring(store, one, two)
        bring(store, somebody(1, epoch=5, person=one.person), keys=KEYS)
        assert people.transform_keys() == KEYS
        bring(store, keys=KEYS[1:])
        assert people.transform_keys() == KEYS, "somebody is under the old one still"
        bring(store, somebody(2, epoch=5, person=two.person), keys=KEYS[1:])
        bring(store, keys=KEYS[1:])
        assert people.transform_keys() == KEYS[1:]

    @pytest.mark.parametrize("other", [TransformKey(4, bytes(32)), TransformKey(3, bytes(32))])
    def test_another_tenants_keys_take_everybody_with_them(
        self, people: Store, store: SyncedStore, other: TransformKey
    ) -> None:
        someone = somebody()
        bring(store, someone)
        with store.transaction() as transaction:
            assert transaction.adopt([other]) == [someone.person]
        assert people.people() == frozenset()
        assert people.transform_keys() == (other,)
        with store.transaction() as transaction:
            assert transaction.adopt([other]) == []
            assert transaction.transform_keys() == (other,)

    def test_whoever_is_not_confirmed_is_told_and_nobody_of_our_own(self, people: Store, store: SyncedStore) -> None:
        add(people)
        one, two = somebody(1), somebody(2)
        bring(store, one, two)
        with store.transaction() as transaction:
            assert transaction.unconfirmed() == []
            transaction.unmark()
            transaction.put([one])
            assert transaction.unconfirmed() == [two.person]

    def test_the_state_comes_back_as_kept(self, store: SyncedStore) -> None:
        first = store.state()
        assert (first.lineage, first.version, first.ready, first.sent) == (None, 0, False, 0)
        assert len(first.stream) == 32
        changed = replace(first, lineage="a" * 32, version=7, sweeping=True, ready=True, sent=3, covered=5)
        with store.transaction() as transaction:
            transaction.keep(changed)
            assert transaction.state() == changed
        assert store.state() == changed

    def test_what_the_server_has_closed_is_compared_with_nobody(self, people: Store, store: SyncedStore) -> None:
        bring(store, somebody())
        with store.transaction() as transaction:
            transaction.keep(replace(transaction.state(), closed=True))
        with pytest.raises(FaultError) as caught:
            people.transform_keys()
        assert caught.value.fault is Fault.CUSTOMER_KEY_REFUSED
        with store.transaction() as transaction:
            transaction.keep(replace(transaction.state(), closed=False))
        assert people.transform_keys() == KEYS[:1]

    def test_records_are_read_in_order_from_anywhere(self, people: Store, store: SyncedStore) -> None:
        entries = [audit_of(AuditAction.IDENTIFY, word) for word in ("one", "two", "three")]
        for entry in entries:
            with people.transaction() as transaction:
                transaction.add_audit(entry)
        assert [(row.number, row.entry) for row in store.records_after(0, 2)] == [(1, entries[0]), (2, entries[1])]
        assert [row.number for row in store.records_after(2, 9)] == [3]
        assert store.records_after(3, 9) == []

    def test_whoever_was_enrolled_here_is_told_until_the_server_brings_him(
        self, people: Store, store: SyncedStore
    ) -> None:
        person = add(people)
        here = store.enrolled_here(person)
        assert here == EnrolledHere(person, RECEIPT, BADGE, tuple(people.templates_of([person])))
        assert store.enrolled_here(new_person()) is None
        bring(store, replace(somebody(person=person), badge=BADGE))
        assert store.enrolled_here(person) is None
        assert people.people() == {person}

    def test_use_is_recorded_of_whom_the_server_brought(self, people: Store, store: SyncedStore) -> None:
        one = somebody()
        bring(store, one)
        later = NINE + timedelta(days=1)
        with people.transaction() as transaction:
            transaction.record_use(one.person, later)
        assert people.overdue(later, NINE) == []
