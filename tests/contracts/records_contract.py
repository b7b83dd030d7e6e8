"""What the administrator's pages of every store must do. A subclass brings the `store` fixture.

class TestSqliteRecords(RecordsContract):
    @pytest.fixture
    def store(self, tmp_path): ...
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.people import Hand, PersonId
from app.domain.sites import SiteId
from app.ports.records import AuditQuery, Enrolled, PeopleOrder, PeopleQuery, PersonRow
from app.storage.store import SqlStore
from tests.contracts.store_contract import NINE, RECEIPT, add, audit_of, new_person

HOUR = timedelta(hours=1)


def add_at(store: SqlStore, card: int, hours: int, site: str, left: int = 2) -> PersonId:
    """Somebody who enrolled that many hours after nine: `left` samples of the left palm and one of the right."""
    person = new_person()
    with store.transaction() as transaction:
        transaction.add_person(person, Badge(1, card), replace(RECEIPT, agreed_at=NINE + hours * HOUR), SiteId(site))
        for hand, count in ((Hand.LEFT, left), (Hand.RIGHT, 1)):
            for _ in range(count):
                transaction.add_template(person, hand, b"palm")
    return person


class RecordsContract:
    def test_a_persons_row_tells_site_times_and_samples(self, store: SqlStore) -> None:
        person = add_at(store, 1, 3, "north")
        with store.transaction() as transaction:
            transaction.record_use(person, NINE + 5 * HOUR)
        assert store.people_page(PeopleQuery()).rows == (
            PersonRow(person, SiteId("north"), NINE + 3 * HOUR, NINE + 5 * HOUR, None, left=2, right=1),
        )
        with store.transaction() as transaction:
            transaction.end_access(person, NINE + 9 * HOUR)
        assert [row.ends_at for row in store.people_page(PeopleQuery()).rows] == [NINE + 9 * HOUR]

    @pytest.mark.parametrize("order", PeopleOrder)
    def test_people_come_in_every_order_both_ways(self, store: SqlStore, order: PeopleOrder) -> None:
        people = [add_at(store, card, hours, site) for card, (hours, site) in enumerate([(2, "b"), (1, "c"), (3, "a")])]
        with store.transaction() as transaction:
            transaction.record_use(people[1], NINE + 9 * HOUR)
        ranked = {
            PeopleOrder.PERSON: sorted(people),
            PeopleOrder.SITE: [people[2], people[0], people[1]],
            PeopleOrder.ENROLLED: [people[1], people[0], people[2]],
            PeopleOrder.USED: [people[0], people[2], people[1]],
        }[order]
        for descending, expected in ((False, ranked), (True, ranked[::-1])):
            page = store.people_page(PeopleQuery(order, descending))
            assert [row.person for row in page.rows] == expected

    def test_pages_of_people_join_without_gap_or_overlap(self, store: SqlStore) -> None:
        people = {add_at(store, card, 0, "one") for card in range(5)}
        pages = [store.people_page(PeopleQuery(limit=2, offset=offset)) for offset in (0, 2, 4)]
        assert [row.person for page in pages for row in page.rows] == sorted(people)
        assert {page.total for page in pages} == {5}

    def test_one_person_alone_is_found_or_is_not_there(self, store: SqlStore) -> None:
        person, _ = add_at(store, 1, 0, "one"), add_at(store, 2, 0, "one")
        found = store.people_page(PeopleQuery(person=person))
        assert ([row.person for row in found.rows], found.total) == ([person], 1)
        assert store.people_page(PeopleQuery(person=new_person())).total == 0

    def test_palms_are_counted_and_not_their_samples(self, store: SqlStore) -> None:
        assert store.enrolled() == Enrolled(0, 0)
        add_at(store, 1, 0, "one", left=3)
        add_at(store, 2, 0, "one", left=0)
        assert store.enrolled() == Enrolled(people=2, palms=3)

    def test_the_audit_comes_newest_first_by_page_and_by_action(self, store: SqlStore) -> None:
        person = add(store)
        for outcome in ("granted", "denied", "silent"):
            with store.transaction() as transaction:
                transaction.add_audit(audit_of(AuditAction.DOOR_ANSWER, outcome, person))
        everything = store.audit_page(AuditQuery())
        assert [row.number for row in everything.rows] == [4, 3, 2, 1]
        assert [row.entry for row in everything.rows] == store.audit(9)
        answers = store.audit_page(AuditQuery([AuditAction.DOOR_ANSWER], limit=2, offset=1))
        assert [row.entry.outcome for row in answers.rows] == ["denied", "granted"]
        assert answers.total == 3

    def test_the_audit_of_one_person_alone(self, store: SqlStore) -> None:
        person, _ = add(store, Badge(1, 1)), add(store, Badge(1, 2))
        page = store.audit_page(AuditQuery(person=person))
        assert [(row.number, row.entry.person) for row in page.rows] == [(1, person)]
