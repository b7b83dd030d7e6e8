"""How often a terminal was started again in vain: what the screen counts its attempts by, across the restarts.

count = RestartCount(folder)
count.add()        # before a restart that is to mend something
count.clear()      # it did
"""

import json
from pathlib import Path

from app.domain.bounded_json import Bounds, JsonRefused, read_json
from app.storage.atomic_write import atomic_write, make_private_folder

MOST = 9
"""It is asked whether there were two."""
_BOUNDS = Bounds(characters=64, depth=2, values=4)


class RestartCount:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "restarts"

    def count(self) -> int:
        """0 when it cannot be read: nobody is sent to support for that."""
        try:
            content = read_json(self._path.read_bytes(), _BOUNDS)
        except (OSError, JsonRefused):
            return 0
        return content if isinstance(content, int) and 0 <= content <= MOST else 0

    def add(self) -> None:
        """Raises OSError."""
        make_private_folder(self._path.parent)
        atomic_write(self._path, json.dumps(min(self.count() + 1, MOST)).encode())

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)
