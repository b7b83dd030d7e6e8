"""The revision that brings the mark of rights: nobody's rights change by it, up and down, on both engines."""

from sqlalchemy import Engine, Table, inspect, text

from app.storage.control import authority_tables
from app.storage.database import reading, writing
from tests.app.storage.revisions import move, rows
from tests.app.storage.test_authority_migration import ATTACHED, USER

BEFORE, AFTER = "0014", "0015"
PROOFS_ALONE = {"passwords", "factors", "recovery_codes", "guesses", "spent", "rights_mark"}
"""What people sign in with, looked at only while they do."""


def mark(engine: Engine) -> str:
    with reading(engine) as connection:
        return str(connection.execute(text("SELECT mark FROM rights_mark")).scalar_one())


def test_people_stay_as_they_were_up_and_down(engine: Engine) -> None:
    move(engine, BEFORE)
    with reading(engine) as connection:
        assert "rights_mark" not in inspect(connection).get_table_names()
    with writing(engine) as connection:
        connection.execute(text(USER))
    move(engine, AFTER)
    with writing(engine) as connection:
        connection.execute(text(ATTACHED))
    changed = mark(engine)
    assert changed != "0" * 32
    move(engine, BEFORE)
    with writing(engine) as connection:
        connection.execute(text("UPDATE principals SET description = 'down'"))
        assert rows(connection, "principals") == rows(connection, "attachments") == 1
    move(engine, "head")
    assert mark(engine) != changed


def test_every_table_that_says_who_may_what_is_watched(engine: Engine) -> None:
    """A new one, too: it joins them in its own revision."""
    tables = {table.name for table in vars(authority_tables).values() if isinstance(table, Table)}
    catalogue = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%marks%'"
    if engine.dialect.name == "postgresql":
        catalogue = "SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE '%marks%'"
    with reading(engine) as connection:
        watched = set(connection.execute(text(catalogue)).scalars())
    assert watched == tables - PROOFS_ALONE
