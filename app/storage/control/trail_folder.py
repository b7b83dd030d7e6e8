"""The audit's files in a folder: mode 600, each whole or not there, a digest's signature in a file beside it.

Implements `app.ports.control.trail_files.TrailPlace`.
"""

import errno
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.faults import Fault, FaultError
from app.ports.control.trail_files import StoredFile
from app.storage.atomic_write import atomic_write, make_private_folder

_BESIDE = ".labels"


@dataclass(frozen=True, slots=True)
class TrailFolder:
    folder: Path
    bucket: str = "thenar-audit"

    def put(self, key: str, file: StoredFile) -> None:
        """The labels first: content without a signature would be an alarm after a power cut."""
        path = self.folder / key
        with _translated():
            for parent in reversed(path.relative_to(self.folder).parents):
                make_private_folder(self.folder / parent)
            if file.labels:
                atomic_write(path.with_name(path.name + _BESIDE), json.dumps(dict(file.labels)).encode())
            atomic_write(path, file.content)

    def get(self, key: str) -> StoredFile | None:
        path = self.folder / key
        with _translated():
            if not path.is_file():
                return None
            beside = path.with_name(path.name + _BESIDE)
            return StoredFile(path.read_bytes(), _labels(beside.read_bytes()) if beside.is_file() else {})

    def keys(self, prefix: str) -> Sequence[str]:
        with _translated():
            return sorted(path.relative_to(self.folder).as_posix() for path in (self.folder / prefix).rglob("*.gz"))


def _labels(content: bytes) -> dict[str, str]:
    """Nothing where somebody wrote something else there."""
    try:
        labels = json.loads(content)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in labels.items()} if isinstance(labels, dict) else {}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise FaultError(Fault.STORE_FULL if full else Fault.STORE_UNREADABLE, "the audit's files") from error
