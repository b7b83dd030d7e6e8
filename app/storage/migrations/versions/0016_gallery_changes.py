"""What terminals are told of people, and how far they and their logs are. Everybody who is enrolled is a change."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


_STATE = {
    "number": 1,
    "version": 0,
    "sweeping": False,
    "ready": False,
    "closed": False,
    "stream": "",
    "begun": 0,
    "sent": 0,
}


def upgrade() -> None:
    op.create_table(
        "gallery_log",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lineage", sa.String(32), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.Column("cut", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_gallery_log")),
    )
    op.create_table(
        "gallery_changes",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_gallery_changes")),
        sa.UniqueConstraint("person", "site", name=op.f("uq_gallery_changes_person")),
    )
    op.create_index(op.f("ix_gallery_changes_site"), "gallery_changes", ["site", "version"])
    op.create_index(op.f("ix_gallery_changes_kind"), "gallery_changes", ["kind", "version"])
    op.create_table(
        "sync_state",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lineage", sa.String(32), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("sweeping", sa.Boolean(), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("stream", sa.String(32), nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sync_state")),
    )
    op.create_table(
        "terminal_streams",
        sa.Column("instance", sa.String(14), nullable=False),
        sa.Column("stream", sa.String(32), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("instance", "stream", name=op.f("pk_terminal_streams")),
        sa.ForeignKeyConstraint(
            ["instance"], ["device_instances.id"], name=op.f("fk_terminal_streams_instance"), ondelete="CASCADE"
        ),
    )
    op.add_column("people", sa.Column("synced", sa.BigInteger(), nullable=True))
    op.execute(
        "INSERT INTO gallery_changes (version, person, site, kind) "
        "SELECT ROW_NUMBER() OVER (ORDER BY person), person, site, 'put' FROM people"
    )
    log = sa.table("gallery_log", *(sa.column(name) for name in ("number", "lineage", "newest", "cut")))
    people = sa.select(sa.func.count()).select_from(sa.table("people")).scalar_subquery()
    op.execute(sa.insert(log).values(number=1, lineage=secrets.token_hex(16), newest=people, cut=0))
    state = sa.table("sync_state", *(sa.column(name) for name in _STATE))
    op.execute(sa.insert(state).values({**_STATE, "stream": secrets.token_hex(16)}))


def downgrade() -> None:
    op.drop_column("people", "synced")
    for table in ("terminal_streams", "sync_state", "gallery_changes", "gallery_log"):
        op.drop_table(table)
