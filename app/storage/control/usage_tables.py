"""The table of what was counted: no person, no device and no time of day is in it. It refers to no site, because a
month that is over stays as it was when its sites have gone."""

from sqlalchemy import BigInteger, Column, String, Table

from app.storage.columns import metadata

usage = Table(
    "usage",
    metadata,
    Column("month", String(7), primary_key=True, doc="as in 2026-11"),
    Column("site", String(14), primary_key=True, doc="empty for the account"),
    Column("measure", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
)
