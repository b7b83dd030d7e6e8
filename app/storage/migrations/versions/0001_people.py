"""People, their badges and sealed templates, consent receipts, and the audit that nobody edits."""

import sqlalchemy as sa
from alembic import op

from app.storage.columns import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("account", sa.Column("id", sa.String(32), nullable=False), sa.PrimaryKeyConstraint("id"))
    _create_people()
    op.create_table(
        "consent_receipts",
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("agreed_at", Moment, nullable=False),
        sa.Column("terminal", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    _create_audit()


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("key_slot", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", Moment, nullable=False),
        sa.Column("last_used_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("person"),
        sa.UniqueConstraint("key_slot"),
    )
    op.create_index(op.f("ix_people_last_used_at"), "people", ["last_used_at"])
    op.create_table(
        "badges",
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
        sa.UniqueConstraint("lookup"),
        sa.ForeignKeyConstraint(["person"], ["people.person"], ondelete="CASCADE"),
    )
    op.create_table(
        "templates",
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("hand", sa.String(5), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person", "hand", "sample"),
        sa.ForeignKeyConstraint(["person"], ["people.person"], ondelete="CASCADE"),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("terminal", sa.String(64), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(32)),
        sa.Column("attempt", sa.BigInteger()),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("hash"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_refuses_{change.lower()} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END"
            )
