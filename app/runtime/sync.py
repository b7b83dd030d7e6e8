"""Keeps a terminal's people and its server's in step, one exchange at a time, on the agent's thread.

It writes the store alone; the gallery follows by itself (`app.runtime.gallery_watch`, and before each palm).

    sync = GallerySync(SqlSyncedStore(people), logbook)
    duties = Duties(..., sync=sync)
"""

import logging
from collections.abc import Callable

from app.domain.faults import Fault, FaultError
from app.operations.link import Asked, Told
from app.operations.link_sync import GalleryPage, Later, Taken
from app.ports.synced_store import SyncedStore
from app.services.follow_server import apply_page, close, next_upload, open_again, question, settle_upload
from app.services.logbook import Logbook

log = logging.getLogger("thenar.runtime")

LOOK_EVERY_S = 1.0
"""How long a record lies at most before it is brought, where there is a connection."""
AFTER_A_FAULT_S = 5.0


class GallerySync:
    """Implements `app.runtime.device_agent.Sync`."""

    def __init__(self, store: SyncedStore, logbook: Logbook) -> None:
        self._store = store
        self._logbook = logbook
        self._behind = True
        self._bring_next = False
        self._bring_at_s = self._rests_until_s = 0.0
        self.fault: Fault | None = None
        """Why it does not come on, to be told with the terminal's health; None when it does."""

    @property
    def ready(self) -> bool:
        """Everybody was here at once. Before that nobody is enrolled: a palm or a badge of somebody else's would not be
        noticed, and there is no key to keep him under."""
        return self._store.state().ready

    @property
    def behind(self) -> bool:
        """The server has news that are not here yet, or nobody has asked it yet."""
        return self._behind

    @property
    def pending(self) -> bool:
        """Something is still to be brought."""
        return next_upload(self._store) is not None

    def begin(self, newest: int) -> None:  # noqa: ARG002  the Protocol's form
        """It asks once whatever is said: of a restored server the newest may be older than what is here."""
        self._behind = True
        self._rests_until_s = 0.0
        open_again(self._store)

    def heard(self, newest: int) -> None:
        self._behind = self._behind or newest > self._store.state().version

    def dismissed(self, reason: str) -> None:
        """An unreachable customer key is like an unreachable server: one goes on with what one has."""
        self.fault = _FAULTS.get(reason)
        if self.fault is Fault.CUSTOMER_KEY_REFUSED:
            close(self._store)

    def step(self, ask: Callable[[Asked], Told]) -> bool:
        now_s = self._logbook.clock.monotonic_s()
        if now_s < self._rests_until_s:
            return False
        try:
            done = self._turn(ask, now_s)
        except FaultError as error:
            log.error("keeping in step with the server failed: %s", error.fault.key)
            self.fault, self._rests_until_s = error.fault, now_s + AFTER_A_FAULT_S
            return False
        if done:
            self.fault = None
        return done

    def _turn(self, ask: Callable[[Asked], Told], now_s: float) -> bool:
        """People and records take turns, so that a first fetch of thousands keeps no visit waiting."""
        self._bring_next = not self._bring_next
        first, second = (self._bring, self._fetch) if self._bring_next else (self._fetch, self._bring)
        return first(ask, now_s) or second(ask, now_s)

    def _fetch(self, ask: Callable[[Asked], Told], now_s: float) -> bool:
        if not self._behind:
            return False
        told = ask(question(self._store))
        if isinstance(told, GalleryPage):
            apply_page(self._store, told, self._logbook)
            self._behind = not told.complete
        else:
            self._rest(told, now_s)
        return True

    def _bring(self, ask: Callable[[Asked], Told], now_s: float) -> bool:
        if now_s < self._bring_at_s:
            return False
        message = next_upload(self._store)
        if message is None:
            self._bring_at_s = now_s + LOOK_EVERY_S
            return False
        told = ask(message)
        if isinstance(told, Taken):
            settle_upload(self._store, message, told, self._logbook)
        else:
            self._rest(told, now_s)
        return True

    def _rest(self, told: Told, now_s: float) -> None:
        if isinstance(told, Later):
            self._behind = self._behind or told.fetch
            self._rests_until_s = now_s + told.wait_millis / 1000


_FAULTS = {fault.key: fault for fault in (Fault.CUSTOMER_KEY_REFUSED, Fault.CUSTOMER_KEY_UNREACHABLE)}
"""By the word with which the server ends a connection."""
