"""Tables of the device link: what terminals report of themselves, what they are told, how far their logs are taken."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from app.storage.columns import Moment, metadata

terminal_links = Table(
    "terminal_links",
    metadata,
    Column("instance", String(14), ForeignKey("device_instances.id", ondelete="CASCADE"), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("connectivity", String(16), nullable=False),
    Column("health", String(16), nullable=False),
    Column("software", String(64), nullable=False),
    Column("configuration_version", Integer, nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False, doc="SHA-256 of what it comes back with"),
    Column("previous_hash", LargeBinary(32), nullable=False),
    Column("refused_version", Integer, doc="of a configuration that it could not carry out"),
    Column("refused_reason", String(32)),
    Column("tampered_since", BigInteger, doc="milliseconds since 1970, by the terminal's clock"),
    Column("inactive_since", BigInteger),
    Column("failing", String(256), nullable=False, doc="names of its health checks, with blanks between"),
    Column("power", String(16), nullable=False, doc="what it runs on"),
    Column("bandwidth_kbps", Integer),
    Index("ix_terminal_links_connectivity", "connectivity", "seen_at"),
)

device_commands = Table(
    "device_commands",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("instance", String(14), ForeignKey("device_instances.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("acked_at", Moment),
    Column("settled_at", Moment),
    Index("ix_device_commands_instance", "instance", "queued_at"),
    Index("ix_device_commands_state", "state", "deadline"),
)

terminal_streams = Table(
    "terminal_streams",
    metadata,
    Column("instance", String(14), ForeignKey("device_instances.id", ondelete="CASCADE"), primary_key=True),
    Column("stream", String(32), primary_key=True, doc="of the terminal's log; another device has another"),
    Column("through", BigInteger, nullable=False, doc="the number of the newest record that was taken"),
    Column("refused", String(64), doc="why the person of that record was not"),
)
