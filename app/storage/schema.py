"""The tables of people and their visits, once, for every engine: SQLite by default, PostgreSQL when outgrown.

Rules it keeps: no name of anybody; badge numbers and templates only sealed; what is found by badge is found by a keyed
hash; a person's rows go with the person, the consent receipt and the audit stay. A change here needs a migration; a
test compares the two.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from app.domain.sites import DEFAULT_SITE
from app.storage.columns import Moment, metadata

account = Table(
    "account",
    metadata,
    Column("id", String(32), primary_key=True, doc="the id of the key file that belongs to this database"),
)

people = Table(
    "people",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("key_slot", Integer, nullable=False, unique=True, doc="of the key file, outside the database"),
    Column("enrolled_at", Moment, nullable=False),
    Column("last_used_at", Moment, nullable=False, index=True),
    Column("site", String(64), nullable=False, index=True, server_default=DEFAULT_SITE),
    Column("ends_at", Moment, doc="from then on refused; none for whoever has no end"),
    Column("synced", BigInteger, doc="at a terminal of a server: the server's version of the person; none before"),
)


def _owner(primary_key: bool = True) -> Column[str]:
    reference = ForeignKey("people.person", ondelete="CASCADE")
    return Column("person", String(32), reference, primary_key=primary_key)


badges = Table(
    "badges",
    metadata,
    _owner(),
    Column("lookup", LargeBinary(32), nullable=False, unique=True, doc="HMAC-SHA-256 of the badge number"),
    Column("sealed", LargeBinary, nullable=False),
)

templates = Table(
    "templates",
    metadata,
    _owner(),
    Column("hand", String(5), primary_key=True),
    Column("sample", Integer, primary_key=True, doc="from 0, in the order of capture"),
    Column("sealed", LargeBinary, nullable=False),
    Column("epoch", Integer, nullable=False, index=True, server_default="0", doc="of the transform key it is under"),
)

transforms = Table(
    "transforms",
    metadata,
    Column("epoch", Integer, primary_key=True, autoincrement=False, doc="the greatest is current"),
    Column("key_slot", Integer, nullable=False, unique=True, doc="of the key file, as people's"),
)

consent_receipts = Table(
    "consent_receipts",
    metadata,
    Column("person", String(32), primary_key=True, doc="stays when the person has gone"),
    Column("version", String(32), nullable=False),
    Column("language", String(16), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("agreed_at", Moment, nullable=False),
    Column("terminal", String(64), nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("action", String(32), nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("terminal", String(64), nullable=False),
    Column("simulated", Boolean, nullable=False),
    Column("person", String(32)),
    Column("attempt", BigInteger),
    Column("liveness", String(512), doc="what the detectors said of the palm, words with blanks between them"),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
)
