"""Events as lines of a file, for programs that read files: `NAME.jsonl` in one folder, one JSON object a line.

Rules it keeps: mode 600; a batch is on the disk before it counts as delivered; a line that a power cut left half is cut
off before the next is written; a file that has reached its size is renamed to `NAME.NUMBER.jsonl` and the oldest go;
several processes may write to one file.

Limits: a process that dies between writing and recording writes the same lines again; readers know them by `id`.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.destinations import EventFile
from app.domain.retries import Delivered, DeliveryFault, Outcome, Unavailable
from app.ports.control.delivery import Letter
from app.storage.atomic_write import PRIVATE_FILE, make_private_folder, sync_folder, write_all

FULL_BYTES = 64 * 2**20
"""About 90,000 events."""
KEPT_FILES = 10
"""Full ones beside the one that is written."""
_TAIL_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class FileCarrier:
    """Implements `app.ports.control.delivery.Carrier[EventFile]`."""

    folder: Path
    full_bytes: int = FULL_BYTES

    def carry(
        self,
        destination: EventFile,
        secret: str,  # noqa: ARG002  a file has none
        letters: Sequence[Letter],
    ) -> Sequence[Outcome]:
        lines = "".join(f"{letter.text}\n" for letter in letters).encode()
        try:
            make_private_folder(self.folder)
            with _locked(self.folder):
                self._append(destination.name, lines)
        except OSError:
            return [Unavailable(DeliveryFault.STORE_FAILED)]
        return [Delivered()] * len(letters)

    def _append(self, name: str, lines: bytes) -> None:
        path = self.folder / f"{name}.jsonl"
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE_FILE)
        try:
            end = _whole_lines(handle)
            os.ftruncate(handle, end)
            write_all(handle, lines, end)
            os.fsync(handle)
        finally:
            os.close(handle)
        if end == 0:
            sync_folder(self.folder)
        if end + len(lines) >= self.full_bytes:
            self._turn(name, path)

    def _turn(self, name: str, path: Path) -> None:
        """Full files are numbered upwards, so that a reader can tell which came later."""
        numbers = sorted(self._numbers(name))
        path.rename(self.folder / f"{name}.{(numbers[-1] if numbers else 0) + 1:06}.jsonl")
        for number in numbers[: max(0, len(numbers) + 1 - KEPT_FILES)]:
            (self.folder / f"{name}.{number:06}.jsonl").unlink()
        sync_folder(self.folder)

    def _numbers(self, name: str) -> Iterator[int]:
        for path in self.folder.glob(f"{name}.*.jsonl"):
            number = path.name.split(".")[1]
            if number.isdecimal():
                yield int(number)


def _whole_lines(handle: int) -> int:
    """Where the last whole line ends, bytes from the start."""
    end = os.fstat(handle).st_size
    while end:
        start = max(0, end - _TAIL_BYTES)
        newline = os.pread(handle, end - start, start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keeps other processes from writing in between."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
