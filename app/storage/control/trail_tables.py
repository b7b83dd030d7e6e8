"""Tables of the audit of calls. What is masked in a record was masked before it came here.

Rules it keeps: the database itself refuses to change or delete a record (triggers, in the migration); what records are
found by is chained along with them.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from app.storage.columns import Moment, metadata

trail = Table(
    "trail",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("event", String(36), nullable=False, unique=True),
    Column("at", Moment, nullable=False, index=True),
    Column("action", String(128), nullable=False),
    Column("username", String(128), nullable=False),
    Column("access_key", String(128), nullable=False),
    Column("read_only", Boolean, nullable=False),
    Column("record", Text, nullable=False, doc="JSON, as CloudTrail writes it"),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Index("ix_trail_action", "action", "number"),
    Index("ix_trail_username", "username", "number"),
    Index("ix_trail_access_key", "access_key", "number"),
)

trail_resources = Table(
    "trail_resources",
    metadata,
    Column("resource", String(1024), primary_key=True, doc="an ARN"),
    Column("number", BigInteger, ForeignKey("trail.number"), primary_key=True),
    Index("ix_trail_resources_number", "number"),
)

trail_digests = Table(
    "trail_digests",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("last_hash", String(64), nullable=False),
    Column("key", String(512), doc="null until it is written"),
    Column("hash", String(64)),
    Column("signature", String(1024)),
)

trail_keys = Table(
    "trail_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, doc="1: there is one so far"),
    Column("sealed", LargeBinary, nullable=False, doc="PKCS#8 DER"),
)
