"""The signed records that a terminal has seen: what keeps it from being led back behind them.

Rules it keeps: each file is whole or as it was before, whatever is cut off when. (The library that reads them writes
them too, but does not sync: after a power cut a record could be empty, and an empty one protects from nothing.)

    with kept_records(folder) as copy:
        Updater(str(copy), …).refresh()
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.storage.atomic_write import atomic_write, sync_folder

HISTORY = "root_history"
_NEVER_KEPT = "root.json"
"""A link of the library's to the newest root. The first root is the terminal's own."""
PUBLIC_FILE, PUBLIC_FOLDER = 0o644, 0o755


@contextmanager
def kept_records(folder: Path) -> Iterator[Path]:
    """A copy to work on. What became of it is kept however the block ends: a timestamp that was good stays seen though
    the record after it was not. Raises OSError."""
    (folder / HISTORY).mkdir(PUBLIC_FOLDER, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="thenar-") as scratch:
        copy = Path(scratch) / "records"
        shutil.copytree(folder, copy, symlinks=True)
        try:
            yield copy
        finally:
            for place in (HISTORY, "."):
                _keep(copy / place, folder / place)
            sync_folder(folder)


def _keep(copy: Path, folder: Path) -> None:
    for path in sorted(copy.glob("*.json")):
        kept = folder / path.name
        content = path.read_bytes()
        if path.name != _NEVER_KEPT and not (kept.is_file() and kept.read_bytes() == content):
            atomic_write(kept, content, PUBLIC_FILE)
