"""The key that signs the audit's files, sealed, so that all servers on one database sign alike."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trail_keys",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_trail_keys")),
    )


def downgrade() -> None:
    """Digests that were signed can be checked no more, except by who kept the public key."""
    op.drop_table("trail_keys")
