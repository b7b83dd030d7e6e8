"""The control plane's store on SQLite and PostgreSQL, and what lies in its rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

import app.storage.database
from app.config.paths import State
from app.domain.audit_action import AuditAction
from app.domain.badges import Badge
from app.domain.device_templates import ConfigurationTemplate, ConfigurationVersion, TemplateId
from app.domain.faults import Fault, FaultError
from app.domain.people import PersonId
from app.ports.control.people import Enrolled
from app.storage.control.store import SqlControlStore
from app.storage.database import migrate, open_database, reading, writing
from app.storage.opening import open_store
from app.storage.store import SqlStore
from tests.contracts.control_store_contract import CONFIGURATION, ControlStoreContract, a_site, an_instance
from tests.contracts.store_contract import BADGE, DESK, NINE, add
from tests.peers.postgres import Postgres


class TestSqliteControlStore(ControlStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True)) as people:
            yield SqlControlStore(people)


@pytest.mark.peer
class TestPostgresControlStore(ControlStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path, postgres: Postgres) -> Iterator[SqlControlStore]:
        with open_store(State(tmp_path, simulated=True), database=postgres.new_database()) as people:
            yield SqlControlStore(people)


class PeopleRows:
    """What a console sees of enrolled people, over the people's own store."""

    def test_rows_tell_badge_terminal_and_time(self, people: SqlStore) -> None:
        person = add(people)
        with SqlControlStore(people).reading() as reading:
            assert reading.people.page("", 9) == [Enrolled(person, NINE, DESK, None, BADGE)]
            assert reading.people.page(person, 9) == []

    def test_a_removed_person_is_gone_and_logged(self, people: SqlStore) -> None:
        gone, stays = add(people), add(people, Badge(1, 2))
        with SqlControlStore(people, simulated=True).transaction() as transaction:
            assert transaction.people.remove(gone, NINE)
            assert not transaction.people.remove(gone, NINE)
        assert people.people() == {stays}
        assert people.badge_of(gone) is None
        (entry,) = people.audit(1)
        assert (entry.action, entry.person, entry.simulated) == (AuditAction.DELETE_PERSON, gone, True)

    def test_a_person_stays_when_the_transaction_fails(self, people: SqlStore) -> None:
        person = add(people)
        with pytest.raises(KeyboardInterrupt):
            remove_and_fail(people, person)
        assert people.badge_of(person) == BADGE
        assert len(list(people.templates())) == 4

    def test_a_reading_removes_nobody(self, people: SqlStore) -> None:
        person = add(people)
        with SqlControlStore(people).reading() as reading, pytest.raises(RuntimeError):
            reading.people.remove(person, NINE)


def remove_and_fail(people: SqlStore, person: PersonId) -> None:
    with SqlControlStore(people).transaction() as transaction:
        transaction.people.remove(person, NINE)
        raise KeyboardInterrupt


class TestSqlitePeopleRows(PeopleRows):
    @pytest.fixture
    def people(self, tmp_path: Path) -> Iterator[SqlStore]:
        with open_store(State(tmp_path, simulated=True)) as people:
            yield people


@pytest.mark.peer
class TestPostgresPeopleRows(PeopleRows):
    @pytest.fixture
    def people(self, tmp_path: Path, postgres: Postgres) -> Iterator[SqlStore]:
        with open_store(State(tmp_path, simulated=True), database=postgres.new_database()) as people:
            yield people


def test_the_account_is_drawn_once(tmp_path: Path) -> None:
    with open_store(State(tmp_path, simulated=True)) as people:
        realm = SqlControlStore(people).realm("eu-home-1")
    with open_store(State(tmp_path, simulated=True)) as people:
        assert SqlControlStore(people).realm() == realm
    assert realm.region == "eu-home-1"


@pytest.mark.requirement("SITE-002")
def test_the_region_is_what_the_installation_was_made_with(tmp_path: Path) -> None:
    with open_store(State(tmp_path, simulated=True)) as people:
        assert SqlControlStore(people).realm().region == "us-east-1"
        with pytest.raises(FaultError) as caught:
            SqlControlStore(people).realm("eu-home-1")
    assert caught.value.fault is Fault.SETTINGS_INVALID


@pytest.mark.requirement("ENC-001", "ENC-005", "SEC-007")
def test_names_addresses_configurations_and_passwords_lie_only_sealed(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    version = ConfigurationVersion(an_instance().id, 1, CONFIGURATION, NINE)
    with open_store(state) as people, SqlControlStore(people).transaction() as transaction:
        transaction.sites.add(a_site())
        transaction.instances.add(an_instance())
        transaction.instances.add_configuration(version)
        transaction.templates.add(
            ConfigurationTemplate(TemplateId("Template000001"), "Doors", CONFIGURATION, NINE, NINE)
        )
    content = state.database.read_bytes()
    assert b"Site0000000001" in content
    for hidden in (b"Site 1", b"Door 1", b"Doors", b"Harbour", b"PO1", b"lobby", b"correct horse"):
        assert hidden not in content


def test_a_row_that_was_moved_does_not_open(tmp_path: Path) -> None:
    state = State(tmp_path, simulated=True)
    with open_store(state) as people:
        control = SqlControlStore(people)
        with control.transaction() as transaction:
            transaction.sites.add(a_site(1))
            transaction.sites.add(a_site(2))
        engine = open_database(state.database)
        with writing(engine) as connection:
            connection.execute(
                text("UPDATE sites SET sealed = (SELECT sealed FROM sites WHERE id = :one) WHERE id = :two"),
                {"one": a_site(1).id, "two": a_site(2).id},
            )
        engine.dispose()
        with pytest.raises(FaultError) as caught, control.reading() as rows:
            rows.sites.get(a_site(2).id)
    assert caught.value.fault is Fault.STORE_UNREADABLE


def downgrade(engine: Engine, revision: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(Path(app.storage.database.__file__).parent / "migrations"))
    with writing(engine) as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, revision)


def test_the_control_plane_goes_and_comes_back_while_people_stay(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "thenar.sqlite3")
    try:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO realm VALUES ('123456789012', 'us-east-1')"))
            connection.execute(text("INSERT INTO tags VALUES ('site/a', 'floor', '2')"))
            connection.execute(text("INSERT INTO account VALUES ('abc')"))
        downgrade(engine, "0004")
        with reading(engine) as connection:
            names = set(connection.execute(text("SELECT name FROM sqlite_master")).scalars())
        assert not {"realm", "sites", "device_instances", "configurations", "tags"} & names
        migrate(engine)
        with reading(engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM tags")).scalar() == 0
            assert connection.execute(text("SELECT id FROM account")).scalar() == "abc"
    finally:
        engine.dispose()
