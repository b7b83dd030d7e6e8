"""Activation codes, the certificate authority, and the certificates of terminals."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "activation_codes",
        sa.Column("reference_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("instance", sa.String(14), nullable=False),
        sa.Column("site", sa.String(14), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("claim_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("wrong_answers", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("reference_hash", name=op.f("pk_activation_codes")),
        sa.UniqueConstraint("claim_hash", name=op.f("uq_activation_codes_claim_hash")),
        sa.ForeignKeyConstraint(
            ["instance"], ["device_instances.id"], name=op.f("fk_activation_codes_instance"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_activation_codes_instance"), "activation_codes", ["instance"])
    op.create_index(op.f("ix_activation_codes_issued_at"), "activation_codes", ["issued_at"])
    op.create_table(
        "certificate_authority",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("issuer", sa.LargeBinary(), nullable=False),
        sa.Column("root_key", sa.LargeBinary(), nullable=False),
        sa.Column("issuer_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_certificate_authority")),
    )
    op.create_table(
        "terminal_certificates",
        sa.Column("serial", sa.String(40), nullable=False),
        sa.Column("instance", sa.String(14), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("pin", sa.LargeBinary(32), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_terminal_certificates")),
    )
    op.create_index(op.f("ix_terminal_certificates_instance"), "terminal_certificates", ["instance"])


def downgrade() -> None:
    for table in ("terminal_certificates", "certificate_authority", "activation_codes"):
        op.drop_table(table)
