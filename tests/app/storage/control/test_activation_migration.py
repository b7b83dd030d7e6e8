"""The revisions that bring activation: what was there before stays, up and down, on both engines."""

from sqlalchemy import Engine, text

from app.storage.database import reading, writing
from tests.app.storage.revisions import INSTANCE, SITE, move, rows, tables

BEFORE, AFTER = "0011", "0013"
TABLES = {"activation_codes", "certificate_authority", "terminal_certificates", "terminal_links", "device_commands"}
CODE = (
    "INSERT INTO activation_codes (reference_hash, instance, site, issued_at, expires_at, wrong_answers, confirmed, "
    "finished) VALUES ('r', 'i', 's', '2026-03-01', '2026-03-01', 0, false, false)"
)

LOST = CODE.replace("'r', 'i'", "'l', 'gone'")
"""Of an instance that was deleted."""


def test_going_down_takes_codes_and_certificates_and_leaves_instances(engine: Engine) -> None:
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    with writing(engine) as connection:
        connection.execute(text(SITE))
        connection.execute(text(INSTANCE))
    move(engine, AFTER)
    with writing(engine) as connection:
        connection.execute(text(CODE))
        assert rows(connection, "activation_codes") == 1
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    move(engine, AFTER)
    with reading(engine) as connection:
        assert rows(connection, "activation_codes") == 0
        assert rows(connection, "device_instances") == 1


def test_a_code_outlives_its_instance_until_going_down(engine: Engine) -> None:
    with writing(engine) as connection:
        for row in (SITE, INSTANCE, CODE, LOST):
            connection.execute(text(row))
    move(engine, "0018")
    with reading(engine) as connection:
        assert rows(connection, "activation_codes") == 1
    move(engine, "head")
    with writing(engine) as connection:
        assert rows(connection, "activation_codes") == 1
        connection.execute(text("DELETE FROM device_instances"))
        assert rows(connection, "activation_codes") == 1
