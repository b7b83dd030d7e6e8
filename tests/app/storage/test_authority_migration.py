"""The revision that brings people and authority: what was there before stays, up and down, on both engines."""

from sqlalchemy import Engine, text

from app.storage.database import reading, writing
from tests.app.storage.revisions import move, rows, tables

BEFORE, AFTER = "0005", "0006"
TABLES = {
    "owner",
    "password_policy",
    "principals",
    "memberships",
    "policies",
    "policy_versions",
    "attachments",
    "inline_policies",
    "passwords",
    "factors",
    "recovery_codes",
    "access_keys",
    "guesses",
    "spent",
}
REALM = "INSERT INTO realm (account, region) VALUES ('123456789012', 'us-east-1')"
USER = (
    "INSERT INTO principals (id, kind, name, folded, created_at, description, longest_session_s) "
    "VALUES ('AIDA1', 'user', 'Ada', 'ada', '2026-03-01', '', 3600)"
)
ATTACHED = "INSERT INTO attachments (principal, arn) VALUES ('AIDA1', 'arn:aws:iam::aws:policy/X')"


def test_going_down_takes_people_away_and_leaves_the_rest_and_coming_up_begins_anew(engine: Engine) -> None:
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    with writing(engine) as connection:
        connection.execute(text(REALM))
    move(engine, AFTER)
    assert tables(engine) >= TABLES
    with writing(engine) as connection:
        connection.execute(text(USER))
        connection.execute(text(ATTACHED))
    move(engine, BEFORE)
    assert not TABLES & tables(engine)
    move(engine, "head")
    with reading(engine) as connection:
        assert rows(connection, "realm") == 1
        assert rows(connection, "principals") == rows(connection, "attachments") == 0


def test_what_is_attached_to_a_principal_goes_with_it(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text(USER))
        connection.execute(text(ATTACHED))
        connection.execute(text("DELETE FROM principals"))
        assert rows(connection, "attachments") == 0
