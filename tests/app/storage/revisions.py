"""How the tests of revisions move a database, and what they look at."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from app.storage import database
from app.storage.database import reading, writing

SITE = "INSERT INTO sites VALUES ('s', 'x', '2026-03-01', '2026-03-01')"
INSTANCE = (
    "INSERT INTO device_instances (id, site, state, configuration_version, sealed, created_at, updated_at) "
    "VALUES ('i', 's', 'ACTIVE', 1, 'x', '2026-03-01', '2026-03-01')"
)
LINK = (
    "INSERT INTO terminal_links (instance, seen_at, connectivity, health, software, configuration_version, token_hash, "
    "previous_hash) VALUES ('i', '2026-03-01', 'Connected', 'Healthy', '1.0', 3, 't', 'p')"
)
ACTIVE_TERMINAL = (SITE, INSTANCE, LINK)
"""Statements that put one there, with its link, in the columns that have no value of their own."""


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
