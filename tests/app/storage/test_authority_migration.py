"""The revision that brings people and authority: what was there before stays, up and down, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from app.storage import database
from app.storage.database import open_database, reading, writing
from app.storage.postgresql import open_postgresql
from tests.peers.postgres import Postgres

BEFORE, AFTER = "0005", "0006"
TABLES = {
    "owner",
    "password_policy",
    "principals",
    "memberships",
    "policies",
    "policy_versions",
    "attachments",
    "inline_policies",
    "passwords",
    "factors",
    "recovery_codes",
    "access_keys",
    "guesses",
    "spent",
}
REALM = "INSERT INTO realm (account, region) VALUES ('123456789012', 'us-east-1')"
USER = (
    "INSERT INTO principals (id, kind, name, folded, created_at, description, longest_session_s) "
    "VALUES ('AIDA1', 'user', 'Ada', 'ada', '2026-03-01', '', 3600)"
)
ATTACHED = "INSERT INTO attachments (principal, arn) VALUES ('AIDA1', 'arn:aws:iam::aws:policy/X')"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_database(tmp_path / "thenar.sqlite3")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        engine = open_postgresql(postgres.new_database())
    yield engine
    engine.dispose()


def move(engine: Engine, to: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with writing(engine) as connection:
        settings.attributes["connection"] = connection
        known = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        (command.upgrade if known < to else command.downgrade)(settings, to)


def tables(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(inspect(connection).get_table_names())


def rows(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_going_down_takes_people_away_and_leaves_the_rest_and_coming_up_begins_anew(engine: Engine) -> None:
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    with writing(engine) as connection:
        connection.execute(text(REALM))
    move(engine, AFTER)
    assert tables(engine) >= TABLES
    with writing(engine) as connection:
        connection.execute(text(USER))
        connection.execute(text(ATTACHED))
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    move(engine, "head")
    with reading(engine) as connection:
        assert rows(connection, "realm") == 1
        assert rows(connection, "principals") == rows(connection, "attachments") == 0


def test_what_is_attached_to_a_principal_goes_with_it(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text(USER))
        connection.execute(text(ATTACHED))
        connection.execute(text("DELETE FROM principals"))
        assert rows(connection, "attachments") == 0
