"""The key file: one slot a person, overwritten in place when the person is deleted.

Rules it keeps: a key is durable before its number is given out; a slot is used once and never again, so that a
restored backup cannot bring a deleted person back; slots are wrapped under a key that the default key and, where one is
set, the customer's key wrap (`app.storage.key_header`); the file belongs to its user alone and is never copied with the
database.

    vault = KeyFile.create(folder, ring=None)
    slot = vault.create_key()
    vault.destroy_key(slot)
    vault.rewrap("hsm-2026")

Layout, little endian: a header page of 4096 bytes, then slots of 64 bytes: sealed key (60) and a word (4): zero = never
used, LIVE, DEAD. A slot never crosses a sector.
Limits: on flash an overwritten block may survive in spare cells; the keys around it are what protects those.
"""

import os
import time
from collections.abc import Callable, Collection, Generator, Sequence
from pathlib import Path
from typing import NewType

from app.domain.faults import Fault, FaultError
from app.domain.key_state import KeyState
from app.ports.customer_key import CustomerKeys
from app.ports.vault import KeySlot
from app.storage import key_rotation
from app.storage.atomic_write import atomic_write, make_private_folder
from app.storage.key_custody import Keyring, make_kek, refuse_exposed
from app.storage.key_envelope import Custody, NoCustomerKeys, Secrets, sealed_bank
from app.storage.key_header import ID_BYTES, first_page
from app.storage.key_slots import CHUNK_SLOTS, SLOT_BYTES, SlotFile, translated
from app.storage.key_wrapping import Wrapping
from app.storage.seal import KEY_BYTES

VaultId = NewType("VaultId", str)
"""32 hexadecimal digits: ties a key file to its database."""

_LOOKS = 3
"""At a slot that does not open: a rotation in another process may just have moved it."""


def key_path(folder: Path) -> Path:
    return folder / "slots"


class KeyFile:
    """Implements `app.ports.vault.Vault`. Threads may share it; processes may share the file."""

    def __init__(self, slots: SlotFile, wrapping: Wrapping, custody: Custody) -> None:
        """Use `create` or `open`."""
        self._slots = slots
        self._wrapping = wrapping
        self._custody = custody

    @classmethod
    def create(
        cls,
        folder: Path,
        ring: Keyring | None,
        customers: CustomerKeys | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> "KeyFile":
        """A new key file, under the default key alone. The file itself appears last and whole."""
        make_private_folder(folder)
        refuse_exposed(folder)
        vault_id = os.urandom(ID_BYTES)
        place, kek = make_kek(folder, vault_id, ring)
        secrets = Secrets(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))
        bank = sealed_bank(1, (place, 0, kek), None, vault_id, os.urandom(KEY_BYTES), secrets)
        with translated():
            atomic_write(key_path(folder), first_page(vault_id, bank) + bytes(CHUNK_SLOTS * SLOT_BYTES))
        return cls.open(folder, ring, customers, monotonic_s)

    @classmethod
    def open(
        cls,
        folder: Path,
        ring: Keyring | None,
        customers: CustomerKeys | None = None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> "KeyFile":
        """Asks no customer key: that is done when something sealed is wanted. Raises FaultError: KEY_MISSING (gone,
        damaged, or another default key than it was made with), KEY_EXPOSED."""
        try:
            refuse_exposed(folder)
            refuse_exposed(key_path(folder))
            slots = SlotFile(os.open(key_path(folder), os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW))
        except FileNotFoundError as error:
            raise FaultError(Fault.KEY_MISSING, "the key file is gone") from error
        try:
            custody = Custody(folder, ring, customers or NoCustomerKeys(), monotonic_s)
            vault = cls(slots, Wrapping(slots.page, custody), custody)
            vault.system_secret()
        except BaseException:
            slots.close()
            raise
        return vault

    @property
    def id(self) -> VaultId:
        return VaultId(self._wrapping.id.hex())

    def create_key(self) -> KeySlot:
        return self.create_keys(1)[0]

    def create_keys(self, count: int) -> list[KeySlot]:
        return self._keep([os.urandom(KEY_BYTES) for _ in range(count)])

    def keep_key(self, key: bytes) -> KeySlot:
        return self._keep([key])[0]

    def _keep(self, keys: Sequence[bytes]) -> list[KeySlot]:
        made: list[KeySlot] = []
        with self._slots.alone():
            wrapping = self._wrapping.current().slots
            for key in keys:
                slot = self._slots.first_unused()
                self._slots.put(slot, self._wrapping.seal(wrapping, key, slot))
                made.append(slot)
            self._slots.sync()
        return made

    def key(self, slot: KeySlot) -> bytes:
        for _ in range(_LOOKS):
            key = self._wrapping.open(self._slots.sealed(slot), slot)
            if key is not None:
                return key
        raise FaultError(Fault.KEY_MISSING, f"key slot {slot} is damaged")

    def destroy_key(self, slot: KeySlot) -> None:
        self.destroy_keys([slot])

    def destroy_keys(self, slots: Collection[KeySlot]) -> None:
        if not slots:
            return
        with self._slots.alone():
            for slot in slots:
                self._slots.destroy(slot)
            self._slots.sync()

    def lookup_key(self) -> bytes:
        return self._wrapping.current().lookup

    def system_secret(self) -> bytes:
        return self._wrapping.system_secret()

    def live_slots(self) -> frozenset[KeySlot]:
        return self._slots.live()

    def customer_key(self) -> str:
        return self._wrapping.header().current.customer

    def customer_keys(self) -> tuple[str, ...]:
        return self._custody.customers.names()

    def customer_state(self) -> KeyState:
        if not self.customer_key():
            return KeyState.NONE
        try:
            self.lookup_key()
        except FaultError as error:
            if error.fault is Fault.CUSTOMER_KEY_UNREACHABLE:
                return KeyState.UNREACHABLE
            if error.fault is Fault.CUSTOMER_KEY_REFUSED:
                return KeyState.DISABLED
            raise
        return KeyState.ENABLED

    def rewrap(self, customer: str, fresh_default: bool = False) -> int:
        for _ in self.rewrapping(customer, fresh_default):
            pass
        return len(self.live_slots())

    def rewrapping(self, customer: str, fresh_default: bool = False) -> Generator[str, None, None]:
        """The same, a step at a time. Whatever step is the last one, every key opens."""
        with self._slots.alone():
            yield from key_rotation.rewrapping(self._slots, self._wrapping, self._custody, customer, fresh_default)

    def complete(self) -> None:
        """Ends a rotation that was cut off, and clears what it left. Raises FaultError as `rewrap` does."""
        with self._slots.alone():
            for _ in key_rotation.completing(self._slots, self._wrapping, self._custody):
                pass

    def close(self) -> None:
        self._slots.close()
