"""The revision that brings sessions of the console: who there is stays, up and down, on both engines."""

from sqlalchemy import Engine, text

from app.storage.database import reading, writing
from tests.app.storage.revisions import move, rows, tables
from tests.app.storage.test_authority_migration import USER

BEFORE, AFTER = "0016", "0017"
TABLE = "console_sessions"
SESSION = (
    "INSERT INTO console_sessions (id, principal, kind, name, began_at, used_at, ends_at) "
    "VALUES ('x', 'AIDA1', 'IAMUser', '', '2026-03-01', '2026-03-01', '2026-03-02')"
)


def test_going_down_signs_everybody_out_and_leaves_everybody_there(engine: Engine) -> None:
    move(engine, BEFORE)
    assert TABLE not in tables(engine)
    with writing(engine) as connection:
        connection.execute(text(USER))
    move(engine, AFTER)
    with writing(engine) as connection:
        connection.execute(text(SESSION))
        assert rows(connection, TABLE) == 1
    move(engine, BEFORE)
    assert TABLE not in tables(engine)
    move(engine, AFTER)
    with reading(engine) as connection:
        assert (rows(connection, TABLE), rows(connection, "principals")) == (0, 1)
