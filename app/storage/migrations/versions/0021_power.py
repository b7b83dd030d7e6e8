"""What a terminal says that it runs on."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("terminal_links", sa.Column("power", sa.String(16), nullable=False, server_default="UNKNOWN"))
    with op.batch_alter_table("terminal_links") as table:
        table.alter_column("power", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("terminal_links") as table:
        table.drop_column("power")
