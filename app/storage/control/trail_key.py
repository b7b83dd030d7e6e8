"""The key that signs the audit's digests: RSA, 2048 bits, SHA-256, PKCS#1 v1.5, as CloudTrail's validator asks.

Implements `app.ports.control.trail_files.TrailSigner`. It lies sealed in the database and is made on first use, so that
all servers on one database sign alike.
Limits: whoever has the database and the key file can sign a forged audit; only a head that was kept elsewhere shows it.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from sqlalchemy import Connection, insert, select

from app.domain.faults import Fault, FaultError
from app.ports.control.seals import Seals
from app.storage.control.trail_tables import trail_keys
from app.storage.schema import account

_TABLE, _ROW = "trail_keys", "1"
_BITS = 2048
_EXPONENT = 65_537


@dataclass(frozen=True, slots=True)
class TrailKey:
    key: RSAPrivateKey

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.public_key).hexdigest()[:32]

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)

    def sign(self, content: bytes) -> bytes:
        return self.key.sign(content, PKCS1v15(), SHA256())

    def holds(self, content: bytes, signature: bytes) -> bool:
        try:
            self.key.public_key().verify(signature, content, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True


def trail_key(connection: Connection, seals: Seals) -> TrailKey:
    """This installation's. Raises FaultError(STORE_UNREADABLE) for a row that was altered."""
    known = connection.execute(select(trail_keys.c.sealed)).scalar()
    if known is None:
        connection.execute(select(account.c.id).with_for_update())  # of several servers at once, one makes it
        known = connection.execute(select(trail_keys.c.sealed)).scalar()
    if known is None:
        fresh = generate_private_key(_EXPONENT, _BITS)
        content = fresh.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        known = seals.seal(content, _TABLE, _ROW)
        connection.execute(insert(trail_keys).values(number=int(_ROW), sealed=known))
    opened = seals.open(known, _TABLE, _ROW)
    key = None if opened is None else load_der_private_key(opened, None)
    if not isinstance(key, RSAPrivateKey):
        raise FaultError(Fault.STORE_UNREADABLE, f"a row of {_TABLE} was altered outside Thenar")
    return TrailKey(key)
