"""Device instances, the versions of their configurations, and the templates that those are made from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_instances",
        sa.Column("id", sa.String(14), nullable=False),
        sa.Column("site", sa.String(14), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("mode", sa.String(16)),
        sa.Column("configuration_version", sa.Integer(), nullable=False),
        sa.Column("asset_tag", sa.String(64)),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["site"], ["sites.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_device_instances_site"), "device_instances", ["site"])
    op.create_index(op.f("ix_device_instances_state"), "device_instances", ["state"])
    op.create_table(
        "configurations",
        sa.Column("instance", sa.String(14), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("template", sa.String(14)),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["instance"], ["device_instances.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("instance", "version"),
    )
    op.create_table(
        "configuration_templates",
        sa.Column("id", sa.String(14), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    for table in ("configuration_templates", "configurations", "device_instances"):
        op.drop_table(table)
