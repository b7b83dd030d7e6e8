"""The device link: what terminals report of themselves, and what they are told."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "terminal_links",
        sa.Column("instance", sa.String(14), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("connectivity", sa.String(16), nullable=False),
        sa.Column("health", sa.String(16), nullable=False),
        sa.Column("software", sa.String(64), nullable=False),
        sa.Column("configuration_version", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("instance", name=op.f("pk_terminal_links")),
        sa.ForeignKeyConstraint(
            ["instance"], ["device_instances.id"], name=op.f("fk_terminal_links_instance"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_terminal_links_connectivity"), "terminal_links", ["connectivity", "seen_at"])
    op.create_table(
        "device_commands",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("instance", sa.String(14), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("deadline", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("acked_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_commands")),
        sa.ForeignKeyConstraint(
            ["instance"], ["device_instances.id"], name=op.f("fk_device_commands_instance"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_device_commands_instance"), "device_commands", ["instance", "queued_at"])
    op.create_index(op.f("ix_device_commands_state"), "device_commands", ["state", "deadline"])


def downgrade() -> None:
    for table in ("device_commands", "terminal_links"):
        op.drop_table(table)
