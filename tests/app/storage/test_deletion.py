"""Deletion is the death of a key: what of a deleted person can still be found in any file of the data folder."""

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.paths import State
from app.domain.badges import Badge
from app.domain.people import Hand, PersonId
from app.storage.opening import open_store
from app.storage.store import SqlStore
from app.storage.transaction import badge_lookup
from app.storage.vault import key_path
from tests.contracts.store_contract import RECEIPT, add, new_person

Secrets = dict[str, bytes]


def forms(secret: bytes) -> Iterator[bytes]:
    """The secret as it may turn up in a file: plain, hexadecimal, base64 at each of its three alignments."""
    yield secret
    yield secret.hex().encode()
    yield secret.hex().upper().encode()
    for lead in range(3):
        whole = base64.b64encode(bytes(lead) + secret)
        yield whole[4 if lead else 0 : -4]


def found(folder: Path, sought: Secrets) -> set[str]:
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {
        name
        for name, secret in sought.items()
        if any(form in content for form in forms(secret) for content in contents)
    }


def enrol(store: SqlStore) -> tuple[PersonId, Secrets, Secrets]:
    """A person, what may never be on disk at all, and what may be there until deletion."""
    badge = Badge(secrets.randbelow(2**40) + 2**40, secrets.randbelow(2**40) + 2**40)
    person, palm = new_person(), secrets.token_bytes(7000)
    with store.transaction() as transaction:
        transaction.add_person(person, badge, RECEIPT)
        for hand in Hand:
            transaction.add_template(person, hand, palm)
        sealed = transaction._connection.exec_driver_sql(
            "SELECT badges.sealed, templates.sealed, key_slot FROM people JOIN badges USING (person) "
            f"JOIN templates USING (person) WHERE person = '{person}'"
        ).first()
        assert sealed is not None
        slot = transaction.made[0]
    never = {
        "badge": badge.number.encode(),
        "card": str(badge.card).encode(),
        "card bytes": badge.card.to_bytes(6, "big"),
        "palm": palm[:48],
        "palm's end": palm[-48:],
        "key": store._vault.key(slot),
    }
    until_deleted = {
        "wrapped key": key_path_content(store, slot),
        "badge hash": badge_lookup(store._vault, badge),
        "sealed badge": sealed[0],
        "sealed palm": sealed[1][:64],
    }
    return person, never, until_deleted


def key_path_content(store: SqlStore, slot: int) -> bytes:
    path = Path(str(store._engine.url.database)).parent / "keys"
    return key_path(path).read_bytes()[4096 + slot * 64 :][:60]


@pytest.mark.requirement("EU-009")
@pytest.mark.requirement("HOW-006")
def test_nothing_of_a_deleted_person_is_in_any_file(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as store:
        bystander = add(store)
        enrolled = [enrol(store) for _ in range(12)]
        for _, never, until_deleted in enrolled:
            assert found(tmp_path, never) == set()
            assert found(tmp_path, until_deleted) == set(until_deleted), "the search finds what is there"
        for person, _, _ in enrolled:
            with store.transaction() as transaction:
                assert transaction.delete_person(person)
        for _, never, until_deleted in enrolled:
            assert found(tmp_path, never | until_deleted) == set(), "while the store is open"
        assert {stored.person for stored in store.templates()} == {bystander}
    for _, never, until_deleted in enrolled:
        assert found(tmp_path, never | until_deleted) == set(), "after it was closed"


@pytest.mark.requirement("EU-009")
def test_the_person_is_gone_even_where_a_reader_keeps_the_log_from_being_emptied(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as store:
        person, never, until_deleted = enrol(store)
        with store._engine.connect() as reader:
            reader.exec_driver_sql("SELECT count(*) FROM people")
            with store.transaction() as transaction:
                transaction.delete_person(person)
            assert found(tmp_path, never | {"wrapped key": until_deleted["wrapped key"]}) == set()
    assert found(tmp_path, never | until_deleted) == set()


@pytest.mark.parametrize("form", range(6))
def test_the_search_finds_a_secret_in_every_form(tmp_path: Path, form: int) -> None:
    secret = secrets.token_bytes(48)
    (tmp_path / "leak").write_bytes(b"\0" * 1000 + list(forms(secret))[form] + b"\0" * 1000)
    assert found(tmp_path, {"secret": secret, "other": secrets.token_bytes(48)}) == {"secret"}


def test_a_backup_taken_before_deletion_holds_only_what_nobody_can_open(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as store:
        person, never, _ = enrol(store)
        (tmp_path / "backup").write_bytes(state.database.read_bytes() + Path(f"{state.database}-wal").read_bytes())
        with store.transaction() as transaction:
            transaction.delete_person(person)
    assert found(tmp_path, never) == set()
