"""Signed software and a terminal's disk, by the commands that operators use, and the launcher as a process of its own.

publisher = Publisher(tmp_path)
publisher.adds("0.1.0")
with publisher.planted(tmp_path / "terminal") as launched:
    launched.release                  # what the launcher started
    launched.ends(AGAIN)              # that, to be started anew
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.__main__ import main
from app.entrypoints.launch import AGAIN
from tests.app.publishing import make_tree

STANDS_IN = 'echo "$THENAR_RELEASE"; read code; exit "$code"'
"""A version that says its name and ends as it is told: the application itself runs in the test."""
END_S = 30.0

__all__ = ["AGAIN", "Launched", "Publisher"]


@dataclass
class Launched:
    """The versions on one terminal's disk, with a launcher at work."""

    software: Path
    process: subprocess.Popen[str]
    release: str = field(init=False)

    def __post_init__(self) -> None:
        self._hear()

    def ends(self, code: int) -> None:
        """What runs ends so, and another start follows."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{code}\n")
        self.process.stdin.flush()
        self._hear()

    def _hear(self) -> None:
        assert self.process.stdout is not None
        self.release = self.process.stdout.readline().strip()
        assert self.release, "the launcher started nothing"


@dataclass(frozen=True)
class Publisher:
    folder: Path

    def __post_init__(self) -> None:
        self._do("begin", "--keys", self._keys)

    @property
    def repository(self) -> Path:
        return self.folder / "updates"

    def adds(self, version: str) -> None:
        self.publishes(make_tree(self.folder / f"tree-{version}", version, STANDS_IN), version)

    def publishes(self, tree: Path, version: str) -> None:
        self._do("add", tree, "--version", version, "--keys", self._keys)

    def plants(self, software: Path) -> None:
        """The newest version is on the terminal's disk."""
        self._do("plant", software)

    @contextmanager
    def planted(self, software: Path) -> Iterator[Launched]:
        """The newest version is on the terminal's disk, and started."""
        self.plants(software)
        command = [sys.executable, str(software / "launcher.py"), "--", "kiosk", "--managed"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield Launched(software, process)
            finally:
                process.terminate()
                process.wait(END_S)

    @property
    def _keys(self) -> Path:
        return self.folder / "keys"

    def _do(self, step: str, *words: object) -> None:
        assert main(["publish", step, str(self.repository), *map(str, words)]) == 0
