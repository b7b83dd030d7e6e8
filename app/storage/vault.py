"""The key file: one slot a person, overwritten in place when the person is deleted.

Rules it keeps: a key is durable before its number is given out; a slot is used once and never again, so that a
restored backup cannot bring a deleted person back; slots are wrapped under the key-encryption key; the file belongs
to its user alone and is never copied with the database.

    vault = KeyFile.create(folder, ring=None)
    slot = vault.create_key()
    vault.destroy_key(slot)

Layout, little endian: a page of 4096 bytes (magic, 16-byte id, place of the key-encryption key, sealed lookup key),
then slots of 64 bytes: sealed key (60) and a word (4): zero = never used, LIVE, DEAD. A slot never crosses a sector.
Limits: on flash an overwritten block may survive in spare cells; the key-encryption key is what protects those.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NewType

from app.domain.faults import Fault, FaultError
from app.ports.vault import KeySlot
from app.storage.atomic_write import atomic_write, make_private_folder, write_all
from app.storage.key_custody import KekPlace, Keyring, fetch_kek, make_kek, refuse_exposed
from app.storage.seal import KEY_BYTES, OVERHEAD_BYTES, SealBroken, open_seal, place_of, seal

VaultId = NewType("VaultId", str)
"""32 hexadecimal digits: ties a key file to its database."""

_MAGIC = b"THNRKEY1"
_ID_BYTES = 16
_HEADER_BYTES = 4096
_SEALED_BYTES = KEY_BYTES + OVERHEAD_BYTES
_SLOT_BYTES = 64
_CHUNK_SLOTS = 64
"""The file grows by whole pages of empty slots, so that writing a key changes no file length."""
_LIVE, _DEAD, _UNUSED = b"LIVE", b"DEAD", bytes(4)
_PLACE_AT = len(_MAGIC) + _ID_BYTES
_LOOKUP_AT = _PLACE_AT + 1


def key_path(folder: Path) -> Path:
    return folder / "slots"


class KeyFile:
    """Implements `app.ports.vault.Vault`. Threads may share it; processes may share the file."""

    def __init__(self, handle: int, vault_id: VaultId, kek: bytes, lookup: bytes) -> None:
        """Use `create` or `open`."""
        self._handle = handle
        self._id = vault_id
        self._kek = kek
        self._lookup = lookup
        self._next = 0
        self._lock = Lock()

    @classmethod
    def create(cls, folder: Path, ring: Keyring | None) -> "KeyFile":
        """A new key file. The file itself appears last and whole."""
        make_private_folder(folder)
        refuse_exposed(folder)
        vault_id = os.urandom(_ID_BYTES)
        kek_place, kek = make_kek(folder, vault_id, ring)
        lookup = seal(kek, os.urandom(KEY_BYTES), _place(VaultId(vault_id.hex()), "lookup"))
        header = (_MAGIC + vault_id + kek_place.value + lookup).ljust(_HEADER_BYTES, b"\0")
        with _translated():
            atomic_write(key_path(folder), header + bytes(_CHUNK_SLOTS * _SLOT_BYTES))
        return cls.open(folder, ring)

    @classmethod
    def open(cls, folder: Path, ring: Keyring | None) -> "KeyFile":
        """Raises FaultError: KEY_MISSING (gone, damaged, or another key than it was made with), KEY_EXPOSED."""
        try:
            refuse_exposed(folder)
            refuse_exposed(key_path(folder))
            handle = os.open(key_path(folder), os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError as error:
            raise FaultError(Fault.KEY_MISSING, "the key file is gone") from error
        try:
            header = os.pread(handle, _HEADER_BYTES, 0)
            return cls(handle, *_read_header(header, folder, ring))
        except BaseException:
            os.close(handle)
            raise

    @property
    def id(self) -> VaultId:
        return self._id

    def create_key(self) -> KeySlot:
        key = os.urandom(KEY_BYTES)
        with self._lock, _whole_file(self._handle), _translated():
            slot = self._first_unused()
            write_all(self._handle, seal(self._kek, key, self._place_of(slot)) + _LIVE, _offset(slot))
            os.fsync(self._handle)
            self._next = slot + 1
        return slot

    def key(self, slot: KeySlot) -> bytes:
        content = os.pread(self._handle, _SLOT_BYTES, _offset(slot))
        if content[_SEALED_BYTES:] != _LIVE:
            raise KeyError(slot)
        try:
            return open_seal(self._kek, content[:_SEALED_BYTES], self._place_of(slot))
        except SealBroken as error:
            raise FaultError(Fault.KEY_MISSING, f"key slot {slot} is damaged") from error

    def destroy_key(self, slot: KeySlot) -> None:
        with self._lock, _translated():
            if os.pread(self._handle, _SLOT_BYTES, _offset(slot))[_SEALED_BYTES:] == _LIVE:
                write_all(self._handle, bytes(_SEALED_BYTES) + _DEAD, _offset(slot))
                os.fsync(self._handle)

    def lookup_key(self) -> bytes:
        return self._lookup

    def live_slots(self) -> frozenset[KeySlot]:
        slots = range((os.fstat(self._handle).st_size - _HEADER_BYTES) // _SLOT_BYTES)
        content = os.pread(self._handle, len(slots) * _SLOT_BYTES, _HEADER_BYTES)
        return frozenset(KeySlot(slot) for slot in slots if _word(content, slot) == _LIVE)

    def close(self) -> None:
        os.close(self._handle)

    def _first_unused(self) -> KeySlot:
        slot = self._next
        while True:
            content = os.pread(self._handle, _SLOT_BYTES, _offset(KeySlot(slot)))
            if len(content) < _SLOT_BYTES:
                write_all(self._handle, bytes(_CHUNK_SLOTS * _SLOT_BYTES), _offset(KeySlot(slot)))
            elif content[_SEALED_BYTES:] == _UNUSED:
                return KeySlot(slot)
            else:
                slot += 1

    def _place_of(self, slot: KeySlot) -> bytes:
        return _place(self._id, str(slot))


def _read_header(header: bytes, folder: Path, ring: Keyring | None) -> tuple[VaultId, bytes, bytes]:
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise FaultError(Fault.KEY_MISSING, "the key file is not one of ours, or damaged")
    vault_id = header[len(_MAGIC) : _PLACE_AT]
    try:
        kek = fetch_kek(KekPlace(header[_PLACE_AT:_LOOKUP_AT]), folder, vault_id, ring)
        sealed = header[_LOOKUP_AT : _LOOKUP_AT + _SEALED_BYTES]
        lookup = open_seal(kek, sealed, _place(VaultId(vault_id.hex()), "lookup"))
    except (SealBroken, ValueError) as error:
        raise FaultError(
            Fault.KEY_MISSING, "the key-encryption key is not the one this key file was made with"
        ) from error
    return VaultId(vault_id.hex()), kek, lookup


def _place(vault_id: VaultId, row: str) -> bytes:
    return place_of(vault_id, "keys", row)


def _offset(slot: KeySlot) -> int:
    return _HEADER_BYTES + slot * _SLOT_BYTES


def _word(content: bytes, slot: int) -> bytes:
    return content[slot * _SLOT_BYTES + _SEALED_BYTES : (slot + 1) * _SLOT_BYTES]


@contextmanager
def _whole_file(handle: int) -> Iterator[None]:
    """Keeps other processes from taking the same slot."""
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise FaultError(Fault.STORE_FULL if full else Fault.STORE_UNREADABLE, "the key file") from error
