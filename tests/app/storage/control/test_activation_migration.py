"""The revisions that bring activation: what was there before stays, up and down, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app.storage.database import open_database, reading, writing
from app.storage.postgresql import open_postgresql
from tests.app.storage.test_authority_migration import move, rows, tables
from tests.peers.postgres import Postgres

BEFORE, AFTER = "0011", "0013"
TABLES = {"activation_codes", "certificate_authority", "terminal_certificates", "terminal_links", "device_commands"}
SITE = "INSERT INTO sites VALUES ('s', 'x', '2026-03-01', '2026-03-01')"
INSTANCE = (
    "INSERT INTO device_instances (id, site, state, configuration_version, sealed, created_at, updated_at) "
    "VALUES ('i', 's', 'ACTIVE', 1, 'x', '2026-03-01', '2026-03-01')"
)
CODE = (
    "INSERT INTO activation_codes (reference_hash, instance, site, issued_at, expires_at, wrong_answers, confirmed, "
    "finished) VALUES ('r', 'i', 's', '2026-03-01', '2026-03-01', 0, false, false)"
)

LOST = CODE.replace("'r', 'i'", "'l', 'gone'")
"""Of an instance that was deleted."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_database(tmp_path / "thenar.sqlite3")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        engine = open_postgresql(postgres.new_database())
    yield engine
    engine.dispose()


def test_going_down_takes_codes_and_certificates_and_leaves_instances(engine: Engine) -> None:
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    with writing(engine) as connection:
        connection.execute(text(SITE))
        connection.execute(text(INSTANCE))
    move(engine, AFTER)
    with writing(engine) as connection:
        connection.execute(text(CODE))
        assert rows(connection, "activation_codes") == 1
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    move(engine, AFTER)
    with reading(engine) as connection:
        assert rows(connection, "activation_codes") == 0
        assert rows(connection, "device_instances") == 1


def test_a_code_outlives_its_instance_until_going_down(engine: Engine) -> None:
    with writing(engine) as connection:
        for row in (SITE, INSTANCE, CODE, LOST):
            connection.execute(text(row))
    move(engine, "0018")
    with reading(engine) as connection:
        assert rows(connection, "activation_codes") == 1
    move(engine, "head")
    with writing(engine) as connection:
        assert rows(connection, "activation_codes") == 1
        connection.execute(text("DELETE FROM device_instances"))
        assert rows(connection, "activation_codes") == 1
