"""The key that signs the audit's digests: RSA, 2048 bits, SHA-256, PKCS#1 v1.5, as CloudTrail's validator asks.

Implements `app.ports.control.trail_files.TrailSigner`. It lies beside the key file, mode 600, and is made on first use.
Limits: whoever can read it can sign a forged audit; that shows only where a head was kept elsewhere.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.domain.faults import Fault, FaultError
from app.storage.atomic_write import atomic_write, make_private_folder
from app.storage.key_custody import refuse_exposed

FILE = "trail-signing.pem"
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


def trail_key(folder: Path) -> TrailKey:
    """The one in that folder. Raises FaultError: KEY_EXPOSED, KEY_MISSING for a file that is no such key."""
    path = folder / FILE
    if not path.exists():
        make_private_folder(folder)
        fresh = generate_private_key(_EXPONENT, _BITS)
        atomic_write(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    refuse_exposed(path)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError) as error:
        raise FaultError(Fault.KEY_MISSING, "the key that signs the audit's files") from error
    if not isinstance(key, RSAPrivateKey):
        raise FaultError(Fault.KEY_MISSING, "the key that signs the audit's files is of another kind")
    return TrailKey(key)
