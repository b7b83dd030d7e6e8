"""Sessions of the console."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "console_sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("principal", sa.String(21), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("mfa_at", MOMENT, nullable=True),
        sa.Column("role", sa.String(21), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_console_sessions")),
    )
    for column in ("ends_at", "principal", "role", "used_at"):
        op.create_index(op.f(f"ix_console_sessions_{column}"), "console_sessions", [column])


def downgrade() -> None:
    op.drop_table("console_sessions")
