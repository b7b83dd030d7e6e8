"""Seals of the control plane: one key an installation, derived from the key file's.

Source: HKDF-SHA-256, RFC 5869. Limits: one key for all rows, so that deleting a row does not make its old copies in a
backup unreadable; people's templates and badges have keys of their own (`app.storage.vault`) and are not sealed here.
"""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.storage.seal import KEY_BYTES, SealBroken, open_seal, place_of, seal


class RowSeals:
    """Implements `app.ports.control.seals.Seals`."""

    def __init__(self, secret: bytes, account: str) -> None:
        """`secret` is 32 bytes that live as long as the store; `account` the id of its key file."""
        self._key = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"thenar control plane").derive(secret)
        self._account = account

    def seal(self, content: bytes, table: str, row: str) -> bytes:
        return seal(self._key, content, place_of(self._account, table, row))

    def open(self, sealed: bytes, table: str, row: str) -> bytes | None:
        try:
            return open_seal(self._key, sealed, place_of(self._account, table, row))
        except SealBroken:
            return None
