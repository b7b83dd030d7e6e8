"""The revision that brings the gallery's changes: whoever was enrolled before is told of, and stays, up and down."""

from sqlalchemy import Engine, text

from app.storage.database import reading, writing
from tests.app.storage.revisions import move, rows, tables

BEFORE, AFTER = "0015", "0016"
TABLES = {"gallery_log", "gallery_changes", "sync_state", "terminal_streams"}
PERSON = (
    "INSERT INTO people (person, key_slot, enrolled_at, last_used_at, site) "
    "VALUES ('{person}', {slot}, '2026-03-01', '2026-03-01', '{site}')"
)
BADGE = "INSERT INTO badges VALUES ('b', 'x', 'y')"


def test_everybody_becomes_a_change_of_his_site(engine: Engine) -> None:
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    with writing(engine) as connection:
        for person, slot, site in (("b", 1, "north"), ("a", 2, "south")):
            connection.execute(text(PERSON.format(person=person, slot=slot, site=site)))
        connection.execute(text(BADGE))
    move(engine, AFTER)
    with reading(engine) as connection:
        told = connection.execute(text("SELECT version, person, site, kind FROM gallery_changes ORDER BY version"))
        assert [tuple(row) for row in told] == [(1, "a", "south", "put"), (2, "b", "north", "put")]
        assert connection.execute(text("SELECT newest, cut FROM gallery_log")).one() == (2, 0)
        assert connection.execute(text("SELECT version, sent FROM sync_state")).one() == (0, 0)
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    with reading(engine) as connection:
        assert (rows(connection, "people"), rows(connection, "badges")) == (2, 1)
