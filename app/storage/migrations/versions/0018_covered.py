"""Up to where tombstones are none of a terminal's business any more. Its log is one stream from its first row on."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sync_state", sa.Column("covered", sa.BigInteger(), server_default="0", nullable=False))
    op.drop_column("sync_state", "begun")


def downgrade() -> None:
    op.add_column("sync_state", sa.Column("begun", sa.BigInteger(), server_default="0", nullable=False))
    op.drop_column("sync_state", "covered")
