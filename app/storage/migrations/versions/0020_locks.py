"""What locks a terminal, since when, and which of its health checks fail."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("tampered_since", "inactive_since"):
        op.add_column("terminal_links", sa.Column(name, sa.BigInteger(), nullable=True))
    failing = sa.Column("failing", sa.String(256), nullable=False, server_default="")
    op.add_column("terminal_links", failing)
    with op.batch_alter_table("terminal_links") as table:
        table.alter_column("failing", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("terminal_links") as table:
        for name in ("failing", "inactive_since", "tampered_since"):
            table.drop_column(name)
