"""Sessions of the console. Of what the console shows only a hash is here, so that nobody signs in with a backup."""

from sqlalchemy import Column, String, Table

from app.storage.columns import Moment, metadata
from app.storage.control.authority_tables import ID

console_sessions = Table(
    "console_sessions",
    metadata,
    Column("id", String(64), primary_key=True, doc="SHA-256 of the cookie's value, hexadecimal"),
    Column("principal", ID, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False, index=True),
    Column("ends_at", Moment, nullable=False, index=True),
    Column("mfa_at", Moment),
    Column("role", ID, index=True, doc="the one that was taken on in the console"),
)
