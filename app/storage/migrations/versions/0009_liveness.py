"""What the detectors said of a palm goes with the decision. Rows from before have none, and keep their hash."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("liveness", sa.String(512), nullable=True))


def downgrade() -> None:
    """Only while no row has any: without it the hash of such a row, and so the chain, would not hold."""
    recorded = sa.text("SELECT count(*) FROM audit WHERE liveness IS NOT NULL")
    if op.get_bind().execute(recorded).scalar_one():
        raise RuntimeError("the audit holds records of liveness, and its chain would break without them")
    op.drop_column("audit", "liveness")
