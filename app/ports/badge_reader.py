"""A badge reader turns a presented badge into text that is hostile until `Badge.parse` has read it."""

from typing import Protocol

from app.domain.badges import Badge, UnreadableBadge


class BadgeReader(Protocol):
    simulated: bool
    name: str

    def open(self) -> None:
        """Raises FaultError(BADGE_READER_MISSING)."""
        ...

    def read(self, timeout_s: float) -> Badge | UnreadableBadge | None:
        """One presented badge, or what was wrong with it, or None after `timeout_s`. Raises
        FaultError(BADGE_READER_MISSING) when the reader has gone."""
        ...

    def close(self) -> None: ...
