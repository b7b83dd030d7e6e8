"""All tables in one catalogue: importing this is knowing every area's."""

from app.storage import gallery_tables, schema
from app.storage.columns import metadata
from app.storage.control import (
    activation_tables,
    authority_tables,
    console_tables,
    event_tables,
    link_tables,
    trail_tables,
    usage_tables,
)
from app.storage.control import tables as control_tables

__all__ = [
    "activation_tables",
    "authority_tables",
    "console_tables",
    "control_tables",
    "event_tables",
    "gallery_tables",
    "link_tables",
    "metadata",
    "schema",
    "trail_tables",
    "usage_tables",
]
