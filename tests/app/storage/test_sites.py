"""People belong to sites: a terminal is given the palms of its own and of nobody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from app.config.paths import State
from app.domain.badges import Badge
from app.domain.people import Hand, PersonId
from app.domain.sites import DEFAULT_SITE, SiteId
from app.ports.store import Store
from app.storage import database
from app.storage.database import open_database, reading, writing
from app.storage.opening import open_store
from app.storage.postgresql import open_postgresql
from tests.contracts.store_contract import RECEIPT, new_person
from tests.peers.postgres import Postgres

NORTH, SOUTH = SiteId("north"), SiteId("south")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def url(request: pytest.FixtureRequest) -> str:
    """Of a database of each kind; empty for a file."""
    if request.param == "sqlite":
        return ""
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.new_database()


@pytest.fixture
def store(tmp_path: Path, url: str) -> Iterator[Store]:
    with open_store(State(tmp_path, simulated=True), database=url) as store:
        yield store


@pytest.fixture
def engine(tmp_path: Path, url: str) -> Iterator[Engine]:
    engine = open_postgresql(url) if url else open_database(tmp_path / "thenar.sqlite3")
    yield engine
    engine.dispose()


def add_at(store: Store, card: int, site: SiteId | None) -> PersonId:
    person = new_person()
    with store.transaction() as transaction:
        if site is None:
            transaction.add_person(person, Badge(1, card), RECEIPT)
        else:
            transaction.add_person(person, Badge(1, card), RECEIPT, site)
        transaction.add_template(person, Hand.LEFT, b"palm")
    return person


def people_of(store: Store, sites: list[SiteId] | None) -> set[PersonId]:
    return {stored.person for stored in store.templates(sites)}


def test_the_palms_of_some_sites_are_those_of_their_people_alone(store: Store) -> None:
    north, south, home = add_at(store, 1, NORTH), add_at(store, 2, SOUTH), add_at(store, 3, None)
    assert people_of(store, [NORTH]) == {north}
    assert people_of(store, [SOUTH, DEFAULT_SITE]) == {south, home}
    assert people_of(store, None) == {north, south, home}
    assert people_of(store, []) == set()
    assert people_of(store, [SiteId("nowhere")]) == set()


def test_the_templates_of_some_people_are_all_of_theirs_and_no_others(store: Store) -> None:
    people = [add_at(store, card, NORTH) for card in range(4)]
    everything = list(store.templates())
    wanted = people[1:3]
    assert store.templates_of(wanted) == [stored for stored in everything if stored.person in wanted]
    assert store.templates_of([new_person()]) == []
    assert store.templates_of([]) == []


def move(connection: Connection, revision: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    settings.attributes["connection"] = connection
    (command.upgrade if revision == "head" else command.downgrade)(settings, revision)


def test_people_from_before_there_were_sites_belong_to_the_default_one(engine: Engine) -> None:
    """Down with somebody in it, and up again: nobody and nothing of theirs is lost."""
    person, now = new_person(), "2026-03-01 09:00:00+00"
    with writing(engine) as connection:
        move(connection, "0001")
    with writing(engine) as connection:
        values = {"person": person, "now": now, "bytes": b"sealed"}
        connection.execute(text("INSERT INTO people VALUES (:person, 0, :now, :now)"), values)
        connection.execute(text("INSERT INTO badges VALUES (:person, :bytes, :bytes)"), values)
        connection.execute(text("INSERT INTO templates VALUES (:person, 'left', 0, :bytes)"), values)
    with writing(engine) as connection:
        move(connection, "head")
    with reading(engine) as connection:
        assert connection.execute(text("SELECT person, site FROM people")).all() == [(person, DEFAULT_SITE)]
    with writing(engine) as connection:
        move(connection, "0001")
    with reading(engine) as connection:
        assert len(connection.execute(text("SELECT * FROM people")).one()) == 4
        for table in ("badges", "templates"):
            assert connection.execute(text(f"SELECT person FROM {table}")).scalar() == person
