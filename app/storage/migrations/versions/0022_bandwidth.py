"""How wide a terminal's way to its server was."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("terminal_links", sa.Column("bandwidth_kbps", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("terminal_links") as table:
        table.drop_column("bandwidth_kbps")
