"""Tables of people and authority: who there is, what they may, and what they show to be believed.

Rules it keeps: whatever could be used to sign in lies sealed or as a hash of more bits than anybody can try; names and
ids are plain, because ARNs, policies and records are made of them; the owner's address is sealed.
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
    Text,
    UniqueConstraint,
)

from app.storage.columns import Moment, metadata

ID = String(21)
ARN = String(256)

owner = Table(
    "owner",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False, doc="1: there is one owner"),
    Column("sealed", LargeBinary, nullable=False, doc="the address"),
    Column("alias", String(63), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("credentials_from", Moment),
)

password_policy = Table(
    "password_policy",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("shortest", Integer, nullable=False),
    Column("symbol", Boolean, nullable=False),
    Column("digit", Boolean, nullable=False),
    Column("upper_case", Boolean, nullable=False),
    Column("lower_case", Boolean, nullable=False),
    Column("users_may_change", Boolean, nullable=False),
    Column("days_valid", Integer),
    Column("remembered", Integer, nullable=False),
)

principals = Table(
    "principals",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(5), nullable=False),
    Column("name", String(128), nullable=False),
    Column("folded", String(128), nullable=False, doc="the name in lower case"),
    Column("created_at", Moment, nullable=False),
    Column("boundary", ARN, index=True),
    Column("trust", Text, doc="of a role, JSON"),
    Column("description", String(1000), nullable=False),
    Column("longest_session_s", Integer, nullable=False),
    Column("credentials_from", Moment),
    UniqueConstraint("kind", "folded"),
)


def _principal(name: str) -> Column[str]:
    return Column(name, ID, ForeignKey("principals.id", ondelete="CASCADE"), primary_key=True)


memberships = Table(
    "memberships",
    metadata,
    _principal("group_id"),
    _principal("user_id"),
)

policies = Table(
    "policies",
    metadata,
    Column("arn", ARN, primary_key=True),
    Column("id", ID, nullable=False),
    Column("name", String(128), nullable=False),
    Column("folded", String(128), nullable=False, unique=True),
    Column("description", String(1000), nullable=False),
    Column("default_version", Integer, nullable=False),
    Column("next_version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)

policy_versions = Table(
    "policy_versions",
    metadata,
    Column("arn", ARN, ForeignKey("policies.arn", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    _principal("principal"),
    Column("arn", ARN, primary_key=True, index=True, doc="of a row of policies, or of one that ships with Thenar"),
)

inline_policies = Table(
    "inline_policies",
    metadata,
    _principal("principal"),
    Column("name", String(128), primary_key=True),
    Column("document", Text, nullable=False),
)

passwords = Table(
    "passwords",
    metadata,
    Column("holder", ID, primary_key=True),
    Column("sealed", LargeBinary, nullable=False, doc="hashes, of now and of before"),
    Column("must_change", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

factors = Table(
    "factors",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("holder", ID, nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("credential", LargeBinary, nullable=False),
    Column("used", BigInteger, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("holder", ID, primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
)

access_keys = Table(
    "access_keys",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("holder", ID, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_for", String(64), nullable=False),
)

rights_mark = Table(
    "rights_mark",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("mark", String(32), nullable=False, doc="replaced by triggers on every table that says who may what"),
)

guesses = Table(
    "guesses",
    metadata,
    Column("name", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Moment, index=True),
)

spent = Table(
    "spent",
    metadata,
    Column("what", LargeBinary(32), primary_key=True),
    Column("until", Moment, nullable=False, index=True),
)
