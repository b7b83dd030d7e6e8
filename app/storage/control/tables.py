"""Tables of the control plane: sites, tags, kept answers.

Rules it keeps: names, addresses and configurations lie only sealed; ids, states, times and tags are plain, because they
are searched for and because policies ask for them.
"""

from sqlalchemy import Column, LargeBinary, String, Table

from app.storage.columns import Moment, metadata

realm = Table(
    "realm",
    metadata,
    Column("account", String(12), primary_key=True, doc="12 digits, drawn once"),
    Column("region", String(32), nullable=False),
)

sites = Table(
    "sites",
    metadata,
    Column("id", String(14), primary_key=True),
    Column("sealed", LargeBinary, nullable=False, doc="name, description and address"),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

tags = Table(
    "tags",
    metadata,
    Column("resource", String(128), primary_key=True, doc="as in site/abCdefG12hijkL"),
    Column("key", String(128), primary_key=True),
    Column("value", String(256), nullable=False),
)

kept_answers = Table(
    "kept_answers",
    metadata,
    Column("key", LargeBinary(32), primary_key=True, doc="SHA-256 of caller, operation and client token"),
    Column("sealed", LargeBinary, nullable=False, doc="digest of the request, then the answer"),
    Column("at", Moment, nullable=False, index=True),
)
