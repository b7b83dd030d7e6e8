"""Tables of activation: codes, the certificate authority, and what it issued to terminals.

Rules they keep: of a reference and of a claim there is only the hash; private keys lie only sealed; codes and
certificates outlive their instance, because whoever has one of a deleted instance must be told so, and refused for as
long as it counts.
"""

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Table, Text

from app.storage.columns import Moment, metadata

activation_codes = Table(
    "activation_codes",
    metadata,
    Column("reference_hash", LargeBinary(32), primary_key=True, doc="SHA-256"),
    Column("instance", String(14), nullable=False, index=True),
    Column("site", String(14), nullable=False),
    Column("issued_at", Moment, nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
    Column("claimed_at", Moment, doc="spent then"),
    Column("claim_hash", LargeBinary(32), unique=True, doc="SHA-256 of what the terminal got for it"),
    Column("wrong_answers", Integer, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("finished", Boolean, nullable=False),
)

certificate_authority = Table(
    "certificate_authority",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, doc="1"),
    Column("root", LargeBinary, nullable=False, doc="DER"),
    Column("issuer", LargeBinary, nullable=False, doc="DER"),
    Column("root_key", LargeBinary, nullable=False, doc="sealed"),
    Column("issuer_key", LargeBinary, nullable=False, doc="sealed"),
)

terminal_certificates = Table(
    "terminal_certificates",
    metadata,
    Column("serial", String(40), primary_key=True, doc="hexadecimal"),
    Column("instance", String(14), nullable=False, index=True),
    Column("certificate", Text, nullable=False, doc="PEM"),
    Column("pin", LargeBinary(32), nullable=False, doc="SHA-256 of its public key"),
    Column("issued_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)
