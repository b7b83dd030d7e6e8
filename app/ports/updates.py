"""Newer software: looked for, downloaded, installed, tried, and kept or rolled back."""

from collections.abc import Callable
from typing import Protocol

from app.domain.updates import FailedVersion, Fetched


class Updates(Protocol):
    """One thread at a time. The order is `fetch`, `install`, a restart of the application, and in the new one `commit`
    or `roll_back`."""

    simulated: bool

    def version(self) -> str:
        """Of the software that runs."""
        ...

    def fetch(self, progress: Callable[[float], None]) -> Fetched:
        """Looks, and downloads what is newer. Takes as long as that takes, within bounds; `progress` is called from
        the same thread with the part that is there, 0 to 1, never less than the time before; it may raise to break the
        download off, and what is there is kept. Raises FaultError for a disk that cannot be read or written."""
        ...

    def install(self) -> None:
        """Makes ready what `fetch` found to be NEWER: the next start of the application is its trial. Raises
        FaultError: STORE_FULL, UPDATE_UNREADABLE; then all is as it was."""
        ...

    def waiting(self) -> bool:
        """Whether something is installed that only a restart of the application brings."""
        ...

    def on_trial(self) -> bool:
        """Whether the software that runs is not yet kept: it is to be judged, and then committed or rolled back."""
        ...

    def commit(self) -> None:
        """What runs is healthy, and is what starts from now on. Without a trial nothing happens."""
        ...

    def roll_back(self) -> None:
        """What runs is not healthy: after the restart, which the caller sees to, the version before runs again, and
        this one is not tried again. Without a trial nothing happens."""
        ...

    def failed(self) -> FailedVersion | None:
        """The version that was tried last and did not stay, until another one is kept."""
        ...
