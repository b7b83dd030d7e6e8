"""Migrations and schema say the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from app.storage.database import migrate, open_database, reading, writing
from app.storage.tables import metadata


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(tmp_path / "thenar.sqlite3")
    yield engine
    engine.dispose()


def test_the_migrated_database_is_the_schema(engine: Engine) -> None:
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_comparison_notices_a_missing_column(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE badges DROP COLUMN sealed")
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata)


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    def shape() -> list[tuple[object, ...]]:
        with reading(engine) as connection:
            rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY name")
            return [tuple(row) for row in rows]

    before = shape()
    migrate(engine)
    assert shape() == before


def test_the_same_tables_can_be_said_to_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # of SQLAlchemy
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    assert any("BYTEA" in statement for statement in statements)
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in statements)
