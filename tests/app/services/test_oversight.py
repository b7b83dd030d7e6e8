"""What the console does to the store: it finds by badge, shows the receipt, deletes for ever and says who did."""

from datetime import timedelta

from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.consent import TerminalId
from app.ports.records import AuditQuery, PeopleQuery
from app.services.logbook import Logbook
from app.services.oversight import AuditDesk, PeopleDesk
from app.storage.store import SqlStore
from tests.app.services.still_clock import StillClock
from tests.contracts.store_contract import BADGE, NINE, RECEIPT, add, new_person


def desk(store: SqlStore) -> PeopleDesk:
    return PeopleDesk(store, store, Logbook(StillClock(NINE), TerminalId("console"), simulated=True))


def test_a_badge_leads_to_its_holder_and_the_holders_receipt(store: SqlStore) -> None:
    person = add(store)
    assert desk(store).holder(BADGE) == person
    assert desk(store).holder(Badge(9, 9)) is None
    assert desk(store).receipt(person) == RECEIPT


def test_a_deletion_takes_the_person_and_leaves_receipt_and_audit(store: SqlStore) -> None:
    person = add(store)
    assert desk(store).delete(person)
    assert desk(store).page(PeopleQuery()).total == 0
    assert list(store.templates()) == []
    assert desk(store).receipt(person) == RECEIPT
    last = AuditDesk(store).page(AuditQuery()).rows[0].entry
    assert (last.action, last.outcome, last.terminal, last.person) == (
        AuditAction.DELETE_PERSON,
        "requested",
        "console",
        person,
    )


def test_a_last_day_is_set_and_taken_back_for_several_and_each_is_on_record(store: SqlStore) -> None:
    one, two = add(store), add(store, Badge(1, 2))
    midnight = NINE + timedelta(hours=15)
    assert desk(store).end_access([one, two, new_person()], midnight) == 2
    assert {row.ends_at for row in desk(store).page(PeopleQuery()).rows} == {midnight}
    assert desk(store).end_access([two], None) == 1
    assert [store.end_of(person) for person in (one, two)] == [midnight, None]
    said = AuditDesk(store).page(AuditQuery(actions=(AuditAction.END_ACCESS,))).rows
    assert [(row.entry.person, row.entry.outcome) for row in said] == [
        (two, "end_taken_back"),
        (two, "end_set"),
        (one, "end_set"),
    ]


def test_who_is_not_there_cannot_be_deleted_and_nothing_is_recorded(store: SqlStore) -> None:
    assert not desk(store).delete(new_person())
    assert AuditDesk(store).page(AuditQuery()).total == 0


def test_the_chain_of_an_untouched_store_holds(store: SqlStore) -> None:
    add(store)
    assert AuditDesk(store).first_broken() is None
