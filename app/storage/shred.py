"""Overwrites a file where it lies, and removes it. What is in it is gone from the disk, not only from the folder.

Limits: a disk that writes elsewhere what is overwritten (flash, copy-on-write file systems) keeps the old blocks for a
while; templates are sealed besides, under keys that are gone with their own file.
"""

import os
from contextlib import suppress
from pathlib import Path

from app.storage.atomic_write import write_all

CHUNK_BYTES = 1 << 20


def shred(path: Path) -> None:
    """One that is not there is gone already. Raises OSError."""
    with suppress(FileNotFoundError):
        _overwrite(path)
        path.unlink()


def _overwrite(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        length = os.fstat(handle).st_size
        for offset in range(0, length, CHUNK_BYTES):
            write_all(handle, bytes(min(CHUNK_BYTES, length - offset)), offset)
        os.fsync(handle)
    finally:
        os.close(handle)
