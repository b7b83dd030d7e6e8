"""Versions of the application side by side on a terminal, and which of them starts.

    FOLDER/
      launcher.py                starts one of them; comes with the terminal, and no update changes it
      root.json                  whom the terminal trusts to sign software; comes with it too
      current -> versions/…      the version that was kept last: what starts
      trial                      "NAME STARTS": the version to be tried, and how often it was started for that
      failed                     "NAME END": the version that was tried last and did not stay
      versions/0.2.0-1a2b…/start
      download/                  signed records, and a bundle on its way

Rules it keeps: `current` always leads to a whole version, whatever is cut off when; a version is tried before it is
current, and one that failed is not tried again. `packaging/launcher.py` reads and writes the same files without
importing anything of ours: a change here is one there.

    slots = Slots(Path("/opt/thenar"))
    slots.install(release, bundle, size)         # and a restart
    slots.commit("0.2.0-1a2b…")
"""

import errno
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.faults import Fault, FaultError
from app.domain.updates import FailedVersion, Release, TrialEnd, version_of
from app.storage.atomic_write import atomic_write, sync_folder
from app.storage.software.bundle import BundleRefused, unpack

PUBLIC_FILE, PUBLIC_FOLDER = 0o644, 0o755
"""Nothing here is secret: whoever starts the terminal reads it, and only its owner may write."""
_RENAMED = ("current", "trial", "failed")
"""Written beside first, under a hidden name that begins with theirs."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a system says that cannot write any more."""


@dataclass(frozen=True)
class Trial:
    name: str
    starts: int


class Slots:
    """One thread at a time; the launcher reads only while the application is not running, or waits for its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def download(self) -> Path:
        return self._folder / "download"

    def current(self) -> str | None:
        """The name of the version that was kept last. None where none was planted."""
        link = self._folder / "current"
        return link.readlink().name if link.is_symlink() else None

    def trial(self) -> Trial | None:
        """The version to be judged: not one that is current already, or failed already, as after a cut."""
        words = self._words("trial")
        if len(words) != 2 or not words[1].isdigit() or words[0] in (self.current(), self._failed_name()):
            return None
        return Trial(words[0], int(words[1]))

    def failed(self) -> FailedVersion | None:
        words = self._words("failed")
        ends = {end.value: end for end in TrialEnd}
        return FailedVersion(version_of(words[0]), ends[words[1]]) if len(words) == 2 and words[1] in ends else None

    def has_failed(self, release: Release) -> bool:
        return self._failed_name() == release.name

    def plant(self, release: Release, bundle: Path, size: int) -> None:
        """The first version of a terminal: nothing to fall back to, so no trial. Raises FaultError."""
        with _told():
            self._unpack(release, bundle, size)
            self._point_at(release.name)

    def install(self, release: Release, bundle: Path, size: int) -> None:
        """Its trial begins at the next start. Raises FaultError: STORE_FULL, UPDATE_UNREADABLE, STORE_UNREADABLE; then
        all is as it was."""
        with _told():
            self._unpack(release, bundle, size)
            self._write("trial", f"{release.name} 0")

    def commit(self, name: str) -> None:
        """`name` is what starts from now on. Without a trial of it nothing happens. Raises FaultError."""
        trial = self.trial()
        if trial is None or trial.name != name:
            return
        with _told():
            self._point_at(name)
            self._remove("trial", "failed")

    def roll_back(self, name: str, end: TrialEnd) -> None:
        """`name` failed its trial. Without one nothing happens. Raises FaultError."""
        trial = self.trial()
        if trial is None or trial.name != name:
            return
        with _told():
            self._write("failed", f"{name} {end.value}")
            self._remove("trial")

    def make_room(self, running: str) -> int:
        """Removes what cuts have left, and every version but the current one, the one that runs and the one to be
        tried; returns the bytes that are free then. Raises FaultError."""
        with _told():
            kept = {self.current(), running, *self._words("trial")[:1]}
            for version in self._versions().iterdir():
                if version.name not in kept:
                    shutil.rmtree(version)
            for file in _RENAMED:
                for left in self._folder.glob(f".{file}.*"):
                    left.unlink()
            return shutil.disk_usage(self._folder).free

    def _unpack(self, release: Release, bundle: Path, size: int) -> None:
        """Beside first, and under its name when all of it is on the disk."""
        versions = self._versions()
        if (versions / release.name).is_dir():
            return
        beside = versions / f".{release.name}.{secrets.token_hex(4)}"
        try:
            unpack(bundle, beside, size)
            beside.rename(versions / release.name)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        sync_folder(versions)

    def _point_at(self, name: str) -> None:
        beside = self._folder / f".current.{secrets.token_hex(4)}"
        beside.symlink_to(Path("versions") / name)
        beside.replace(self._folder / "current")
        sync_folder(self._folder)

    def _versions(self) -> Path:
        versions = self._folder / "versions"
        if not versions.is_dir():
            versions.mkdir(mode=PUBLIC_FOLDER, parents=True)
            sync_folder(self._folder)
        return versions

    def _failed_name(self) -> str | None:
        words = self._words("failed")
        return words[0] if words else None

    def _words(self, file: str) -> list[str]:
        try:
            return (self._folder / file).read_text("ascii").split()
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise FaultError(Fault.STORE_UNREADABLE, f"software: {file}") from error

    def _write(self, file: str, line: str) -> None:
        atomic_write(self._folder / file, f"{line}\n".encode(), PUBLIC_FILE)

    def _remove(self, *files: str) -> None:
        for file in files:
            (self._folder / file).unlink(missing_ok=True)
        sync_folder(self._folder)


@contextmanager
def _told() -> Iterator[None]:
    """What can go wrong with a disk or a bundle, as faults."""
    try:
        yield
    except BundleRefused as error:
        raise FaultError(Fault.UPDATE_UNREADABLE, f"bundle: {error}") from error
    except OSError as error:
        full = error.errno in NO_ROOM
        raise FaultError(Fault.STORE_FULL if full else Fault.STORE_UNREADABLE, "software") from error
