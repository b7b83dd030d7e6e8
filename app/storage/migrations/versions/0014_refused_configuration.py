"""What a terminal could not carry out: the configuration's version, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("terminal_links", sa.Column("refused_version", sa.Integer(), nullable=True))
    op.add_column("terminal_links", sa.Column("refused_reason", sa.String(32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("terminal_links") as table:
        table.drop_column("refused_reason")
        table.drop_column("refused_version")
