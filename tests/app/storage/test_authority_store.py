"""People and authority in the store: the contract on both engines, and what only the files can show."""

from collections.abc import Iterator

import pytest

from app.config.paths import State
from app.domain.faults import Fault, FaultError
from app.domain.principals import Owner
from app.ports.control.credentials import StoredPassword
from app.storage.control.store import SqlControlStore
from app.storage.opening import open_store
from tests.app.storage.test_store import change
from tests.contracts.authority_contract import ADA, APP, KEY, NINE, AuthorityContract
from tests.peers.postgres import Postgres


class TestSqliteAuthority(AuthorityContract):
    @pytest.fixture
    def store(self, state: State) -> Iterator[SqlControlStore]:
        with open_store(state) as people:
            yield SqlControlStore(people)


@pytest.mark.peer
class TestPostgresAuthority(AuthorityContract):
    @pytest.fixture
    def store(self, state: State, postgres: Postgres) -> Iterator[SqlControlStore]:
        with open_store(state, database=postgres.new_database()) as people:
            yield SqlControlStore(people)


SECRET_TEXTS = ["owner@example.org", "$argon2id$now", "$argon2id$before", APP.secret.decode(), KEY.secret]


def keep_secrets(store: SqlControlStore) -> None:
    with store.transaction() as transaction:
        transaction.principals.make_owner(Owner("owner@example.org", NINE))
        transaction.secrets.put_password(ADA.id, StoredPassword("$argon2id$now", ("$argon2id$before",), False, NINE))
        transaction.secrets.put_factor(APP)
        transaction.access_keys.add(KEY)


def test_no_secret_lies_readable_in_the_files(state: State) -> None:
    with open_store(state) as people:
        keep_secrets(SqlControlStore(people))
    content = b"".join(path.read_bytes() for path in state.folder.rglob("*") if path.is_file())
    assert KEY.id.encode() in content, "the files are the right ones"
    assert [text for text in SECRET_TEXTS if text.encode() in content] == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_keys SET id = 'AKIA0000000000000009'",
        "UPDATE passwords SET holder = 'AIDA00000000000000009'",
        "UPDATE factors SET id = 'totp-9'",
        "UPDATE owner SET sealed = zeroblob(40)",
    ],
)
def test_a_secret_that_was_moved_to_another_row_opens_for_nobody(state: State, statement: str) -> None:
    """Whoever can write the database cannot put his own password in somebody's place."""
    with open_store(state) as people:
        keep_secrets(SqlControlStore(people))
    change(state, statement)
    with open_store(state) as people, pytest.raises(FaultError) as caught:
        look_at_all(SqlControlStore(people))
    assert caught.value.fault is Fault.STORE_UNREADABLE


def look_at_all(store: SqlControlStore) -> None:
    with store.reading() as reading:
        reading.principals.owner()
        reading.access_keys.get("AKIA0000000000000009")
        reading.secrets.password("AIDA00000000000000009")
        reading.secrets.factors_of(ADA.id)
