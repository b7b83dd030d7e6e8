"""How often a terminal was started again in vain: what the screen counts its attempts by, across the restarts.

Rules it keeps: once there, the one digit is overwritten in place, so that it counts on a disk that is full.

    count = RestartCount(folder)
    count.prepare()    # while there is room
    count.add()        # before a restart that is to mend something
    count.clear()      # it did
"""

import os
from pathlib import Path

from app.storage.atomic_write import atomic_write, make_private_folder, write_all

MOST = 9
"""It is asked whether there were two."""


class RestartCount:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "restarts"

    def count(self) -> int:
        """0 when it cannot be read: nobody is sent to support for that."""
        try:
            content = self._path.read_bytes()
        except OSError:
            return 0
        return int(content) if len(content) == 1 and content.isdigit() else 0

    def prepare(self) -> None:
        """Takes its place on the disk. Raises OSError."""
        if not self._path.exists():
            self._write(0)

    def add(self) -> None:
        """Raises OSError."""
        self._write(min(self.count() + 1, MOST))

    def clear(self) -> None:
        """Raises OSError."""
        if self.count():
            self._write(0)

    def _write(self, count: int) -> None:
        content = b"%d" % count
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            make_private_folder(self._path.parent)
            atomic_write(self._path, content)
            return
        try:
            write_all(handle, content, 0)
            os.ftruncate(handle, 1)
            os.fsync(handle)
        finally:
            os.close(handle)
