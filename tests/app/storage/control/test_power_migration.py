"""The revisions that bring what terminals run on and how wide their way is: links stay, on both engines."""

from sqlalchemy import Engine, text

from app.storage.database import reading, writing
from tests.app.storage.revisions import ACTIVE_TERMINAL, move

BEFORE, AFTER = "0020", "0022"
EARLIER = "0019"
"""The last in which a link is written without its health checks."""


def test_a_link_from_before_runs_on_nobody_knows_what_and_stays_when_that_goes(engine: Engine) -> None:
    move(engine, EARLIER)
    with writing(engine) as connection:
        for statement in ACTIVE_TERMINAL:
            connection.execute(text(statement))
    move(engine, AFTER)
    with writing(engine) as connection:
        known = connection.execute(text("SELECT power, bandwidth_kbps FROM terminal_links")).one()
        assert tuple(known) == ("UNKNOWN", None)
        connection.execute(text("UPDATE terminal_links SET power = 'BATTERY', bandwidth_kbps = 9300"))
    move(engine, BEFORE)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT configuration_version FROM terminal_links")).scalar_one() == 3
    move(engine, AFTER)
