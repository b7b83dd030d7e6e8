"""The software download: looks into a repository of signed software, brings what is newer, and has it tried.

Rules it keeps: what is not signed by those whom the terminal's own root names is not installed, nor anything older than
what was seen; whatever goes wrong, the version before is there and starts.

    with update_client() as client:
        updates = SoftwareUpdates(Place(folder, url), client, clock, running="0.1.0-…")
        updates.fetch(print)
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    SlowRetrievalError,
    UnsignedMetadataError,
)
from tuf.api.metadata import TargetFile
from tuf.ngclient import Updater

from app.domain.faults import Fault, FaultError
from app.domain.updates import VERSION, FailedVersion, Fetched, Release, TrialEnd, version_of
from app.gateway.update_fetcher import UpdateFetcher
from app.ports.clock import Clock
from app.storage.atomic_write import sync_folder
from app.storage.software.records import PUBLIC_FOLDER, kept_records
from app.storage.software.repository import platform_name, target_path
from app.storage.software.slots import NO_ROOM, Slots

RESERVE_BYTES = 64 * 1024 * 1024
"""Left free beside a download: the terminal's own records must go on being written."""

log = logging.getLogger("thenar.updates")


@dataclass(frozen=True)
class Place:
    """Where software lies: on the terminal, and where it comes from."""

    folder: Path
    """Of `app.storage.software.slots`, with the `root.json` that came with the terminal."""
    url: str
    """Of the repository, as in `https://thenar.example:8443/updates`."""


@dataclass(frozen=True)
class _Wanted:
    """What is to be downloaded."""

    release: Release
    target: TargetFile
    unpacked_bytes: int
    url: str


class SoftwareUpdates:
    simulated = False

    def __init__(self, place: Place, client: httpx.Client, clock: Clock, running: str, kind: str = "") -> None:
        """`running` is the name of the version that runs, which the launcher tells; `kind` of machine is this one's."""
        self._place = place
        self._slots = Slots(place.folder)
        self._fetcher = UpdateFetcher(client, clock)
        self._running = running
        self._kind = kind or platform_name()
        self._ready: _Wanted | None = None

    def version(self) -> str:
        return version_of(self._running)

    def fetch(self, progress: Callable[[float], None]) -> Fetched:
        self._ready = None
        fetched = self._look(progress)
        log.info("looked for software", extra={"told": {"fetched": fetched.value}})
        return fetched

    def install(self) -> None:
        if self._ready is None:
            return
        ready, bundle = self._ready, self._part(self._ready)
        self._slots.install(ready.release, bundle, ready.unpacked_bytes)
        bundle.unlink(missing_ok=True)

    def waiting(self) -> bool:
        trial = self._slots.trial()
        return trial is not None and trial.name != self._running

    def on_trial(self) -> bool:
        trial = self._slots.trial()
        return trial is not None and trial.name == self._running

    def commit(self) -> None:
        self._slots.commit(self._running)

    def roll_back(self) -> None:
        self._slots.roll_back(self._running, TrialEnd.UNHEALTHY)

    def failed(self) -> FailedVersion | None:
        return self._slots.failed()

    def _look(self, progress: Callable[[float], None]) -> Fetched:
        try:
            wanted = self._newest()
            if isinstance(wanted, Fetched):
                return wanted
            if not self._has_room(wanted):
                return Fetched.NO_SPACE
            return self._download(wanted, progress)
        except (RepositoryError, DownloadError) as error:
            return told(error)
        except OSError as error:
            if error.errno in NO_ROOM:
                self._clear()
                return Fetched.NO_SPACE
            raise FaultError(Fault.STORE_UNREADABLE, "software") from error

    def _newest(self) -> _Wanted | Fetched:
        """What the repository says, as far as it is to be believed. Raises RepositoryError, DownloadError, OSError."""
        root = (self._place.folder / "root.json").read_bytes()
        with kept_records(self._slots.download / "records") as records:
            updater = Updater(str(records), f"{self._place.url}/metadata/", fetcher=self._fetcher, bootstrap=root)
            updater.refresh()
            target = updater.get_targetinfo(target_path(self._kind))
        wanted = None if target is None else _read(target, self._place.url)
        if wanted is None:
            return Fetched.UNREADABLE
        if wanted.release.name == self._running:
            return Fetched.CURRENT
        if self._slots.has_failed(wanted.release):
            return Fetched.FAILED_BEFORE
        trial = self._slots.trial()
        if trial is not None and trial.name == wanted.release.name:
            return Fetched.NEWER
        return wanted

    def _has_room(self, wanted: _Wanted) -> bool:
        """Before the first byte; what is left of other downloads goes."""
        part = self._part(wanted)
        self._clear(part)
        there = part.stat().st_size if part.exists() else 0
        free = self._slots.make_room(self._running)
        return free >= wanted.target.length - there + wanted.unpacked_bytes + RESERVE_BYTES

    def _download(self, wanted: _Wanted, progress: Callable[[float], None]) -> Fetched:
        """A continued download that turns out wrong is begun anew once: a power cut may have spoilt its first part.
        Raises DownloadError, OSError."""
        part = self._part(wanted)
        continued = part.exists()
        try:
            self._fetcher.resume(wanted.url, part, wanted.target.length, progress)
            with part.open("rb") as content:
                wanted.target.verify_length_and_hashes(content)
        except DownloadLengthMismatchError:
            part.unlink(missing_ok=True)
            raise
        except LengthOrHashMismatchError:
            part.unlink(missing_ok=True)
            return self._download(wanted, lambda share: None) if continued else Fetched.TAMPERED
        sync_folder(part.parent)
        self._ready = wanted
        return Fetched.NEWER

    def _part(self, wanted: _Wanted) -> Path:
        return self._slots.download / f"{wanted.release.digest}.zip"

    def _clear(self, kept: Path | None = None) -> None:
        self._slots.download.mkdir(PUBLIC_FOLDER, exist_ok=True)
        for path in self._slots.download.glob("*.zip"):
            if path != kept:
                path.unlink()


def told(error: RepositoryError | DownloadError) -> Fetched:
    """What the library found, as the reason to tell.

    >>> told(UnsignedMetadataError("root was signed by 1/2 keys"))
    <Fetched.UNSIGNED: 'unsigned'>
    """
    match error:
        case UnsignedMetadataError():
            return Fetched.UNSIGNED
        case BadVersionNumberError():
            return Fetched.OLDER
        case ExpiredMetadataError():
            return Fetched.EXPIRED
        case LengthOrHashMismatchError():
            return Fetched.MIXED
        case RepositoryError():
            return Fetched.UNREADABLE
        case DownloadLengthMismatchError():
            return Fetched.OVERSIZED
        case SlowRetrievalError():
            return Fetched.SLOW
        case DownloadHTTPError() if 400 <= error.status_code < 500:
            return Fetched.UNREADABLE
    return Fetched.UNREACHABLE


def _read(target: TargetFile, url: str) -> _Wanted | None:
    """Signed it is; whether it is what a terminal needs is another matter. None then."""
    custom, digest = target.custom, target.hashes.get("sha256", "")
    version = custom.get("version") if isinstance(custom, dict) else None
    unpacked = custom.get("unpacked_bytes") if isinstance(custom, dict) else None
    if not isinstance(version, str) or not VERSION.fullmatch(version) or not target.length:
        return None
    if not isinstance(unpacked, int) or unpacked < 0 or len(digest) != 64:
        return None
    folder, _, name = target.path.rpartition("/")
    return _Wanted(Release(version, digest), target, unpacked, f"{url}/targets/{folder}/{digest}.{name}")
