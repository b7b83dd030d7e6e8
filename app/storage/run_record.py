"""Whether the last run of the application ended, and what had gone wrong in it: how a terminal knows that it crashed.

Rules it keeps: the record is there before the run begins, and gone when it has ended; a run that another start of the
machine cut off did not crash: its power went, or it was told to reboot; without room on the disk there is no record,
and nobody is held for that.

    before = record.begin(machine.boot())
    record.note(Fault.SYSTEM_ERROR.row.code)
    record.end()
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from app.domain.bounded_json import Bounds, JsonRefused, read_json
from app.domain.limits import Text
from app.operations.reading import read
from app.operations.refusals import Refusal
from app.operations.writing import whole
from app.storage.atomic_write import atomic_write, make_private_folder

_BOUNDS = Bounds(characters=1024, depth=2, values=10)


@dataclass(frozen=True)
class Run:
    boot: Annotated[str, Text(1, 64)]
    code: Annotated[str, Text(0, 16)] = ""
    """Of the last fault that the application had in itself; empty for none."""


class RunRecord:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "run"

    def begin(self, boot: str) -> Run | None:
        """The last run, if it crashed. Raises OSError when this one cannot be recorded."""
        last = self._last()
        make_private_folder(self._path.parent)
        self._write(Run(boot))
        return last if last is not None and last.boot == boot else None

    def note(self, code: str) -> None:
        """Raises OSError."""
        run = self._last()
        if run is not None and run.code != code:
            self._write(Run(run.boot, code))

    def end(self) -> None:
        self._path.unlink(missing_ok=True)

    def _last(self) -> Run | None:
        try:
            run = read(Run, read_json(self._path.read_bytes(), _BOUNDS))
        except (OSError, JsonRefused):
            return None
        return None if isinstance(run, Refusal) else run

    def _write(self, run: Run) -> None:
        atomic_write(self._path, json.dumps(whole(run)).encode())
