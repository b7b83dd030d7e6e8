"""The revisions that bring what terminals run on and how wide their way is: links stay, on both engines."""

from sqlalchemy import Engine, text

from app.storage.database import reading, writing
from tests.app.storage.control.test_activation_migration import INSTANCE, SITE
from tests.app.storage.revisions import move

BEFORE, AFTER = "0020", "0022"
LINK = (
    "INSERT INTO terminal_links (instance, seen_at, connectivity, health, software, configuration_version, token_hash, "
    "previous_hash, failing) VALUES ('i', '2026-03-01', 'Connected', 'Healthy', '1.0', 3, 't', 'p', 'DISK')"
)


def test_a_link_from_before_runs_on_nobody_knows_what_and_stays_when_that_goes(engine: Engine) -> None:
    move(engine, BEFORE)
    with writing(engine) as connection:
        for statement in (SITE, INSTANCE, LINK):
            connection.execute(text(statement))
    move(engine, AFTER)
    with writing(engine) as connection:
        known = connection.execute(text("SELECT power, bandwidth_kbps FROM terminal_links")).one()
        assert tuple(known) == ("UNKNOWN", None)
        connection.execute(text("UPDATE terminal_links SET power = 'BATTERY', bandwidth_kbps = 9300"))
    move(engine, BEFORE)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT failing FROM terminal_links")).scalar_one() == "DISK"
    move(engine, AFTER)
