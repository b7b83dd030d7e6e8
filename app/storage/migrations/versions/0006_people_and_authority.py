"""People and authority: the owner, principals, policies, and what they show to be believed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_keys",
        sa.Column("id", sa.String(20), nullable=False),
        sa.Column("holder", sa.String(21), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("used_for", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_access_keys_holder"), "access_keys", ["holder"])
    op.create_table(
        "factors",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(21), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_factors_holder"), "factors", ["holder"])
    op.create_table(
        "guesses",
        sa.Column("name", sa.LargeBinary(32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index(op.f("ix_guesses_last"), "guesses", ["last"])
    op.create_table(
        "owner",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("alias", sa.String(63), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("credentials_from", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("one"),
    )
    op.create_table(
        "password_policy",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shortest", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.Boolean(), nullable=False),
        sa.Column("digit", sa.Boolean(), nullable=False),
        sa.Column("upper_case", sa.Boolean(), nullable=False),
        sa.Column("lower_case", sa.Boolean(), nullable=False),
        sa.Column("users_may_change", sa.Boolean(), nullable=False),
        sa.Column("days_valid", sa.Integer()),
        sa.Column("remembered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    op.create_table(
        "passwords",
        sa.Column("holder", sa.String(21), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("holder"),
    )
    op.create_table(
        "policies",
        sa.Column("arn", sa.String(256), nullable=False),
        sa.Column("id", sa.String(21), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("folded", sa.String(128), nullable=False),
        sa.Column("description", sa.String(1000), nullable=False),
        sa.Column("default_version", sa.Integer(), nullable=False),
        sa.Column("next_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("arn"),
        sa.UniqueConstraint("folded"),
    )
    op.create_table(
        "principals",
        sa.Column("id", sa.String(21), nullable=False),
        sa.Column("kind", sa.String(5), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("folded", sa.String(128), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("boundary", sa.String(256)),
        sa.Column("trust", sa.Text()),
        sa.Column("description", sa.String(1000), nullable=False),
        sa.Column("longest_session_s", sa.Integer(), nullable=False),
        sa.Column("credentials_from", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "folded"),
    )
    op.create_index(op.f("ix_principals_boundary"), "principals", ["boundary"])
    op.create_table(
        "recovery_codes",
        sa.Column("holder", sa.String(21), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("holder", "digest"),
    )
    op.create_table(
        "spent",
        sa.Column("what", sa.LargeBinary(32), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("what"),
    )
    op.create_index(op.f("ix_spent_until"), "spent", ["until"])
    op.create_table(
        "attachments",
        sa.Column("principal", sa.String(21), nullable=False),
        sa.Column("arn", sa.String(256), nullable=False),
        sa.ForeignKeyConstraint(["principal"], ["principals.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("principal", "arn"),
    )
    op.create_index(op.f("ix_attachments_arn"), "attachments", ["arn"])
    op.create_table(
        "inline_policies",
        sa.Column("principal", sa.String(21), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["principal"], ["principals.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("principal", "name"),
    )
    op.create_table(
        "memberships",
        sa.Column("group_id", sa.String(21), nullable=False),
        sa.Column("user_id", sa.String(21), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["principals.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["principals.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "user_id"),
    )
    op.create_table(
        "policy_versions",
        sa.Column("arn", sa.String(256), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["arn"], ["policies.arn"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("arn", "number"),
    )


def downgrade() -> None:
    """Who may do what is gone with it: the installation begins anew with its first run."""
    for table in (
        "policy_versions",
        "memberships",
        "inline_policies",
        "attachments",
        "spent",
        "recovery_codes",
        "principals",
        "policies",
        "passwords",
        "password_policy",
        "owner",
        "guesses",
        "factors",
        "access_keys",
    ):
        op.drop_table(table)
