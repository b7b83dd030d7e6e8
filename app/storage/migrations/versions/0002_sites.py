"""People belong to a site; whoever was there before belongs to the default one.

Columns are added and dropped in place: remaking the table, as Alembic's batch mode does on SQLite, would cascade into
badges and templates.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("site", sa.String(64), nullable=False, server_default="default"))
    op.create_index(op.f("ix_people_site"), "people", ["site"])


def downgrade() -> None:
    op.drop_index(op.f("ix_people_site"), "people")
    op.drop_column("people", "site")
