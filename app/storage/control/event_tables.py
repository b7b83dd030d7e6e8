"""Tables of events: rules, targets, what was published, and what became of it for each target.

Rules it keeps: envelopes hold badge numbers, so they are sealed; so are targets' secrets. Deleting a target takes what
waits for it along.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from app.storage.columns import Moment, metadata

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite counts up only what it calls INTEGER, which there is 64 bits wide as well."""

event_rules = Table(
    "event_rules",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("pattern", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("description", String(512), nullable=False),
    Column("created_at", Moment, nullable=False),
)

event_targets = Table(
    "event_targets",
    metadata,
    Column("target", String(32), primary_key=True),
    Column("rule", String(64), ForeignKey("event_rules.name", ondelete="CASCADE"), nullable=False),
    Column("id", String(64), nullable=False, doc="the name that people give it"),
    Column("destination", Text, nullable=False, doc="JSON"),
    Column("secret", LargeBinary, doc="sealed"),
    Column("max_age_s", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("busy_until", Moment, doc="the end of a server's lease"),
    Column("busy_token", String(32), doc="whose lease"),
    Column("served_at", Moment, doc="the last lease: who waited longest comes first"),
    Column("held_until", Moment, doc="nothing is tried before"),
    Column("failures", Integer, nullable=False, server_default="0", doc="in a row"),
    Column("fault", String(32), doc="of the last round"),
    Column("delivered_at", Moment),
    Unique("rule", "id", name="uq_event_targets_rule"),
)

events = Table(
    "events",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("event", String(36), nullable=False, unique=True, doc="the id that receivers see"),
    Column("detail_type", String(64), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False, doc="the envelope"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery", NUMBER, primary_key=True, autoincrement=True),
    Column("event", NUMBER, ForeignKey("events.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("target", String(32), ForeignKey("event_targets.target", ondelete="CASCADE"), nullable=False),
    Column("state", String(9), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("since", Moment, nullable=False, doc="its time begins here"),
    Column("due_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Column("fault", String(32)),
    Index("ix_deliveries_target", "target", "state", "due_at"),
)
