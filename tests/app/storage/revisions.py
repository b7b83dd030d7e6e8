"""How the tests of revisions move a database, and what they look at."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from app.storage import database
from app.storage.database import reading, writing


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
