"""A mark that every change of anybody's rights replaces, by triggers: no way of changing them passes it by."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WATCHED = {
    "owner": "",
    "password_policy": "",
    "principals": "",
    "memberships": "",
    "policies": "",
    "policy_versions": "",
    "attachments": "",
    "inline_policies": "",
    "access_keys": "holder, sealed, active",
}
"""Tables, and the columns whose change counts; all for none. When a key was used last is nobody's right."""
TAGS_OF_PEOPLE = "iam/%"
"""Tags of users and roles; those of sites and devices are read at each call."""


def upgrade() -> None:
    made = op.create_table(
        "rights_mark",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_rights_mark")),
    )
    op.bulk_insert(made, [{"one": 1, "mark": "0" * 32}])
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION rights_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN UPDATE rights_mark SET mark = replace(gen_random_uuid()::text, '-', ''); RETURN NULL; END $$"
    )
    for table, columns in WATCHED.items():
        changes = f"INSERT OR DELETE OR TRUNCATE OR UPDATE{f' OF {columns}' if columns else ''}"
        op.execute(
            f"CREATE TRIGGER {table}_marks AFTER {changes} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION rights_changed()"
        )
    for change, rows in _TAGGED.items():
        op.execute(
            f"CREATE TRIGGER tags_mark_{change.lower()} AFTER {change} ON tags FOR EACH ROW "
            f"WHEN ({_of_people(rows)}) EXECUTE FUNCTION rights_changed()"
        )


def _on_sqlite() -> None:
    anew = "BEGIN UPDATE rights_mark SET mark = lower(hex(randomblob(16))); END"
    for table, columns in WATCHED.items():
        for change in ("INSERT", "DELETE", f"UPDATE OF {columns}" if columns else "UPDATE"):
            op.execute(f"CREATE TRIGGER {table}_marks_{change[:6].lower()} AFTER {change} ON {table} {anew}")
    for change, rows in _TAGGED.items():
        op.execute(f"CREATE TRIGGER tags_mark_{change.lower()} AFTER {change} ON tags WHEN {_of_people(rows)} {anew}")


_TAGGED = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}


def _of_people(rows: tuple[str, ...]) -> str:
    return " OR ".join(f"{row}.resource LIKE '{TAGS_OF_PEOPLE}'" for row in rows)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION rights_changed() CASCADE")
    else:
        for table in WATCHED:
            for change in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER {table}_marks_{change}")
        for change in _TAGGED:
            op.execute(f"DROP TRIGGER tags_mark_{change.lower()}")
    op.drop_table("rights_mark")
