"""Everything that a terminal's store holds goes, for ever: keys first, then what they seal, then the rest.

Rules it keeps: the key file is overwritten before anything else is touched, so that a power cut in the middle leaves
nothing that opens; done again it ends what was begun. Nobody may have the store open.

    clear_store(State(folder, simulated=False), keep=("device",))
"""

from collections.abc import Collection
from pathlib import Path

from app.config.paths import State
from app.storage.atomic_write import sync_folder
from app.storage.shred import shred


def clear_store(state: State, keep: Collection[str] = ()) -> None:
    """`keep` names folders beside the store that are somebody else's to clear. Raises OSError."""
    for folder in (state.keys, state.folder):
        for path in _files(folder, keep):
            path.unlink() if path.is_symlink() else shred(path)
        if folder.is_dir():
            sync_folder(folder)


def _files(folder: Path, keep: Collection[str]) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return [path for path in found if path.relative_to(folder).parts[0] not in keep]
