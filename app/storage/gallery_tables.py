"""Tables of the gallery's changes: at a server what terminals are told, at a terminal how far it is.

Rules they keep: of a person and a site there is one row, the newest; what was cleared away can be told by `cut`.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, UniqueConstraint

from app.storage.columns import metadata

gallery_log = Table(
    "gallery_log",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, doc="1"),
    Column("lineage", String(32), nullable=False, doc="what versions count in"),
    Column("newest", BigInteger, nullable=False),
    Column("cut", BigInteger, nullable=False, doc="tombstones up to here were cleared away"),
)

gallery_changes = Table(
    "gallery_changes",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("person", String(32), nullable=False, doc="stays when the person has gone"),
    Column("site", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    UniqueConstraint("person", "site"),
    Index("ix_gallery_changes_site", "site", "version"),
    Index("ix_gallery_changes_kind", "kind", "version"),
)

sync_state = Table(
    "sync_state",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, doc="1"),
    Column("lineage", String(32), doc="of the server's log; none before the first page"),
    Column("version", BigInteger, nullable=False),
    Column("covered", BigInteger, nullable=False, server_default="0", doc="no older tombstone matters here"),
    Column("sweeping", Boolean, nullable=False, doc="whoever has version 0 goes when the last page is in"),
    Column("ready", Boolean, nullable=False, doc="everybody was here at once"),
    Column("closed", Boolean, nullable=False, doc="the server said that its customer key refuses"),
    Column("stream", String(32), nullable=False, doc="what the server knows this log by; drawn"),
    Column("sent", BigInteger, nullable=False, doc="the number of the newest audit row that the server has taken"),
)
