"""Sessions of the console in the store."""

from datetime import datetime
from typing import Protocol

from app.domain.console_sessions import ConsoleSession
from app.domain.principals import PrincipalId


class ConsoleSessions(Protocol):
    def add(self, session: ConsoleSession) -> None: ...

    def get(self, session: str) -> ConsoleSession | None:
        """By its id; over or not."""
        ...

    def note_use(self, session: str, at: datetime) -> None: ...

    def end(self, session: str) -> None: ...

    def end_of(self, principal: PrincipalId) -> None:
        """All that he began, and all in which somebody has taken this role on."""
        ...

    def of(self, principal: PrincipalId, name: str = "") -> list[ConsoleSession]:
        """That he began, oldest first; of a role, whoever is called so in it: several people may share one."""
        ...

    def forget(self, now: datetime) -> None:
        """Those that are over."""
        ...
