"""An activation code outlives its device instance, so that a terminal that reads it can be told that it has gone."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_GONE = sa.text("DELETE FROM activation_codes WHERE instance NOT IN (SELECT id FROM device_instances)")


def upgrade() -> None:
    with op.batch_alter_table("activation_codes") as table:
        table.drop_constraint(op.f("fk_activation_codes_instance"), type_="foreignkey")


def downgrade() -> None:
    op.execute(_GONE)
    with op.batch_alter_table("activation_codes") as table:
        table.create_foreign_key(
            op.f("fk_activation_codes_instance"), "device_instances", ["instance"], ["id"], ondelete="CASCADE"
        )
