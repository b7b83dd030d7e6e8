"""The revision that brings refused configurations: what terminals said before stays, up and down, on both engines."""

from sqlalchemy import Engine, text

from app.storage.database import reading, writing
from tests.app.storage.revisions import ACTIVE_TERMINAL, move, rows

BEFORE, AFTER = "0013", "0014"


def test_a_link_from_before_has_refused_nothing_and_stays_when_refusals_go(engine: Engine) -> None:
    move(engine, BEFORE)
    with writing(engine) as connection:
        for statement in ACTIVE_TERMINAL:
            connection.execute(text(statement))
    move(engine, AFTER)
    with writing(engine) as connection:
        assert connection.execute(text("SELECT refused_version FROM terminal_links")).scalar_one() is None
        connection.execute(text("UPDATE terminal_links SET refused_version = 4, refused_reason = 'NO_SUCH_LINE'"))
    move(engine, BEFORE)
    with reading(engine) as connection:
        assert rows(connection, "terminal_links") == 1
        assert connection.execute(text("SELECT configuration_version FROM terminal_links")).scalar_one() == 3
    move(engine, AFTER)
