"""What is counted by month and site."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usage",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("site", sa.String(14), primary_key=True),
        sa.Column("measure", sa.String(16), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("usage")
