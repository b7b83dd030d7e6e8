"""The key file as bytes in place: a header page, then slots that are written once and overwritten once.

Rules it keeps: what is written is synced before anybody hears of it, unless a method says otherwise; only one thread of
one process changes the file at a time (`alone`).

    slots = SlotFile(handle)
    with slots.alone():
        slots.put(slots.first_unused(), sealed)
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from app.domain.faults import Fault, FaultError
from app.ports.vault import KeySlot
from app.storage.atomic_write import write_all
from app.storage.key_header import HEADER_BYTES, SEALED_BYTES

SLOT_BYTES = 64
CHUNK_SLOTS = 64
"""The file grows by whole pages of empty slots, so that writing a key changes no file length."""
_LIVE, _DEAD, _UNUSED = b"LIVE", b"DEAD", bytes(4)


class SlotFile:
    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._next = 0
        self._lock = Lock()

    def page(self) -> bytes:
        return os.pread(self._handle, HEADER_BYTES, 0)

    def sealed(self, slot: KeySlot) -> bytes:
        """Raises KeyError for a slot that is empty or destroyed."""
        content = self._content(slot)
        if content[SEALED_BYTES:] != _LIVE:
            raise KeyError(slot)
        return content[:SEALED_BYTES]

    def put(self, slot: KeySlot, sealed: bytes) -> None:
        """Not synced."""
        write_all(self._handle, sealed + _LIVE, _offset(slot))
        self._next = max(self._next, slot + 1)

    def destroy(self, slot: KeySlot) -> None:
        """Not synced."""
        if self._content(slot)[SEALED_BYTES:] == _LIVE:
            write_all(self._handle, bytes(SEALED_BYTES) + _DEAD, _offset(slot))

    def write_header(self, content: bytes, at: int) -> None:
        write_all(self._handle, content, at)
        self.sync()

    def sync(self) -> None:
        os.fsync(self._handle)

    def live(self) -> frozenset[KeySlot]:
        slots = range((os.fstat(self._handle).st_size - HEADER_BYTES) // SLOT_BYTES)
        content = os.pread(self._handle, len(slots) * SLOT_BYTES, HEADER_BYTES)
        return frozenset(KeySlot(slot) for slot in slots if _word(content, slot) == _LIVE)

    def first_unused(self) -> KeySlot:
        slot = self._next
        while True:
            content = self._content(KeySlot(slot))
            if len(content) < SLOT_BYTES:
                write_all(self._handle, bytes(CHUNK_SLOTS * SLOT_BYTES), _offset(KeySlot(slot)))
            elif content[SEALED_BYTES:] == _UNUSED:
                return KeySlot(slot)
            else:
                slot += 1

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other thread or process writes meanwhile. Raises FaultError(STORE_FULL, STORE_UNREADABLE)."""
        with self._lock, _whole_file(self._handle), translated():
            yield

    def close(self) -> None:
        os.close(self._handle)

    def _content(self, slot: KeySlot) -> bytes:
        return os.pread(self._handle, SLOT_BYTES, _offset(slot))


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise FaultError(Fault.STORE_FULL if full else Fault.STORE_UNREADABLE, "the key file") from error


@contextmanager
def _whole_file(handle: int) -> Iterator[None]:
    """Keeps other processes from taking the same slot, and from writing one that is being moved."""
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _offset(slot: KeySlot) -> int:
    return HEADER_BYTES + slot * SLOT_BYTES


def _word(content: bytes, slot: int) -> bytes:
    return content[slot * SLOT_BYTES + SEALED_BYTES : (slot + 1) * SLOT_BYTES]
