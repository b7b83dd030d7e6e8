"""Events: rules, targets, what was published, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "event_rules",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(512), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_event_rules")),
    )
    _targets()
    op.create_table(
        "events",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("event", sa.String(36), nullable=False),
        sa.Column("detail_type", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_events")),
        sa.UniqueConstraint("event", name=op.f("uq_events_event")),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"])
    _deliveries()


def _targets() -> None:
    op.create_table(
        "event_targets",
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("max_age_s", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("busy_until", MOMENT, nullable=True),
        sa.Column("busy_token", sa.String(32), nullable=True),
        sa.Column("served_at", MOMENT, nullable=True),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("fault", sa.String(32), nullable=True),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_event_targets")),
        sa.ForeignKeyConstraint(["rule"], ["event_rules.name"], ondelete="CASCADE", name=op.f("fk_event_targets_rule")),
        sa.UniqueConstraint("rule", "id", name=op.f("uq_event_targets_rule")),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("delivery", NUMBER, autoincrement=True, nullable=False),
        sa.Column("event", NUMBER, nullable=False),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("fault", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("delivery", name=op.f("pk_deliveries")),
        sa.ForeignKeyConstraint(["event"], ["events.number"], ondelete="CASCADE", name=op.f("fk_deliveries_event")),
        sa.ForeignKeyConstraint(
            ["target"], ["event_targets.target"], ondelete="CASCADE", name=op.f("fk_deliveries_target")
        ),
    )
    op.create_index(op.f("ix_deliveries_event"), "deliveries", ["event"])
    op.create_index(op.f("ix_deliveries_target"), "deliveries", ["target", "state", "due_at"])


def downgrade() -> None:
    for table in ("deliveries", "events", "event_targets", "event_rules"):
        op.drop_table(table)
