"""Transform keys: templates are held under a key of the tenant. Those that were there are under none, which is 0."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transforms",
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_slot", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("epoch"),
        sa.UniqueConstraint("key_slot"),
    )
    op.add_column("templates", sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_templates_epoch"), "templates", ["epoch"])


def downgrade() -> None:
    """Only where nothing was enrolled under a key: without it the templates say nothing."""
    op.drop_index(op.f("ix_templates_epoch"), "templates")
    op.drop_column("templates", "epoch")
    op.drop_table("transforms")
