"""Keeps in step with the server whatever home the terminal has just now: none before activation and after it has left,
and another one after the next activation. The device link may be there before the home is open."""

from collections.abc import Callable

from app.operations.link import Asked, Told
from app.runtime.device_agent import Sync
from app.runtime.memory import Memory


class HomeSync:
    """A `Sync`, on the agent's thread."""

    def __init__(self, home: Callable[[], Memory | None], make: Callable[[Memory], Sync]) -> None:
        self._home = home
        self._make = make
        self._of: Memory | None = None
        self._sync: Sync | None = None
        self._newest: int | None = None
        """What the server said last; None while nothing was said on this connection."""

    @property
    def ready(self) -> bool:
        home = self._home()
        return home is not None and self._make(home).ready

    def begin(self, newest: int) -> None:
        sync = self._current()
        self._newest = newest
        if sync is not None:
            sync.begin(newest)

    def heard(self, newest: int) -> None:
        sync = self._current()
        self._newest = newest
        if sync is not None:
            sync.heard(newest)

    def step(self, ask: Callable[[Asked], Told]) -> bool:
        sync = self._current()
        return sync is not None and sync.step(ask)

    def dismissed(self, reason: str) -> None:
        sync = self._current()
        if sync is not None:
            sync.dismissed(reason)

    def _current(self) -> Sync | None:
        """Of the home that is open: one that was opened in the middle of a connection hears how it stands."""
        home = self._home()
        if home is not self._of:
            if self._of is not None:
                self._newest = None  # what was said then was said of other people
            self._of, self._sync = home, None if home is None else self._make(home)
            if self._sync is not None and self._newest is not None:
                self._sync.begin(self._newest)
        return self._sync
