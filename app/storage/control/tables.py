"""Tables of the control plane: sites, device instances and their configurations, templates, tags, kept answers.

Rules it keeps: names, addresses and configurations lie only sealed; ids, states, times and tags are plain, because they
are searched for and because policies ask for them.
"""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

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

device_instances = Table(
    "device_instances",
    metadata,
    Column("id", String(14), primary_key=True),
    Column("site", String(14), ForeignKey("sites.id"), nullable=False, index=True),
    Column("state", String(32), nullable=False, index=True),
    Column("mode", String(16), doc="of the newest configuration"),
    Column("configuration_version", Integer, nullable=False, doc="of the newest configuration; 0 before the first"),
    Column("asset_tag", String(64), doc="of the device at work for it"),
    Column("sealed", LargeBinary, nullable=False, doc="its name"),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("activated_at", Moment),
)

configurations = Table(
    "configurations",
    metadata,
    Column("instance", String(14), ForeignKey("device_instances.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("template", String(14), doc="it was made from; that one may have gone"),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
)

configuration_templates = Table(
    "configuration_templates",
    metadata,
    Column("id", String(14), primary_key=True),
    Column("sealed", LargeBinary, nullable=False, doc="name and configuration"),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
