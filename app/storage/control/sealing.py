"""Seals of the control plane: two keys an installation, derived from what the key file keeps.

*Data* (sites, device instances with their configurations, templates) is sealed under both layers: when the customer's
key is gone it cannot be opened. What must work even then, because people have to sign in and put things right
(credentials, tokens, rules, events on their way), is sealed under the default key alone.

Source: HKDF-SHA-256, RFC 5869. Limits: one key for all rows, so that deleting a row does not make its old copies in a
backup unreadable; people's templates and badges have keys of their own (`app.storage.vault`) and are not sealed here.
"""

from collections.abc import Callable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.faults import FaultError
from app.ports.control.seals import Seals
from app.ports.customer_key import CUSTOMER_KEY_FAULTS
from app.ports.vault import Vault
from app.storage.seal import KEY_BYTES, SealBroken, open_seal, place_of, seal

_DATA, _SYSTEM = b"thenar control plane", b"thenar control plane: system"


class RowSeals:
    """Implements `app.ports.control.seals.Seals`. The key is derived at each use: what may be held, and for how long,
    is the key file's to say. Both methods raise FaultError as `app.ports.vault.Vault` does."""

    def __init__(self, secret: Callable[[], bytes], purpose: bytes, account: str) -> None:
        """`secret` gives 32 bytes that are the same for as long as the store lives; `account` is the id of its key
        file."""
        self._secret = secret
        self._purpose = purpose
        self._account = account

    def seal(self, content: bytes, table: str, row: str) -> bytes:
        return seal(self._key(), content, place_of(self._account, table, row))

    def open(self, sealed: bytes, table: str, row: str) -> bytes | None:
        try:
            return open_seal(self._key(), sealed, place_of(self._account, table, row))
        except SealBroken:
            return None

    def _key(self) -> bytes:
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=self._purpose).derive(self._secret())


class SystemSeals(RowSeals):
    """Opens what was sealed before there were two keys as well, where the customer's key is there."""

    def __init__(self, secret: Callable[[], bytes], account: str, before: Seals) -> None:
        super().__init__(secret, _SYSTEM, account)
        self._before = before

    def open(self, sealed: bytes, table: str, row: str) -> bytes | None:
        opened = super().open(sealed, table, row)
        if opened is not None:
            return opened
        try:
            return self._before.open(sealed, table, row)
        except FaultError as error:
            if error.fault not in CUSTOMER_KEY_FAULTS:
                raise
            return None


def data_seals(vault: Vault, account: str) -> RowSeals:
    return RowSeals(vault.lookup_key, _DATA, account)


def system_seals(vault: Vault, account: str) -> SystemSeals:
    return SystemSeals(vault.system_secret, account, data_seals(vault, account))
