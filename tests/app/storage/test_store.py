"""The SQL store: the contract, and what only its files can show."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.contracts.store_contract import BADGE, NINE, RECEIPT, StoreContract, add, audit_of, new_person, templates_of


def change(state: State, *statements: str) -> None:
    """What somebody with the database file alone can do."""
    with closing(sqlite3.connect(state.database)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def leave_while_adding(store: SqlStore) -> None:
    with store.transaction() as transaction:
        transaction.add_person(new_person(), Badge(1, 2), RECEIPT)
        assert len(store._vault.live_slots()) == 3, "two people's and the transform's"
        raise KeyboardInterrupt


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, state: State) -> Iterator[SqlStore]:
        with open_store(state) as store:
            yield store
            assert store.broken_audit_row() is None


def test_everything_is_there_after_opening_again(state: State) -> None:
    with open_store(state) as store:
        person = add(store)
    with open_store(state) as store:
        assert store.badge_of(person) == BADGE
        assert list(store.templates()) == templates_of(person)
        assert [entry.person for entry in store.audit(5)] == [person]


def test_every_promise_of_the_engine_is_kept_on_every_connection(state: State) -> None:
    with open_store(state) as store, store.transaction() as one, store._engine.connect() as other:
        for connection in (one._connection, other):
            kept = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
            assert kept == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.parametrize("table", ["templates", "badges"])
def test_a_sealed_value_moved_to_another_person_is_refused(state: State, table: str) -> None:
    with open_store(state) as store:
        people = [add(store, Badge(1, card)) for card in (1, 2)]
    change(state, f"UPDATE {table} SET sealed = (SELECT sealed FROM {table} WHERE person = '{people[0]}')")
    with open_store(state) as store, pytest.raises(FaultError) as caught:
        _ = list(store.templates()) if table == "templates" else store.badge_of(people[1])
    assert caught.value.fault is Fault.STORE_UNREADABLE


def test_a_template_moved_to_the_same_persons_other_hand_is_refused(state: State) -> None:
    with open_store(state) as store:
        add(store)
    change(state, "UPDATE templates SET sealed = (SELECT sealed FROM templates WHERE hand = 'left' AND sample = 0)")
    with open_store(state) as store, pytest.raises(FaultError, match="altered"):
        list(store.templates())


def test_a_person_given_another_persons_key_is_refused(state: State) -> None:
    with open_store(state) as store:
        add(store, Badge(1, 1)), add(store, Badge(1, 2))
    change(state, "UPDATE people SET key_slot = 9 - key_slot", "UPDATE people SET key_slot = key_slot - 8")
    with open_store(state) as store, pytest.raises(FaultError, match="altered"):
        list(store.templates())


def test_a_flipped_bit_in_a_template_is_refused(state: State) -> None:
    with open_store(state) as store:
        person = add(store)
    change(state, "UPDATE templates SET sealed = substr(sealed, 1, 99) || x'00' || substr(sealed, 101)")
    with open_store(state) as store, pytest.raises(FaultError) as caught:
        list(store.templates())
    assert person not in str(caught.value)


@pytest.mark.parametrize(
    ("statements", "row"),
    [
        (("UPDATE audit SET outcome = 'granted' WHERE seq = 2",), 2),
        (("UPDATE audit SET simulated = 0 WHERE seq = 3",), 3),
        (("UPDATE audit SET person = NULL WHERE seq = 1",), 1),
        (("UPDATE audit SET liveness = 'kiosk bona_fide' WHERE seq = 2",), 2),
        (("UPDATE audit SET liveness = NULL WHERE seq = 5",), 5),
        (("UPDATE audit SET liveness = 'off off' WHERE seq = 5",), 5),
        (("DELETE FROM audit WHERE seq = 2",), 2),
        (("DELETE FROM audit WHERE seq = 2", "UPDATE audit SET seq = seq - 1 WHERE seq > 2"), 2),
        (("UPDATE audit SET seq = -2 WHERE seq = 2", "UPDATE audit SET seq = 2 WHERE seq = 3",
          "UPDATE audit SET seq = 3 WHERE seq = -2"), 2),
    ],
)  # fmt: skip
def test_an_edited_removed_or_moved_audit_row_shows(state: State, statements: tuple[str, ...], row: int) -> None:
    with open_store(state) as store:
        person = add(store)
        for outcome in ("denied", "granted", "silent"):
            with store.transaction() as transaction:
                transaction.add_audit(audit_of(AuditAction.DOOR_ANSWER, outcome, person))
        with store.transaction() as transaction:
            transaction.add_audit(replace(audit_of(AuditAction.IDENTIFY), liveness=("kiosk", "attack")))
        assert store.broken_audit_row() is None
    change(state, "DROP TRIGGER audit_refuses_update", "DROP TRIGGER audit_refuses_delete", *statements)
    with open_store(state) as store:
        assert store.broken_audit_row() == row


@pytest.mark.parametrize("statement", ["UPDATE audit SET outcome = 'granted'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_the_audit(state: State, statement: str) -> None:
    with open_store(state) as store:
        add(store)
    with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
        change(state, statement)


def test_a_restored_backup_does_not_bring_a_deleted_person_back(state: State) -> None:
    with open_store(state) as store:
        gone, kept = add(store, Badge(1, 1)), add(store, Badge(1, 2))
    backup = state.database.read_bytes()
    with open_store(state) as store, store.transaction() as transaction:
        transaction.delete_person(gone)
    state.database.write_bytes(backup)
    with open_store(state) as store:
        assert store.person_with(Badge(1, 1)) is None
        assert list(store.templates()) == templates_of(kept)


def test_keys_without_a_person_die_at_the_next_opening(state: State) -> None:
    with open_store(state) as store:
        add(store)
        orphan = store._vault.create_key()
        assert orphan in store._vault.live_slots()
    with open_store(state) as store:
        assert len(store._vault.live_slots()) == 2, "the person's and the transform's"
        assert orphan not in store._vault.live_slots()


def test_a_second_opener_leaves_a_key_whose_row_is_still_being_written(state: State) -> None:
    with open_store(state) as store:
        slot = store._vault.create_key()
        with open_store(state):
            pass
        assert slot in store._vault.live_slots()


def test_a_failed_transaction_leaves_no_key(state: State) -> None:
    with open_store(state) as store:
        add(store)
        with pytest.raises(KeyboardInterrupt):
            leave_while_adding(store)
        assert len(store._vault.live_slots()) == 2


def test_use_moves_the_time_of_keeping(state: State) -> None:
    with open_store(state) as store:
        person = add(store)
        assert store.overdue(NINE, NINE) == []
        with store.transaction() as transaction:
            transaction.record_use(person, NINE.replace(year=2027))
        assert store.overdue(NINE.replace(year=2027), NINE) == []
