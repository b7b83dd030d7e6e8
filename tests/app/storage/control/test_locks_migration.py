"""The revision that brings locks and failing checks: what terminals said before stays, up and down, on both engines."""

from sqlalchemy import Engine, text

from app.storage.database import reading, writing
from tests.app.storage.revisions import ACTIVE_TERMINAL, move, rows

BEFORE, AFTER = "0019", "0020"


def test_a_link_from_before_is_not_locked_and_stays_when_locks_go(engine: Engine) -> None:
    move(engine, BEFORE)
    with writing(engine) as connection:
        for statement in ACTIVE_TERMINAL:
            connection.execute(text(statement))
    move(engine, AFTER)
    with writing(engine) as connection:
        known = connection.execute(text("SELECT tampered_since, inactive_since, failing FROM terminal_links")).one()
        assert tuple(known) == (None, None, "")
        connection.execute(text("UPDATE terminal_links SET tampered_since = 1772355600123, failing = 'DISK CLOCK'"))
    move(engine, BEFORE)
    with reading(engine) as connection:
        assert rows(connection, "terminal_links") == 1
        assert connection.execute(text("SELECT configuration_version FROM terminal_links")).scalar_one() == 3
    move(engine, AFTER)
