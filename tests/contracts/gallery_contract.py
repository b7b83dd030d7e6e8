"""What every store must tell terminals of people. A subclass brings `people`, the people's store, and `store`, the
control plane's in the same database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import ConsentReceipt
from app.domain.device_instances import InstanceId
from app.domain.gallery_changes import ChangeKind
from app.domain.people import PersonId
from app.domain.sites import SiteId
from app.ports.control.gallery import Held
from app.ports.control.transaction import ControlStore, Transaction
from app.ports.control.uploads import Newcomer, Standing, StreamState
from app.ports.store import BadgeTaken, Store
from tests.contracts.control_store_contract import a_site, an_instance
from tests.contracts.store_contract import (
    BADGE,
    NINE,
    RECEIPT,
    audit_of,
    leave_after_deleting,
    new_person,
    templates_of,
)

HERE, THERE = SiteId("here"), SiteId("there")
PUT, GONE = ChangeKind.PUT, ChangeKind.TOMBSTONE
STREAM = "5" * 32


def enrol(people: Store, card: int = 1, site: SiteId = HERE, receipt: ConsentReceipt = RECEIPT) -> PersonId:
    person = new_person()
    with people.transaction() as transaction:
        transaction.add_person(person, Badge(1, card), receipt, site)
        for stored in templates_of(person):
            transaction.add_template(person, stored.hand, stored.template)
    return person


def leave(people: Store, person: PersonId) -> None:
    with people.transaction() as transaction:
        assert transaction.delete_person(person)


def told(store: ControlStore, site: SiteId = HERE) -> list[tuple[PersonId, ChangeKind]]:
    """What a terminal that has nothing is told; versions rise."""
    with store.reading() as reading:
        changes = reading.gallery.changes(site, 0, 100)
        assert [each.version for each in changes] == sorted({each.version for each in changes})
        assert all(0 < each.version <= reading.gallery.head().newest for each in changes)
        assert reading.gallery.newest_of(site) == max((each.version for each in changes), default=0)
    return [(each.person, each.kind) for each in changes]


def newest(store: ControlStore) -> int:
    with store.reading() as reading:
        return reading.gallery.head().newest


def change_their_mind(transaction: Transaction, after: Callable[[], object]) -> None:
    with transaction.attempt():
        after()
        raise KeyError


class GalleryContract:
    def test_whoever_enrols_renews_moves_or_leaves_is_told_where_he_was(
        self, people: Store, store: ControlStore
    ) -> None:
        one, two = enrol(people, 1), enrol(people, 2)
        assert told(store) == [(one, PUT), (two, PUT)]
        assert told(store, THERE) == []
        with people.transaction() as transaction:
            transaction.begin_renewal()
            held = [each for each in transaction.templates_behind(100) if each.person == one]
            transaction.put_back(held, transaction.transform_key().epoch)
        assert told(store) == [(two, PUT), (one, PUT)]
        with people.transaction() as transaction:
            assert transaction.move_person(two, THERE)
            assert transaction.move_person(two, THERE), "he is there already"
            assert not transaction.move_person(new_person(), THERE)
        assert told(store) == [(one, PUT), (two, GONE)]
        assert told(store, THERE) == [(two, PUT)]
        three = enrol(people, 3)
        with people.transaction() as transaction:
            assert transaction.end_access(one, NINE)
            assert not transaction.end_access(new_person(), NINE)
        assert told(store) == [(two, GONE), (three, PUT), (one, PUT)]
        leave(people, three)
        leave(people, one)
        assert told(store) == [(two, GONE), (three, GONE), (one, GONE)]
        assert people.people([THERE]) == {two}

    def test_what_did_not_happen_is_not_told(self, people: Store, store: ControlStore) -> None:
        person, before = enrol(people), newest(store)
        with pytest.raises(KeyboardInterrupt):
            leave_after_deleting(people, person)
        with pytest.raises(BadgeTaken):
            enrol(people)
        assert told(store) == [(person, PUT)]
        assert newest(store) == before

    def test_versions_are_committed_in_their_order_whoever_writes(self, people: Store, store: ControlStore) -> None:
        """Else a terminal that has the newer one would never be told of the older."""
        seen: list[int] = []

        def one(card: int) -> None:
            enrol(people, card)
            seen.append(newest(store))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(one, range(1, 17)))
        assert len(told(store)) == 16
        assert newest(store) == 16
        assert seen[-1] <= 16

    def test_a_person_is_held_with_all_that_a_door_needs(self, people: Store, store: ControlStore) -> None:
        one, two = enrol(people, 1), enrol(people, 2)
        leave(people, two)
        with store.reading() as reading:
            held = reading.gallery.held([one, two])
            assert held == [Held(one, NINE, None, Badge(1, 1), tuple(templates_of(one)))]
            assert [key.epoch for key in reading.gallery.transform_keys()] == [1]

    def test_terminals_behind_are_those_of_the_site(self, people: Store, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.sites.add(a_site(1))
            transaction.sites.add(a_site(2))
            transaction.instances.add(an_instance(1))
            transaction.instances.add(replace(an_instance(2), site=a_site(2).id))
        before = newest(store)
        enrol(people, 1, a_site(1).id)
        with store.reading() as reading:
            assert reading.gallery.instances_behind(before) == {an_instance(1).id: before + 1}
            assert reading.gallery.instances_behind(before + 1) == {}

    def test_old_tombstones_are_cleared_and_that_can_be_told(self, people: Store, store: ControlStore) -> None:
        persons = [enrol(people, card) for card in range(1, 6)]
        for person in persons[:4]:
            leave(people, person)
        with store.transaction() as transaction:
            assert transaction.gallery.clear(kept=4) == 0
            assert transaction.gallery.head().cut == 0
            assert transaction.gallery.clear(kept=1) == 3
            assert transaction.gallery.head().cut == 8
        assert told(store) == [(persons[4], PUT), (persons[3], GONE)]

    def test_a_stream_stands_where_it_was_left(self, store: ControlStore) -> None:
        with store.transaction() as transaction:
            transaction.sites.add(a_site())
            transaction.instances.add(an_instance())
            uploads, instance = transaction.uploads, an_instance().id
            assert uploads.hold(instance, STREAM) == StreamState(0)
            uploads.keep(instance, STREAM, StreamState(7, "why"))
            uploads.keep(instance, STREAM, StreamState(8))
            uploads.keep(instance, "6" * 32, StreamState(1))
            assert uploads.hold(instance, STREAM) == StreamState(8)
            transaction.instances.remove(InstanceId(instance))
            transaction.instances.add(an_instance())
            assert uploads.hold(instance, STREAM) == StreamState(0)

    def test_records_that_are_brought_join_the_one_chain_in_order(self, people: Store, store: ControlStore) -> None:
        entries = [audit_of(AuditAction.IDENTIFY, f"word_{number}") for number in range(3)]
        with store.transaction() as transaction:
            transaction.uploads.append(entries[:1])
            transaction.uploads.append(entries[1:])
            transaction.uploads.append([])
        assert people.audit(9) == entries[::-1]

    def test_a_newcomer_is_enrolled_at_his_site_under_the_current_key(self, people: Store, store: ControlStore) -> None:
        person = new_person()
        newcomer = Newcomer(person, THERE, RECEIPT, BADGE, tuple(templates_of(person)))
        with store.transaction() as transaction:
            assert transaction.uploads.standing(person) is Standing.UNKNOWN
            transaction.uploads.enrol(newcomer)
            assert transaction.uploads.standing(person) is Standing.ENROLLED
            assert transaction.uploads.badge_of(person) == BADGE
        assert told(store, THERE) == [(person, PUT)]
        assert people.templates_of([person]) == templates_of(person)
        assert people.count_behind() == 0
        leave(people, person)
        with store.reading() as reading:
            assert reading.uploads.standing(person) is Standing.GONE
            assert reading.uploads.badge_of(person) is None

    def test_a_newcomer_with_somebodys_badge_is_not_enrolled(self, people: Store, store: ControlStore) -> None:
        enrol(people, 1)
        person = new_person()
        newcomer = Newcomer(person, THERE, RECEIPT, Badge(1, 1), tuple(templates_of(person)))
        with store.transaction() as transaction:
            with pytest.raises(BadgeTaken), transaction.attempt():
                transaction.uploads.enrol(newcomer)
            assert transaction.uploads.standing(person) is Standing.UNKNOWN
        assert told(store, THERE) == []

    def test_the_last_use_never_goes_back(self, people: Store, store: ControlStore) -> None:
        person = enrol(people)
        later = NINE.replace(month=5)
        with store.transaction() as transaction:
            transaction.uploads.record_use(person, later)
            transaction.uploads.record_use(person, NINE)
        assert people.overdue(later, NINE) == []

    def test_what_an_attempt_doomed_lives_and_what_it_made_does_not(self, people: Store, store: ControlStore) -> None:
        person = enrol(people)
        with store.transaction() as transaction:
            with pytest.raises(KeyError):
                change_their_mind(transaction, lambda: transaction.people.remove(person, NINE))
            stranger = new_person()
            newcomer = Newcomer(stranger, HERE, RECEIPT, BADGE, tuple(templates_of(stranger)))
            with pytest.raises(KeyError):
                change_their_mind(transaction, lambda: transaction.uploads.enrol(newcomer))
        assert people.badge_of(person) == Badge(1, 1)
        assert people.templates_of([person]) == templates_of(person)
        assert people.people() == {person}
