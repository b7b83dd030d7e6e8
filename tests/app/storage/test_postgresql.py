"""The store on PostgreSQL: the contract, and what only that engine can show."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.faults import Fault, FaultError
from app.storage.database import reading, writing
from app.storage.opening import open_store
from app.storage.postgresql import open_postgresql, place_of_url
from app.storage.store import SqlStore
from app.storage.tables import metadata
from tests.contracts.store_contract import StoreContract, add, audit_of, templates_of
from tests.peers.postgres import Postgres

pytestmark = pytest.mark.peer


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.new_database()


class TestPostgresStore(StoreContract):
    @pytest.fixture
    def store(self, state: State, url: str) -> Iterator[SqlStore]:
        with open_store(state, database=url) as store:
            yield store
            assert store.broken_audit_row() is None


def test_the_migrated_database_is_the_schema(url: str) -> None:
    engine = open_postgresql(url)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_keys_lie_beside_no_database_file(state: State, url: str) -> None:
    with open_store(state, database=url) as store:
        person = add(store)
    assert not state.database.exists()
    with open_store(state, database=url) as store:
        assert list(store.templates()) == templates_of(person)


def test_a_database_opens_with_its_own_keys_alone(tmp_path: Path, url: str) -> None:
    with open_store(State(tmp_path / "one", simulated=True), database=url) as store:
        add(store)
    with (
        pytest.raises(FaultError) as caught,
        open_store(State(tmp_path / "two", simulated=True), database=url),
    ):
        pass
    assert caught.value.fault is Fault.KEY_MISSING


@pytest.mark.parametrize("statement", ["UPDATE audit SET outcome = 'granted'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_database_itself_refuses_to_change_the_audit(state: State, url: str, statement: str) -> None:
    with open_store(state, database=url) as store:
        add(store)
        with pytest.raises(FaultError, match="P0001"), writing(store._engine) as connection:
            connection.execute(text(statement))
        assert len(store.audit(9)) == 1


def test_a_reading_sees_one_moment(state: State, url: str) -> None:
    with open_store(state, database=url) as store:
        first = add(store, Badge(1, 1))
        with reading(store._engine) as connection:
            before = connection.execute(text("SELECT count(*) FROM people")).scalar()
            add(store, Badge(1, 2))
            assert connection.execute(text("SELECT count(*) FROM people")).scalar() == before == 1
        assert store.person_with(Badge(1, 1)) == first


def test_a_reading_cannot_write(state: State, url: str) -> None:
    with (
        open_store(state, database=url) as store,
        pytest.raises(FaultError, match="25006"),
        reading(store._engine) as connection,
    ):
        connection.execute(text("DELETE FROM people"))


def test_a_server_that_may_lose_commits_is_refused(url: str) -> None:
    engine = open_postgresql(url)
    with writing(engine) as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER ROLE thenar IN DATABASE {name} SET synchronous_commit = off"))
    engine.dispose()
    careless = open_postgresql(url)  # what we ask for at connecting goes before what the role says
    with reading(careless) as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
    careless.dispose()


def test_a_server_that_is_not_there_is_a_fault_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(FaultError) as caught:
        open_postgresql(f"postgresql://thenar:geheim@/thenar?host={tmp_path}")
    assert caught.value.fault is Fault.STORE_UNREADABLE
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_two_programs_may_migrate_at_once(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        engines = list(pool.map(open_postgresql, [url] * 4))
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize("url", ["", "mysql://db/thenar", "postgresql://db", "sqlite:///x", "no url: geheim"])
def test_what_is_no_place_of_a_database_is_refused_unrepeated(url: str) -> None:
    with pytest.raises(FaultError) as caught:
        place_of_url(url)
    assert caught.value.fault is Fault.SETTINGS_INVALID
    assert "geheim" not in str(caught.value)


def test_a_server_elsewhere_must_prove_its_name() -> None:
    assert place_of_url("postgresql://db.example/thenar").query["sslmode"] == "verify-full"
    assert place_of_url("postgresql:///thenar?host=db.example").query["sslmode"] == "verify-full"
    weaker = place_of_url("postgresql://db.example/thenar?sslmode=require")
    assert (weaker.query["sslmode"], weaker.query.get("sslrootcert")) == ("require", None)


def test_what_the_audit_says_of_a_writer_that_waited_is_chained(state: State, url: str) -> None:
    def one(number: int) -> None:
        with store.transaction() as transaction:
            transaction.add_audit(audit_of(AuditAction.IDENTIFY, str(number)))

    with open_store(state, database=url) as store, ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(40)))
        assert store.broken_audit_row() is None
        assert len(store.audit(99)) == 40
