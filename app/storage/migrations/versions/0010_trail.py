"""The audit of calls, which the database itself refuses to change, and the digests of its files."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEPT = ("trail", "trail_resources")
REFUSAL = "the trail is only ever added to"


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION trail_refuses() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        for table in KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses()"
            )
        return
    for table in KEPT:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _tables() -> None:
    op.create_table(
        "trail",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(36), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.String(128), nullable=False),
        sa.Column("username", sa.String(128), nullable=False),
        sa.Column("access_key", sa.String(128), nullable=False),
        sa.Column("read_only", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trail")),
        sa.UniqueConstraint("event", name=op.f("uq_trail_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_trail_hash")),
    )
    op.create_index(op.f("ix_trail_at"), "trail", ["at"])
    for column in ("action", "username", "access_key"):
        op.create_index(op.f(f"ix_trail_{column}"), "trail", [column, "number"])
    op.create_table(
        "trail_resources",
        sa.Column("resource", sa.String(1024), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("resource", "number", name=op.f("pk_trail_resources")),
        sa.ForeignKeyConstraint(["number"], ["trail.number"], name=op.f("fk_trail_resources_number")),
    )
    op.create_index(op.f("ix_trail_resources_number"), "trail_resources", ["number"])
    op.create_table(
        "trail_digests",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start", MOMENT, nullable=False),
        sa.Column("end", MOMENT, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.String(64), nullable=False),
        sa.Column("key", sa.String(512), nullable=True),
        sa.Column("hash", sa.String(64), nullable=True),
        sa.Column("signature", sa.String(1024), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trail_digests")),
    )


def downgrade() -> None:
    """Dropping the tables takes their triggers along."""
    for table in ("trail_digests", "trail_resources", "trail"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION trail_refuses()")
